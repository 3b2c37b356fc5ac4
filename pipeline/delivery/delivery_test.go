package delivery

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// office is an SMTP server that keeps what it takes.
type office struct {
	mu      sync.Mutex
	letters [][]byte
	refuse  bool
	user    string
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{o}, nil }

type session struct{ *office }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "kpibook" || password != "hush-hush" {
			return errors.New("wrong password " + password)
		}
		s.user = user
		return nil
	}), nil
}
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, letter)
	if s.refuse { // having it all the same, as a server that dies after it has taken a letter
		return &smtp.SMTPError{Code: 451, Message: "try later"}
	}
	return err
}

func openOffice(t *testing.T) (*office, string) {
	t.Helper()
	o := &office{}
	server := smtp.NewServer(o)
	server.Domain, server.AllowInsecureAuth = "localhost", true
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return o, listener.Addr().String()
}

// desk is a sender with a ledger that has one run, and a job that tells everybody.
type desk struct {
	sender *Sender
	now    time.Time
	run    int64
	sum    string
}

func newDesk(t *testing.T, smtpServer, hook string) *desk {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("DELIVERY_TEST_HOOK", hook)
	if err := os.WriteFile(filepath.Join(folder, "password"), []byte("hush-hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := `company: A
currency: EUR
sources: [{dataset: subscriptions, files: [a.csv]}]
delivery:
  email: {server: "` + smtpServer + `", security: none, from: kpibook@example.com}
  webhooks:
    - {name: chat, url: {env: DELIVERY_TEST_HOOK}}
    - {name: team, url: {env: DELIVERY_TEST_HOOK}, format: teams}
jobs:
  - name: monthly
    report: finance
    deliver:
      email: [cfo@example.com]
      webhooks: [chat, team]
      copies: [{to: "archive/{company}-{period}-{run}.xlsx", keep: 2}]
`
	file, err := job.Decode(filepath.Join(folder, "kpibook.yaml"), []byte(text), job.Schema{"subscriptions": {}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(context.Background(), filepath.Join(folder, ".kpibook"), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	d := &desk{now: time.Date(2026, time.November, 4, 6, 0, 0, 0, time.UTC)}
	d.sender = &Sender{File: file, Ledger: l, Now: func() time.Time { return d.now }}
	return d
}

// publish finishes a run with one workbook and queues its messages.
func (d *desk) publish(t *testing.T, content string, channels ...string) []ledger.Message {
	t.Helper()
	ctx := context.Background()
	kept, err := d.sender.Ledger.Put(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if d.run, err = d.sender.Ledger.Begin(ctx, ledger.Start{JobFile: "kpibook.yaml", StartedAt: d.now}); err != nil {
		t.Fatal(err)
	}
	n := Notice{Job: "monthly", Period: "2026-10", Subject: "Zoë & Co: monthly report for Oct 2026", Lines: []string{"MRR  1,000.00 EUR  +1% MoM", "<!channel> is no command"},
		Report: Report{Name: "zoë-2026-10.xlsx", SHA256: kept.SHA256}}
	all, err := Compose(d.sender.File, n, "key", d.run)
	if err != nil {
		t.Fatal(err)
	}
	var messages []ledger.Message
	for _, m := range all {
		for _, channel := range channels {
			if m.Channel == channel {
				messages = append(messages, m)
			}
		}
	}
	for i := range messages {
		messages[i].ID = fmt.Sprintf("%s-%d", messages[i].ID, d.run)
	}
	if err := d.sender.Ledger.Finish(ctx, d.run, ledger.Result{EndedAt: d.now, Ending: ledger.Ending{Outcome: ledger.Published}, Messages: messages}); err != nil {
		t.Fatal(err)
	}
	d.sum = content
	return messages
}

func (d *desk) send(t *testing.T) []Sent {
	t.Helper()
	sent, err := d.sender.Send(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

// A letter that a real server took, read by a mail parser.
func TestMustShow_MailOverSMTP(t *testing.T) {
	office, address := openOffice(t)
	d := newDesk(t, address, "http://127.0.0.1:1/")
	workbook := "PK\x03\x04 not quite a workbook " + strings.Repeat("\x00\xff\r\n.\r\n", 5000)
	message := d.publish(t, workbook, Email)[0]
	office.refuse = true
	if sent := d.send(t); len(sent) != 1 || sent[0].Problem == "" || !sent[0].Again.Equal(d.now.Add(time.Minute)) {
		t.Fatalf("refused, and %+v", sent)
	}
	if sent := d.send(t); len(sent) != 0 {
		t.Errorf("tried again at once: %+v", sent)
	}
	office.refuse = false
	d.now = d.now.Add(time.Minute)
	if sent := d.send(t); len(sent) != 1 || sent[0].Problem != "" {
		t.Fatalf("not sent: %+v", sent)
	}
	d.now = d.now.Add(24 * time.Hour)
	if sent := d.send(t); len(sent) != 0 {
		t.Errorf("sent twice: %+v", sent)
	}
	if len(office.letters) != 2 {
		t.Fatalf("%d letters", len(office.letters))
	}
	for _, raw := range office.letters {
		letter, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if id := letter.Header.Get("Message-ID"); id != "<"+message.ID+"@example.com>" {
			t.Errorf("message id %s of %s", id, message.ID)
		}
		decoder := mime.WordDecoder{}
		if subject, err := decoder.DecodeHeader(letter.Header.Get("Subject")); err != nil || subject != "Zoë & Co: monthly report for Oct 2026" {
			t.Errorf("subject %q, %v", subject, err)
		}
		to, err := letter.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != "cfo@example.com" {
			t.Errorf("to %v, %v", to, err)
		}
		_, parameters, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(letter.Body, parameters["boundary"])
		text, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if said, err := io.ReadAll(text); err != nil || !strings.Contains(string(said), "MRR  1,000.00 EUR  +1% MoM") {
			t.Errorf("text %q, %v", said, err)
		}
		attached, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if got := decoded(t, attached); got != workbook {
			t.Errorf("the attachment has %d bytes and not the %d published", len(got), len(workbook))
		}
		if name, err := decoder.DecodeHeader(attached.FileName()); err != nil || name != "zoë-2026-10.xlsx" {
			t.Errorf("attached as %q, %v", name, err)
		}
	}
}

func decoded(t *testing.T, part *multipart.Part) string {
	t.Helper()
	if encoding := part.Header.Get("Content-Transfer-Encoding"); encoding != "base64" {
		t.Fatalf("encoded as %q", encoding)
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, base64.NewDecoder(base64.StdEncoding, part)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A webhook gets one JSON, of the shape that its reader knows.
func TestMustShow_WebhookJSON(t *testing.T) {
	var bodies []map[string]any
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := map[string]any{}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/json" || r.Header.Get(IDHeader) == "" {
			t.Errorf("%v, %v", err, r.Header)
		}
		bodies = append(bodies, body)
	}))
	defer receiver.Close()
	d := newDesk(t, "127.0.0.1:1", receiver.URL+"/services/very-secret")
	d.publish(t, "x", Webhook)
	d.send(t)
	d.send(t)
	if len(bodies) != 2 {
		t.Fatalf("%d requests", len(bodies))
	}
	slack, teams := bodies[0], bodies[1]
	if slack["text"] == nil {
		slack, teams = teams, slack
	}
	if text, _ := slack["text"].(string); !strings.Contains(text, "MRR  1,000.00 EUR") || strings.Contains(text, "<!channel>") {
		t.Errorf("slack gets %v", slack)
	}
	card := teams["attachments"].([]any)[0].(map[string]any)
	if teams["type"] != "message" || card["contentType"] != "application/vnd.microsoft.card.adaptive" || card["content"].(map[string]any)["type"] != "AdaptiveCard" {
		t.Errorf("teams gets %v", teams)
	}
}

// Sending dies after the receiver has the message and before that is noted, 200 times: every id arrives, and once when repeats are
// dropped.
func TestMustShow_EveryMessageOnce(t *testing.T) {
	got, requests := map[string]int{}, 0
	die := func() {}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got[r.Header.Get(IDHeader)]++
		requests++
		die()
	}))
	defer receiver.Close()
	d := newDesk(t, "127.0.0.1:1", receiver.URL)
	want := map[string]bool{}
	for range 200 {
		for _, m := range d.publish(t, "x", Webhook)[:1] {
			want[m.ID] = true
		}
		ctx, stop := context.WithCancel(context.Background())
		die = stop
		if _, err := d.sender.Send(ctx); err != nil && ctx.Err() == nil {
			t.Fatal(err)
		}
		die = func() {}
		d.now = d.now.Add(time.Second)
		d.send(t)
	}
	for id := range want {
		if got[id] == 0 {
			t.Errorf("message %s was lost", id)
		}
	}
	if len(got) != 400 || requests < 600 {
		t.Errorf("%d messages and %d requests: every round has two and dies once", len(got), requests)
	}
}

// Secrets stand in no problem, wherever they come from, and none in the ledger.
func TestNoSecretIsTold(t *testing.T) {
	_, address := openOffice(t)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no such hook "+r.URL.Path+" of http://"+r.Host+r.URL.Path, http.StatusNotFound)
	}))
	defer receiver.Close()
	d := newDesk(t, address, receiver.URL+"/very-secret")
	d.sender.File.Delivery.Email.User, d.sender.File.Delivery.Email.Password = "kpibook", job.Secret{File: "password"}
	d.publish(t, "x", Email, Webhook)
	problems := 0
	for _, s := range d.send(t) {
		if s.Problem == "" {
			continue
		}
		problems++
		if strings.Contains(s.Problem, "hush-hush") || strings.Contains(s.Problem, "very-secret") {
			t.Errorf("%s tells a secret: %s", s.Channel, s.Problem)
		}
	}
	if problems < 2 {
		t.Errorf("%d problems of two hooks that are not there", problems)
	}
	t.Setenv("DELIVERY_TEST_HOOK", "http://127.0.0.1:1/very-secret")
	d.now = d.now.Add(time.Hour)
	for _, s := range d.send(t) {
		if s.Channel == Webhook && (s.Problem == "" || strings.Contains(s.Problem, "very-secret")) {
			t.Errorf("a hook that cannot be reached: %q", s.Problem)
		}
	}
}

// Copies are what was published, and the oldest go; what was never published stays.
func TestCopies(t *testing.T) {
	d := newDesk(t, "127.0.0.1:1", "http://127.0.0.1:1/")
	archive := filepath.Join(d.sender.File.Dir, "archive")
	if err := os.MkdirAll(archive, 0o750); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(archive, "a-2026-01-mine.xlsx")
	if err := os.WriteFile(own, []byte("somebody's own"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(own, d.now.AddDate(-3, 0, 0), d.now.AddDate(-3, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		d.publish(t, fmt.Sprint("workbook ", i), Folder)
		for _, s := range d.send(t) {
			if s.Problem != "" {
				t.Fatal(s.Problem)
			}
		}
	}
	entries, err := os.ReadDir(archive)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if got := strings.Join(names, " "); got != "a-2026-01-mine.xlsx a-2026-10-3.xlsx a-2026-10-4.xlsx" {
		t.Errorf("the folder holds %s", got)
	}
	if content, err := os.ReadFile(filepath.Join(archive, "a-2026-10-4.xlsx")); err != nil || string(content) != "workbook 3" {
		t.Errorf("%q, %v", content, err)
	}
}
