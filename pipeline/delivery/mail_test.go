package delivery

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/xuri/excelize/v2"

	"kpibook/pipeline/job"
)

// postOffice is an SMTP server that takes letters only over an encrypted connection, from who has logged in.
type postOffice struct {
	mu      sync.Mutex
	letters [][]byte
	open    bool // no login is asked for
}

// counter is one connection to it.
type counter struct {
	*postOffice
	c    *smtp.Conn
	user string
}

func (o *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) { return &counter{o, c, ""}, nil }
func (c *counter) AuthMechanisms() []string                         { return []string{sasl.Plain, sasl.Login} }
func (c *counter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "kpibook" || password != "hush-hush" {
			sent := base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no login with " + password + " that came as " + sent}
		}
		c.user = user
		return nil
	}), nil
}
func (c *counter) Mail(from string, _ *smtp.MailOptions) error {
	_, encrypted := c.c.TLSConnectionState()
	switch {
	case c.open:
	case c.user == "" || !encrypted:
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	case from != "kpibook@example.com":
		return &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Sender address rejected"}
	}
	return nil
}
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	if to != "cfo@example.com" {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "User unknown"}
	}
	return nil
}
func (c *counter) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.letters = append(c.letters, letter)
	return err
}
func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

// certificate makes a certificate for a name or address that has signed itself; the second is its text.
func certificate(t *testing.T, name string) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// openPostOffice starts a server that encrypts as security says. Without a certificate it cannot.
func openPostOffice(t *testing.T, security string, own *tls.Certificate) (*postOffice, string) {
	t.Helper()
	o := &postOffice{}
	server := smtp.NewServer(o)
	server.Domain, server.ErrorLog = "localhost", quiet{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if own != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*own}}
	}
	if security == "tls" {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return o, listener.Addr().String()
}

