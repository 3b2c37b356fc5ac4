package ledger

import (
	"context"
	"database/sql"
	"time"
)

// Message is something to be sent. It is queued in the commit that publishes what it tells of, and sent at least once; the
// receiver knows a repeat by the ID, which must be the same whenever the same run queues it.
type Message struct {
	ID        string
	Run       int64
	Channel   string // how it goes, such as email
	Recipient string // the name of the receiver in the job file; never a secret
	Body      []byte // what to send, in the form that the channel agrees on
	QueuedAt  time.Time
	DueAt     time.Time // when to try next
	Tries     int
	Problem   string // what the last try ended with
}

func (w *writer) queue(m Message, at time.Time) {
	due := m.DueAt
	if due.IsZero() {
		due = at
	}
	w.exec("INSERT INTO outbox (id, run, channel, recipient, body, queued_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		m.ID, w.run, m.Channel, m.Recipient, m.Body, written(at), written(due))
}

// Queued lists the messages that are not sent and due by a time, the oldest first.
func (l *Ledger) Queued(ctx context.Context, by time.Time) ([]Message, error) {
	return all(ctx, l, "SELECT id, run, channel, recipient, body, queued_at, due_at, tries, problem FROM outbox WHERE sent_at = '' AND due_at <= ? ORDER BY queued_at, id", []any{written(by)},
		func(rows *sql.Rows) (m Message, err error) {
			var queued, due string
			err = rows.Scan(&m.ID, &m.Run, &m.Channel, &m.Recipient, &m.Body, &queued, &due, &m.Tries, &m.Problem)
			m.QueuedAt, m.DueAt = read(queued), read(due)
			return m, err
		})
}

// Sent notes that a message has gone.
func (l *Ledger) Sent(ctx context.Context, id string, at time.Time) error {
	return l.commit(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE outbox SET sent_at = ?, tries = tries + 1, problem = '' WHERE id = ?", written(at), id)
		return err
	})
}

// NotSent notes that a message could not be sent, why, and when to try again.
func (l *Ledger) NotSent(ctx context.Context, id, problem string, again time.Time) error {
	return l.commit(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE outbox SET due_at = ?, tries = tries + 1, problem = ? WHERE id = ? AND sent_at = ''", written(again), problem, id)
		return err
	})
}
