package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// How long one message may take, and how long after a failure it is tried again: a minute at first, twice as long each time, six
// hours at most.
const (
	patience  = time.Minute
	firstWait = time.Minute
	mostWait  = 6 * time.Hour
)

// Sender sends what is queued in a ledger.
type Sender struct {
	File   *job.File
	Ledger *ledger.Ledger
	Now    func() time.Time
}

// Sent is what became of one message. Problem says why it was not sent, and holds no secret.
type Sent struct {
	ledger.Message
	Problem string
	Again   time.Time // when it is tried again
}

// Send tries every message that is due, and notes in the ledger what became of it. Its error is the ledger's.
func (s *Sender) Send(ctx context.Context) (list []Sent, err error) {
	due, err := s.Ledger.Queued(ctx, s.Now())
	if err != nil {
		return nil, err
	}
	for _, m := range due {
		problem := s.one(ctx, m)
		if ctx.Err() != nil {
			return list, nil // stopped: it is tried again, under the same id
		}
		result := Sent{Message: m}
		if problem == nil {
			err = s.Ledger.Sent(context.WithoutCancel(ctx), m.ID, s.Now())
		} else {
			result.Problem, result.Again = s.redacted(problem), s.Now().Add(wait(m.Tries))
			err = s.Ledger.NotSent(ctx, m.ID, result.Problem, result.Again)
		}
		if err != nil {
			return list, err
		}
		list = append(list, result)
	}
	return list, nil
}

// wait is how long to wait after so many tries.
func wait(tries int) time.Duration { return min(firstWait<<min(tries, 20), mostWait) }

func (s *Sender) one(ctx context.Context, m ledger.Message) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	var n Notice
	if err := json.Unmarshal(m.Body, &n); err != nil {
		return fmt.Errorf("the message is damaged: %w", err)
	}
	switch m.Channel {
	case Email:
		return s.mail(ctx, m, n)
	case Webhook:
		return s.post(ctx, m, n)
	case Folder:
		return s.copy(m, n)
	}
	return fmt.Errorf("there is no channel %q", m.Channel)
}
