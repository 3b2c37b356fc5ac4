package job

import (
	"strings"
	"testing"
)

func TestDelivery(t *testing.T) {
	const text = `company: A
currency: EUR
sources: [{dataset: subscriptions, files: [a.csv]}]
delivery:
  email: {server: "smtp.example.com:587", from: kpibook@example.com, user: kpibook, password: {env: PASSWORD}}
  webhooks: [{name: chat, url: {file: hook}}]
jobs:
  - {name: a, report: finance, deliver: {email: [cfo@example.com], webhooks: [chat], copies: [{to: "x/{period}.xlsx", keep: 3}]}}
`
	if _, err := Decode("kpibook.yaml", []byte(text), testSchema()); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		"smtp.example.com:587":              "smtp.example.com",
		"from: kpibook@example.com":         "from: kpibook",
		", password: {env: PASSWORD}":       "",
		"{env: PASSWORD}":                   "{env: PASSWORD, file: x}",
		"{file: hook}":                      "{}",
		"[cfo@example.com]":                 "[Chief <cfo@example.com>]",
		"webhooks: [chat]":                  "webhooks: [chta]",
		"{period}":                          "{perod}",
		"{period}.xlsx":                     "{period}.csv",
		"[{name: chat, url: {file: hook}}]": "[{name: chat, url: {file: hook}}, {name: chat, url: {file: hook}}]",
	} {
		_, err := Decode("kpibook.yaml", []byte(strings.Replace(text, from, to, 1)), testSchema())
		faults, ok := err.(Faults)
		if !ok || len(faults) != 1 || faults[0].Line == 0 || faults[0].Fix == "" {
			t.Errorf("%s: %v", to, err)
		}
	}
}
