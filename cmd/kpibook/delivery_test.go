package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
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
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/xuri/excelize/v2"
)

// letterbox is an SMTP server that keeps what it takes.
type letterbox struct{ letters [][]byte }

func (b *letterbox) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (b *letterbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (b *letterbox) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (b *letterbox) Reset()                                      {}
func (b *letterbox) Logout() error                               { return nil }
func (b *letterbox) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	b.letters = append(b.letters, letter)
	return err
}

// A run sends its workbook by e-mail, as it lies in the folder, and its summary to a webhook; a run that changes nothing sends nothing,
// and one that fails says so without quoting a row.
func TestMustShow_RunDelivers(t *testing.T) {
	box := &letterbox{}
	server := smtp.NewServer(box)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	defer server.Close()
	var posts []map[string]string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		post := map[string]string{}
		if err := json.NewDecoder(r.Body).Decode(&post); err != nil {
			t.Error(err)
		}
		posts = append(posts, post)
	}))
	defer receiver.Close()
	t.Setenv("KPIBOOK_TEST_HOOK", receiver.URL)

	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../fixtures/scripts/company")); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(folder, "kpibook.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "jobs:")
	text = []byte(head + `delivery:
  email: {server: "` + listener.Addr().String() + `", security: none, from: kpibook@example.com}
  webhooks: [{name: chat, url: {env: KPIBOOK_TEST_HOOK}}]
jobs:
  - {name: monthly, report: finance, output: 'reports/{period}.xlsx', deliver: {email: [cfo@example.com], webhooks: [chat], copies: [{to: 'archive/{period}-{run}.xlsx'}]}}
`)
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(want code) {
		t.Helper()
		var said bytes.Buffer
		if got := execute([]string{"run", "--quiet", "--config", config}, &said, &said); got != want {
			t.Fatalf("code %d, want %d:\n%s", got, want, said.String())
		}
		if strings.Contains(said.String(), "not sent") {
			t.Fatal(said.String())
		}
	}
	run(done)
	run(done)
	if len(box.letters) != 1 || len(posts) != 1 {
		t.Fatalf("%d letters and %d posts of one report", len(box.letters), len(posts))
	}
	published := onlyFile(t, filepath.Join(folder, "reports", "*.xlsx"))
	attached := attachment(t, box.letters[0])
	if sha256.Sum256(attached) != sha256.Sum256(published) || sha256.Sum256(published) != sha256.Sum256(onlyFile(t, filepath.Join(folder, "archive", "*.xlsx"))) {
		t.Error("attached, copied and published are not the same")
	}
	book, err := excelize.OpenReader(bytes.NewReader(attached))
	if err != nil {
		t.Fatal(err)
	}
	if len(book.GetSheetList()) < 5 {
		t.Errorf("the workbook has the sheets %v", book.GetSheetList())
	}
	for _, holds := range []string{"Tern &amp; Co: monthly report for", "Monthly recurring revenue", "Checks", "MoM"} {
		if !strings.Contains(posts[0]["text"], holds) {
			t.Errorf("the summary does not hold %q:\n%s", holds, posts[0]["text"])
		}
	}

	rows := filepath.Join(folder, "subscriptions.csv")
	good, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rows, bytes.Replace(good, []byte("account_id"), []byte("alder_id"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	run(inputRefused)
	run(inputRefused) // which is no news
	if len(posts) != 2 || !strings.Contains(posts[1]["text"], "could not be made") || strings.Contains(strings.ToLower(posts[1]["text"]), "alder") {
		t.Errorf("of the failure is said: %v", posts[1:])
	}
	lines := bytes.SplitAfter(bytes.TrimSpace(good), []byte("\n"))
	if err := os.WriteFile(rows, bytes.Join(lines[:len(lines)-1], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	run(done)
	if len(posts) != 3 || !strings.Contains(posts[2]["text"], "Changed since version 1") {
		t.Errorf("of the change is said: %v", posts[2:])
	}
}

func onlyFile(t *testing.T, pattern string) []byte {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) != 1 {
		t.Fatalf("%s: %v, %v", pattern, paths, err)
	}
	content, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// attachment is the last part of a letter.
func attachment(t *testing.T, raw []byte) (content []byte) {
	t.Helper()
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(letter.Body, parameters["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return content
		}
		if err != nil {
			t.Fatal(err)
		}
		if part.FileName() == "" {
			continue
		}
		if content, err = io.ReadAll(base64.NewDecoder(base64.StdEncoding, part)); err != nil {
			t.Fatal(err)
		}
	}
}
