package job

import (
	"fmt"
	"net"
	"net/mail"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Delivery is how reports are sent.
type Delivery struct {
	// The server that takes e-mail.
	Email Email `yaml:"email"`
	// Where short messages go, such as channels of Slack and Teams.
	Webhooks []Webhook `yaml:"webhooks"`
	// A file of certificates, in the PEM format, whose authorities are trusted besides those that the machine trusts.
	CAFile string `yaml:"ca_file" jsonschema:"example=company-ca.pem"`
}

// CAPath is where the certificates of authorities stand; empty when the job file names none.
func (f *File) CAPath() string {
	if f.Delivery.CAFile == "" {
		return ""
	}
	return f.path(f.Delivery.CAFile)
}

// Email is an SMTP server and the sender.
type Email struct {
	// The server and its port.
	Server string `yaml:"server" jsonschema:"example=smtp.example.com:587"`
	// How the connection is kept secret: it starts in the clear and has to change over (starttls), it is encrypted from the start
	// (tls), or it is in the clear, which is for a server on the same machine.
	Security string `yaml:"security" jsonschema:"default=starttls,enum=starttls,enum=tls,enum=none"`
	// The sender's address.
	From string `yaml:"from" jsonschema:"example=kpibook@example.com"`
	// The name to log in with; without it there is no login.
	User string `yaml:"user"`
	// The password to log in with.
	Password Secret `yaml:"password"`
}

// Webhook is an address that takes a message as JSON.
type Webhook struct {
	// What deliver: of a job calls it.
	Name string `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9_-]*$,example=finance-channel"`
	// The address, which is a secret: whoever has it can write there.
	URL Secret `yaml:"url" jsonschema:"required"`
	// Who reads it: Slack and what understands the same, or Teams.
	Format string `yaml:"format" jsonschema:"default=slack,enum=slack,enum=teams"`
}

// Secret is where a secret stands; the job file holds none.
type Secret struct {
	// The environment variable that holds it.
	Env string `yaml:"env" jsonschema:"example=KPIBOOK_SMTP_PASSWORD"`
	// The file that holds it; a line break at its end does not count.
	File string `yaml:"file" jsonschema:"example=/run/secrets/smtp_password"`
}

// Deliver is where the reports of a job go, besides their output.
type Deliver struct {
	// The addresses that get the report by e-mail, attached, with a summary; and that are told when a run fails.
	Email []string `yaml:"email" jsonschema:"example=cfo@example.com"`
	// The names of the webhooks that get the summary, and are told when a run fails.
	Webhooks []string `yaml:"webhooks" jsonschema:"example=finance-channel"`
	// Folders that get a copy of the report.
	Copies []Copy `yaml:"copies"`
}

// Copy is a copy of a report under a name of its own.
type Copy struct {
	// Where the copy goes; {company}, {job}, {period} and {run} are filled in, and a relative path starts at the job file.
	To string `yaml:"to" jsonschema:"required,example=archive/{company}-{period}-{run}.xlsx"`
	// How many copies under such names are kept, the newest; without it, all of them.
	Keep int `yaml:"keep" jsonschema:"minimum=1,maximum=10000"`
}

// Set tells whether the job file says where the secret stands.
func (s Secret) Set() bool { return s.Env != "" || s.File != "" }

// Read is the secret itself. An error says where it was looked for, and never what it is.
func (s Secret) Read(f *File) (string, error) {
	if s.Env != "" {
		if value := os.Getenv(s.Env); value != "" {
			return value, nil
		}
		return "", fmt.Errorf("the environment variable %s is not set", s.Env)
	}
	text, err := os.ReadFile(f.path(s.File))
	if err != nil {
		return "", err
	}
	if value := strings.TrimRight(string(text), "\r\n"); value != "" {
		return value, nil
	}
	return "", fmt.Errorf("the file %s is empty", s.File)
}

// Webhook is the webhook of that name.
func (d Delivery) Webhook(name string) (Webhook, bool) {
	i := slices.IndexFunc(d.Webhooks, func(w Webhook) bool { return w.Name == name })
	if i < 0 {
		return Webhook{}, false
	}
	return d.Webhooks[i], true
}

// delivery checks how reports are sent, and where those of each job go.
func (c *checker) delivery() {
	email, at := c.Delivery.Email, []string{"delivery", "email"}
	in := func(key string) []string { return append(slices.Clone(at), key) }
	if email.Server != "" {
		if host, port, err := net.SplitHostPort(email.Server); err != nil || host == "" || port == "" {
			c.value("server "+quoted(email.Server)+" has no port", "write it as smtp.example.com:587", in("server")...)
		}
		if _, err := mail.ParseAddress(email.From); err != nil {
			c.key("from "+quoted(email.From)+" is no address", "add from: kpibook@example.com", in("server")...)
		}
	}
	if email.User != "" && !email.Password.Set() {
		c.key("there is a user and no password", "add password: {env: KPIBOOK_SMTP_PASSWORD}", in("user")...)
	}
	if email.Password.Set() {
		c.secret(email.Password, in("password")...)
	}
	var names []string
	for i, w := range c.Delivery.Webhooks {
		at := []string{"delivery", "webhooks", strconv.Itoa(i)}
		if slices.Contains(names, w.Name) && w.Name != "" {
			c.value("two webhooks are called "+quoted(w.Name), "give each a name of its own", append(at, "name")...)
		}
		names = append(names, w.Name)
		c.secret(w.URL, append(at, "url")...)
	}
	for i, j := range c.Jobs {
		at := func(more ...string) []string { return append([]string{"jobs", strconv.Itoa(i), "deliver"}, more...) }
		for k, address := range j.Deliver.Email {
			if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
				c.value(quoted(address)+" is no address", "write it as cfo@example.com", at("email", strconv.Itoa(k))...)
			}
		}
		if len(j.Deliver.Email) > 0 && email.Server == "" {
			c.key("no server takes e-mail", "add delivery: {email: {server: ..., from: ...}}", at("email")...)
		}
		for k, name := range j.Deliver.Webhooks {
			if !slices.Contains(names, name) {
				c.value("no webhook is called "+quoted(name), suggestion(name, names, "webhooks"), at("webhooks", strconv.Itoa(k))...)
			}
		}
		for k, copied := range j.Deliver.Copies {
			for _, p := range braced.FindAllString(copied.To, -1) {
				if known := append(placeholders(), "{run}"); !slices.Contains(known, p) {
					c.value("unknown placeholder "+quoted(p), suggestion(p, known, "placeholders"), at("copies", strconv.Itoa(k), "to")...)
				}
			}
			if !strings.HasSuffix(copied.To, ".xlsx") {
				c.value("a copy is a workbook, and "+quoted(copied.To)+" does not end in .xlsx", "end the pattern in .xlsx", at("copies", strconv.Itoa(k), "to")...)
			}
			if j.Folder() {
				c.key("copies are of a workbook, and this report is a folder", "take it out", at("copies")...)
			}
		}
	}
}

// secret checks that a secret stands in one place.
func (c *checker) secret(s Secret, at ...string) {
	if (s.Env == "") == (s.File == "") {
		c.value("a secret stands in an environment variable or in a file", "write {env: NAME} or {file: path}", at...)
	}
}

// CopyPath is where a copy of a report goes; with * for the period and the run it is the pattern of all such copies.
func (f *File) CopyPath(j Job, c Copy, period, run string) string {
	if period != "*" {
		period = fileSafe(period)
	}
	return f.path(strings.NewReplacer("{company}", Slug(f.Company), "{job}", j.Name, "{period}", period, "{run}", run).Replace(c.To))
}
