package delivery

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"

	"github.com/wneessen/go-mail"

	"kpibook/pipeline/job"
)

// trusted are the authorities whose certificates are believed: those of the machine, and those that the job file names. nil stands
// for the machine's.
func (s *Sender) trusted() (*x509.CertPool, error) {
	path := s.File.CAPath()
	if path == "" {
		return nil, nil
	}
	const fix = "fix: name a file of certificates in the PEM format with ca_file: under delivery:"
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the certificates of ca_file: %w\n%s", err, fix)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a machine that has none
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate\n%s", s.File.Delivery.CAFile, fix)
	}
	return pool, nil
}

// mailProblem says why a server of e-mail did not take a letter, and what to do.
func mailProblem(email job.Email, recipient string, err error) error {
	problem := func(fix, format string, values ...any) error {
		return fmt.Errorf("the mail server %s %s\nfix: %s", email.Server, fmt.Sprintf(format, values...), fix)
	}
	var sending *mail.SendError
	var said *textproto.Error
	answered := errors.As(err, &said)
	switch text := err.Error(); {
	case errors.As(err, &sending) && sending.Reason == mail.ErrSMTPRcptTo:
		return problem("see that the address under deliver: is right, and that the server sends to it", "does not send to %s: %s", recipient, answer(err))
	case errors.As(err, &sending) && sending.Reason == mail.ErrSMTPMailFrom:
		return problem("see that from: is an address that the server lets this user send from, and whether it asks for a login", "does not send from %s: %s", email.From, answer(err))
	case errors.As(err, &sending):
		return problem("nothing, when it is busy; else ask who runs it, for instance whether the workbook is too large", "did not take the letter: %s", answer(err))
	case strings.Contains(text, "does not support STARTTLS"):
		return problem("security: tls, with the port that is encrypted from the start (mostly 465); security: none only for a server on the same machine", "offers no encryption (STARTTLS)")
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered), strings.Contains(text, "does not support SMTP AUTH"):
		return problem("take user: and password: out, or ask who runs it how to log in; in the clear (security: none) no password is sent", "offers no login that can be used")
	case answered && strings.Contains(text, "SMTP AUTH failed"):
		return problem("see that user: and password: under delivery: are right", "refuses the login of %s: %d", email.User, said.Code)
	}
	return fmt.Errorf("the mail server %s: %w", email.Server, unreached(err))
}

// answer is what a server said, without the words around it.
func answer(err error) string {
	var sending *mail.SendError
	if !errors.As(err, &sending) {
		return err.Error()
	}
	text := sending.Error()
	text, _, _ = strings.Cut(text, ", affected ")
	if _, said, ok := strings.Cut(text, ": "); ok {
		text = said
	}
	return strings.ReplaceAll(text, `"`, "")
}

// unreached says why there is no connection, and what to do.
func unreached(err error) error {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var clear tls.RecordHeaderError
	var lookup *net.DNSError
	switch {
	case errors.As(err, &authority):
		return errors.New("its certificate is of an authority that this machine does not trust\nfix: name the authority's certificate with ca_file: under delivery:")
	case errors.As(err, &name):
		return fmt.Errorf("its certificate is for another name (%w)\nfix: write the server's name as in its certificate", name)
	case errors.As(err, &invalid):
		return fmt.Errorf("its certificate is not valid (%w)\nfix: ask who runs it for a new one", invalid)
	case errors.As(err, &clear):
		return errors.New("it does not encrypt from the start\nfix: security: starttls for e-mail, or another port")
	case errors.As(err, &lookup):
		return fmt.Errorf("its name is not known: %w\nfix: see that the name is right, and that this machine reaches a name server", lookup)
	case errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return errors.New("it did not answer in time\nfix: see that the port is right (one that is encrypted from the start, mostly 465, takes security: tls), and that no firewall is between")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it closed the connection\nfix: see that the port and security: are right")
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return fmt.Errorf("it cannot be reached: %w\nfix: see that the name and port are right, and that it runs", op)
	}
	return err
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
