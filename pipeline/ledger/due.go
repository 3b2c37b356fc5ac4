package ledger

import (
	"context"
	"database/sql"
	"time"
)

// Due is a time at which a job was due by its schedule, and what came of it.
type Due struct {
	JobFile, Job string // the job file by its name in the ledger
	At           time.Time
	Name         string // of the due time, such as 2026-11-04T06:00; empty for the moment from which a schedule is watched
	Schedule     string // as it was then
	Outcome      DueOutcome
	Run          int64 // 0 when there was none
	SettledAt    time.Time
}

// DueOutcome is what came of a due time.
type DueOutcome string

// The outcomes.
const (
	Watching DueOutcome = "watching" // the schedule is watched from here on; earlier times do not count
	Made     DueOutcome = "made"     // the run was made
	Failing  DueOutcome = "failed"   // the run was made and published nothing
	LeftOut  DueOutcome = "left out" // it passed unwatched, and is not made up
)

// SettleDue notes what came of a due time; once noted, it stays.
func (l *Ledger) SettleDue(ctx context.Context, d Due) error {
	return l.commit(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO due VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			d.JobFile, d.Job, written(d.At), d.Name, d.Schedule, d.Outcome, d.Run, written(d.SettledAt))
		return err
	})
}

// DueTimes lists the due times of a job that were settled, the newest first, at most limit of them.
func (l *Ledger) DueTimes(ctx context.Context, jobFile, job string, limit int) ([]Due, error) {
	return all(ctx, l, "SELECT due_at, name, schedule, outcome, run, settled_at FROM due WHERE job_file = ? AND job = ? ORDER BY due_at DESC LIMIT ?", []any{jobFile, job, limit},
		func(rows *sql.Rows) (Due, error) {
			d := Due{JobFile: jobFile, Job: job}
			var at, settled string
			err := rows.Scan(&at, &d.Name, &d.Schedule, &d.Outcome, &d.Run, &settled)
			d.At, d.SettledAt = read(at), read(settled)
			return d, err
		})
}
