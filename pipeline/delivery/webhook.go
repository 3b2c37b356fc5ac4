package delivery

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// IDHeader is the header of a webhook's request that carries the id of the message.
const IDHeader = "Idempotency-Key"

// post sends a notice as JSON.
func (s *Sender) post(ctx context.Context, m ledger.Message, n Notice) error {
	hook, ok := s.File.Delivery.Webhook(m.Recipient)
	if !ok {
		return fmt.Errorf("the job file has no webhook %q any more", m.Recipient)
	}
	address, err := hook.URL.Read(s.File)
	if err != nil {
		return fmt.Errorf("the address of webhook %s: %w", hook.Name, err)
	}
	body, err := payload(hook, n)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the address of webhook %s is not one", hook.Name)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(IDHeader, m.ID)
	client, err := s.client()
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		var at *url.Error // which names the address
		if errors.As(err, &at) {
			err = at.Err
		}
		return fmt.Errorf("webhook %s: %w", hook.Name, unreached(err))
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 200)) // for the message
		return fmt.Errorf("webhook %s answers %s: %s\nfix: see that its address is the one that the channel gave, and still valid", hook.Name, answer.Status, strings.TrimSpace(string(said)))
	}
	return nil
}

// client follows no redirects: a message goes where the job file says.
func (s *Sender) client() (*http.Client, error) {
	trusted, err := s.trusted()
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted}}
	return &http.Client{Timeout: patience, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

// payload is a notice as the readers of the webhook want it: text for Slack and what understands the same, a card for Teams.
func payload(hook job.Webhook, n Notice) ([]byte, error) {
	text := n.Subject + "\n" + n.text()
	if hook.Format != "teams" {
		return json.Marshal(map[string]string{"text": slackText.Replace(text)})
	}
	type object = map[string]any
	return json.Marshal(object{"type": "message", "attachments": []object{{
		"contentType": "application/vnd.microsoft.card.adaptive",
		"content": object{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": []object{
			{"type": "TextBlock", "text": n.Subject, "weight": "Bolder", "wrap": true},
			{"type": "TextBlock", "text": strings.Join(n.Lines, "\n\n"), "wrap": true},
		}},
	}}})
}

// slackText keeps Slack from reading commands such as <!channel> in texts.
var slackText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
