package delivery

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// shortestSecret is how long a part of a webhook's address has to be to count as a secret by itself.
const shortestSecret = 8

// redacted is an error without the secrets of the job file, whoever put them in: a server may quote the password, plain or as it was
// sent, and a receiver the path that it was asked for.
func (s *Sender) redacted(err error) string {
	var secrets []string
	add := func(secret job.Secret, parts func(string) []string) {
		if value, err := secret.Read(s.File); secret.Set() && err == nil {
			secrets = append(secrets, parts(value)...)
		}
	}
	email := s.File.Delivery.Email
	add(email.Password, func(password string) []string {
		encoded := base64.StdEncoding.EncodeToString
		return []string{password, encoded([]byte(password)), encoded([]byte("\x00" + email.User + "\x00" + password))}
	})
	for _, w := range s.File.Delivery.Webhooks {
		add(w.URL, partsOf)
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // the whole before its parts
	text := err.Error()
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	return text
}

// partsOf are an address and those parts of it that let others write there.
func partsOf(address string) []string {
	parts := []string{address}
	u, err := url.Parse(address)
	if err != nil {
		return parts
	}
	if len(u.RequestURI()) >= shortestSecret {
		parts = append(parts, u.RequestURI(), u.Path)
	}
	if password, ok := u.User.Password(); ok {
		parts = append(parts, password)
	}
	for part := range strings.FieldsFuncSeq(u.RequestURI(), func(r rune) bool { return strings.ContainsRune("/?&=", r) }) {
		if len(part) >= shortestSecret {
			parts = append(parts, part)
		}
	}
	return slices.DeleteFunc(parts, func(part string) bool { return len(part) == 0 || part == "/" })
}