// quiet is where a server writes that a client has gone.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// secured makes a desk send by a server that encrypts and asks for a login.
func secured(t *testing.T, address, security string, authority []byte) *desk {
	t.Helper()
	d := newDesk(t, address, "http://127.0.0.1:1/")
	d.sender.File.Delivery.Email = job.Email{Server: address, Security: security, From: "kpibook@example.com", User: "kpibook", Password: job.Secret{File: "password"}}
	if authority != nil {
		d.sender.File.Delivery.CAFile = "ca.pem"
		if err := os.WriteFile(filepath.Join(d.sender.File.Dir, "ca.pem"), authority, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// A letter goes to a real server that encrypts, from the start or after STARTTLS, and that wants a login; a mail parser reads what
// came, and the workbook in it opens.
func TestMustShow_MailEncryptedWithLogin(t *testing.T) {
	for _, security := range []string{"tls", "starttls"} {
		own, text := certificate(t, "127.0.0.1")
		office, address := openPostOffice(t, security, &own)
		d := secured(t, address, security, text)
		d.publish(t, workbook(t), Email)
		if sent := d.send(t); len(sent) != 1 || sent[0].Problem != "" {
			t.Fatalf("%s: %+v", security, sent)
		}
		if len(office.letters) != 1 {
			t.Fatalf("%s: %d letters", security, len(office.letters))
		}
		letter, err := mail.ReadMessage(bytes.NewReader(office.letters[0]))
		if err != nil {
			t.Fatal(err)
		}
		_, parameters, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(letter.Body, parameters["boundary"])
		if _, err := parts.NextPart(); err != nil {
			t.Fatal(err)
		}
		attached, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(strings.NewReader(decoded(t, attached)))
		if err != nil {
			t.Fatalf("%s: the workbook does not open: %v", security, err)
		}
		if value, err := book.GetCellValue("Sheet1", "B2"); err != nil || value != "1234.5" {
			t.Errorf("%s: it holds %q, %v", security, value, err)
		}
		if _, err := parts.NextPart(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: there are more parts: %v", security, err)
		}
	}
}

func workbook(t *testing.T) string {
	t.Helper()
	book := excelize.NewFile()
	var content bytes.Buffer
	if err := errors.Join(book.SetCellValue("Sheet1", "B2", 1234.5), book.Write(&content), book.Close()); err != nil {
		t.Fatal(err)
	}
	return content.String()
}

// What is wrong between here and the server is said with its place, its reason and its remedy, without a secret; the letter stays
// queued.
func TestMailProblems(t *testing.T) {
	own, text := certificate(t, "127.0.0.1")
	other, otherText := certificate(t, "mail.elsewhere.example")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	free.Close()
	none := func(*desk) {}
	for name, c := range map[string]struct {
		offers, security string
		own              *tls.Certificate
		trusted          []byte
		change           func(*desk)
		says, fix        string
	}{
		"wrong password": {"tls", "tls", &own, text, func(d *desk) {
			d.sender.File.Delivery.Email.Password = job.Secret{Env: "DELIVERY_TEST_WRONG"}
		}, "refuses the login of kpibook: 535", "user: and password:"},
		"no password": {"tls", "tls", &own, text, func(d *desk) {
			d.sender.File.Delivery.Email.Password = job.Secret{Env: "DELIVERY_TEST_UNSET"}
		}, "DELIVERY_TEST_UNSET is not set", ""},
		"no login": {"starttls", "starttls", &own, text, func(d *desk) { d.sender.File.Delivery.Email.User = "" }, "530 5.7.0 Authentication required", "asks for a login"},
		"refused recipient": {"starttls", "starttls", &own, text, func(d *desk) {
			d.sender.File.Jobs[0].Deliver.Email = []string{"cof@example.com"}
		}, "does not send to cof@example.com: 550 5.1.1 User unknown", "deliver:"},
		"refused sender": {"starttls", "starttls", &own, text, func(d *desk) {
			d.sender.File.Delivery.Email.From = "other@example.com"
		}, "does not send from other@example.com: 553", "from:"},
		"no STARTTLS":             {"none", "starttls", nil, nil, none, "offers no encryption", "security: tls"},
		"in the clear":            {"none", "tls", nil, nil, none, "does not encrypt from the start", "security: starttls"},
		"untrusted":               {"starttls", "starttls", &own, nil, none, "does not trust", "ca_file:"},
		"untrusted, from a start": {"tls", "tls", &own, otherText, none, "does not trust", "ca_file:"},
		"for another name":        {"tls", "tls", &other, otherText, none, "certificate is for another name", "as in its certificate"},
		"no authority":            {"tls", "tls", &own, []byte("nothing"), none, "ca.pem holds no certificate", "PEM"},
		"login in the clear":      {"none", "none", nil, nil, none, "offers no login that can be used", "security: none"},
		"nobody there": {"tls", "tls", &own, text, func(d *desk) {
			d.sender.File.Delivery.Email.Server = nobody
		}, "connection refused", "name and port are right"},
	} {
		t.Run(name, func(t *testing.T) {
			office, address := openPostOffice(t, c.offers, c.own)
			d := secured(t, address, c.security, c.trusted)
			t.Setenv("DELIVERY_TEST_WRONG", "wrong-and-secret")
			c.change(d)
			d.publish(t, "x", Email)
			sent := d.send(t)
			if len(sent) != 1 || len(office.letters) != 0 {
				t.Fatalf("%d sent, %d letters", len(sent), len(office.letters))
			}
			said, fix, _ := strings.Cut(sent[0].Problem, "\nfix: ")
			if !strings.Contains(said, c.says) || !strings.Contains(fix, c.fix) || c.fix == "" != (fix == "") {
				t.Errorf("it says %q", sent[0].Problem)
			}
			if c.trusted == nil || name != "no authority" && name != "no password" {
				if !strings.Contains(said, d.sender.File.Delivery.Email.Server) {
					t.Errorf("it does not say where: %q", said)
				}
			}
			for _, secret := range []string{"hush", "wrong-and-secret", base64.StdEncoding.EncodeToString([]byte("\x00kpibook\x00wrong-and-secret"))} {
				if strings.Contains(sent[0].Problem, secret) {
					t.Errorf("it tells %q: %q", secret, sent[0].Problem)
				}
			}
			if left, err := d.sender.Ledger.Queued(context.Background(), d.now.AddDate(1, 0, 0)); err != nil || len(left) != 1 || left[0].Problem != sent[0].Problem {
				t.Errorf("in the queue is %+v, %v", left, err)
			}
		})
	}
}

// A line break in a name ends no header, whoever put it there.
func TestNoHeaderIsInjected(t *testing.T) {
	office, address := openPostOffice(t, "none", nil)
	office.open = true
	d := newDesk(t, address, "http://127.0.0.1:1/")
	kept, err := d.sender.Ledger.Put(strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, evil := range []string{"A\r\nBcc: evil@example.com\r\n\r\nX", "A\nBcc: evil@example.com", "A\rBcc: evil@example.com", strings.Repeat("long ", 60) + "\r\n Bcc: evil@example.com", "Zoë\r\nBcc: evil@example.com"} {
		n := Notice{Job: "monthly", Subject: evil + ": monthly report", Lines: []string{evil}, Report: Report{Name: evil + "\".xlsx", SHA256: kept.SHA256}}
		messages, err := Compose(d.sender.File, n, evil, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.sender.one(context.Background(), messages[0]); err != nil {
			t.Fatal(err)
		}
		letter, err := mail.ReadMessage(bytes.NewReader(office.letters[len(office.letters)-1]))
		if err != nil {
			t.Fatal(err)
		}
		if len(letter.Header["Bcc"]) > 0 || len(letter.Header["Subject"]) != 1 || len(letter.Header["To"]) != 1 {
			t.Errorf("%q becomes the headers %v", evil, letter.Header)
		}
		_, parameters, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for parts := multipart.NewReader(letter.Body, parameters["boundary"]); ; count++ {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for header := range part.Header {
				if !strings.HasPrefix(header, "Content-") {
					t.Errorf("%q becomes the part header %s", evil, header)
				}
			}
		}
		if count != 2 {
			t.Errorf("%q makes %d parts", evil, count)
		}
	}
	d.sender.File.Jobs[0].Deliver.Email = []string{"cfo@example.com\r\nBcc: evil@example.com"}
	messages, err := Compose(d.sender.File, Notice{Job: "monthly", Subject: "x"}, "k", 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.sender.one(context.Background(), messages[0]); err == nil {
		t.Error("a recipient with a line break is taken")
	}
}

// A webhook behind a certificate of the company's own authority is reached when that is named.
func TestWebhookOfOwnAuthority(t *testing.T) {
	own, text := certificate(t, "127.0.0.1")
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{own}})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(listener)
	defer server.Close()
	d := newDesk(t, "127.0.0.1:1", "https://"+listener.Addr().String()+"/services/very-secret")
	d.publish(t, "x", Webhook)
	for _, s := range d.send(t) {
		if !strings.Contains(s.Problem, "does not trust") || !strings.Contains(s.Problem, "fix: ") || strings.Contains(s.Problem, "very-secret") {
			t.Errorf("untrusted: %q", s.Problem)
		}
	}
	if err := os.WriteFile(filepath.Join(d.sender.File.Dir, "ca.pem"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	d.sender.File.Delivery.CAFile = "ca.pem"
	d.now = d.now.Add(time.Hour)
	for _, s := range d.send(t) {
		if s.Problem != "" {
			t.Errorf("trusted: %q", s.Problem)
		}
	}
}
