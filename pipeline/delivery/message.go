// Package delivery sends what a run has published: the report by e-mail, its summary to webhooks, copies to folders.
//
// A run composes its messages and queues them in the commit that publishes (Compose). Whoever comes by sends what is queued (Sender).
// A message is sent at least once, and has the same id however often sending is tried, so that a receiver knows a repeat.
package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// The channels of messages.
const (
	Email   = "email"
	Webhook = "webhook"
	Folder  = "folder"
)

// Notice is what there is to tell of a job's run.
type Notice struct {
	Job     string
	Period  string   // such as 2026-10; empty when the run failed
	Failed  bool     // nothing was published
	Subject string   // one line
	Lines   []string // the summary
	Report  Report   // of a run that published a workbook
}

// Report is a published workbook.
type Report struct {
	Name   string // without folders
	SHA256 string // its content is an object of the ledger
}

// Compose makes the messages that tell of a run to everybody whom its job names. key tells the run from all others anywhere.
func Compose(file *job.File, n Notice, key string, run int64) ([]ledger.Message, error) {
	j, err := file.Job(n.Job)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return nil, err
	}
	var messages []ledger.Message
	queue := func(channel, recipient string) {
		sum := sha256.Sum256([]byte(strings.Join([]string{key, n.Job, channel, recipient}, "\x00")))
		messages = append(messages, ledger.Message{ID: hex.EncodeToString(sum[:16]), Run: run, Channel: channel, Recipient: recipient, Body: body})
	}
	for _, address := range j.Deliver.Email {
		queue(Email, address)
	}
	for _, name := range j.Deliver.Webhooks {
		queue(Webhook, name)
	}
	if n.Report.SHA256 != "" {
		for _, c := range j.Deliver.Copies {
			queue(Folder, c.To)
		}
	}
	return messages, nil
}

// oneLine is a text without what would end a line of a header, such as the name of a company that holds a line break.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// text is the notice as plain text.
func (n Notice) text() string { return strings.Join(n.Lines, "\n") + "\n" }
