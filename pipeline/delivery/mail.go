package delivery

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"kpibook/pipeline/ledger"
)

// mail sends a notice by e-mail, with the workbook attached as it was published.
func (s *Sender) mail(ctx context.Context, m ledger.Message, n Notice) error {
	settings := s.File.Delivery.Email
	host, portText, err := net.SplitHostPort(settings.Server)
	if err != nil {
		return errors.New("the job file names no server that takes e-mail")
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return fmt.Errorf("the port of the server is no number: %s", portText)
	}
	letter := mail.NewMsg()
	if err := letter.From(settings.From); err != nil {
		return err
	}
	if err := letter.To(m.Recipient); err != nil {
		return err
	}
	_, domain, _ := strings.Cut(settings.From, "@")
	letter.SetMessageIDWithValue(m.ID + "@" + strings.Trim(domain, ">"))
	letter.SetDateWithValue(m.QueuedAt)
	letter.SetBoundary(m.ID) // a repeat has the same bytes
	letter.Subject(oneLine(n.Subject))
	letter.SetBodyString(mail.TypeTextPlain, n.text())
	if n.Report.SHA256 != "" {
		var workbook bytes.Buffer
		if err := s.Ledger.Get(n.Report.SHA256, &workbook); err != nil {
			return fmt.Errorf("the workbook is not in the ledger any more: %w", err)
		}
		const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		if err := letter.AttachReader(oneLine(n.Report.Name), &workbook, mail.WithFileContentType(xlsx)); err != nil {
			return err
		}
	}
	trusted, err := s.trusted()
	if err != nil {
		return err
	}
	options := []mail.Option{mail.WithPort(port), mail.WithTimeout(patience), mail.WithTLSConfig(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: trusted})}
	switch settings.Security {
	case "tls":
		options = append(options, mail.WithSSL())
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if settings.User != "" {
		password, err := settings.Password.Read(s.File)
		if err != nil {
			return fmt.Errorf("the password of the e-mail server: %w", err)
		}
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(settings.User), mail.WithPassword(password))
	}
	client, err := mail.NewClient(host, options...)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, letter); err != nil && !letter.IsDelivered() { // what fails after that is only the farewell
		return mailProblem(settings, m.Recipient, err)
	}
	return nil
}
