package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// all reads every row of a query.
func all[T any](ctx context.Context, l *Ledger, query string, values []any, scan func(*sql.Rows) (T, error)) (list []T, err error) {
	rows, err := l.db.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, l.wrap(err)
	}
	defer rows.Close()
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, l.wrap(err)
		}
		list = append(list, item)
	}
	return list, l.wrap(rows.Err())
}

// NoRun is the error for a run that the ledger does not have.
type NoRun struct{ ID, Newest int64 }

func (e *NoRun) Error() string {
	if e.Newest == 0 {
		return "the ledger has no runs yet\nfix: kpibook run"
	}
	return fmt.Sprintf("the ledger has no run %d\nfix: give one from 1 to %d; kpibook history lists them", e.ID, e.Newest)
}

const runColumns = "id, job_file, started_at, arguments, program, catalogue, settings, ended_at, outcome, code, message, context, read_ms, build_ms, write_ms"

func scanRun(rows *sql.Rows) (r Run, err error) {
	var started, ended string
	var reading, building, writing int64
	err = rows.Scan(&r.ID, &r.JobFile, &started, &r.Arguments, &r.Program, &r.Catalogue, &r.Settings, &ended, &r.Outcome, &r.Code, &r.Message, &r.Context, &reading, &building, &writing)
	r.StartedAt, r.EndedAt = read(started), read(ended)
	r.Read, r.Build, r.Write = time.Duration(reading)*time.Millisecond, time.Duration(building)*time.Millisecond, time.Duration(writing)*time.Millisecond
	return r, err
}

// Runs lists the runs of a job file, or of all when it is empty, the newest first, with their outputs and without inputs and
// findings; at most limit of them, all for 0.
func (l *Ledger) Runs(ctx context.Context, jobFile string, limit int) ([]Run, error) {
	if limit == 0 {
		limit = -1
	}
	runs, err := all(ctx, l, "SELECT "+runColumns+" FROM runs WHERE ? IN ('', job_file) ORDER BY id DESC LIMIT ?", []any{jobFile, limit}, scanRun)
	for i := range runs {
		if err == nil {
			runs[i].Outputs, err = l.outputs(ctx, runs[i].ID)
		}
	}
	return runs, err
}

// Run is everything about one run. The error is *NoRun when there is none of that id.
func (l *Ledger) Run(ctx context.Context, id int64) (Run, error) {
	runs, err := all(ctx, l, "SELECT "+runColumns+" FROM runs WHERE id = ?", []any{id}, scanRun)
	if err != nil {
		return Run{}, err
	}
	if len(runs) == 0 {
		missing := &NoRun{ID: id}
		if err := l.db.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM runs").Scan(&missing.Newest); err != nil {
			return Run{}, l.wrap(err)
		}
		return Run{}, missing
	}
	r := runs[0]
	if r.Outputs, err = l.outputs(ctx, id); err != nil {
		return r, err
	}
	if r.Findings, err = all(ctx, l, "SELECT kind, text, fix, path, line, cases FROM findings WHERE run = ? ORDER BY number", []any{id}, func(rows *sql.Rows) (f Finding, err error) {
		return f, rows.Scan(&f.Kind, &f.Text, &f.Fix, &f.Path, &f.Line, &f.Cases)
	}); err != nil {
		return r, err
	}
	if r.Inputs, err = all(ctx, l, "SELECT path, dataset, sha256, bytes, read, loaded, rejected, skipped, reading, query FROM inputs WHERE run = ? ORDER BY number", []any{id}, func(rows *sql.Rows) (in Input, err error) {
		return in, rows.Scan(&in.Path, &in.Dataset, &in.SHA256, &in.Bytes, &in.Read, &in.Loaded, &in.Rejected, &in.Skipped, &in.Reading, &in.Query)
	}); err != nil {
		return r, err
	}
	_, err = all(ctx, l, "SELECT input, name, currency, read, loaded, rejected, skipped, unreadable, stated FROM totals WHERE run = ? ORDER BY input, number", []any{id}, func(rows *sql.Rows) (t Total, err error) {
		number := 0
		if err = rows.Scan(&number, &t.Column, &t.Currency, &t.Read, &t.Loaded, &t.Rejected, &t.Skipped, &t.Unreadable, &t.Stated); err == nil {
			r.Inputs[number-1].Totals = append(r.Inputs[number-1].Totals, t)
		}
		return t, err
	})
	return r, err
}

const outputColumns = "o.number, o.job, o.kind, o.period, o.as_of, o.version, o.path, o.sha256, o.bytes, o.figures"

func (o *Output) fields() []any {
	return []any{&o.Number, &o.Job, &o.Kind, &o.Period, &o.AsOf, &o.Version, &o.Path, &o.SHA256, &o.Bytes, &o.FigureRows}
}

func (l *Ledger) outputs(ctx context.Context, run int64) ([]Output, error) {
	return all(ctx, l, "SELECT "+outputColumns+" FROM outputs o WHERE o.run = ? ORDER BY o.number", []any{run}, func(rows *sql.Rows) (o Output, err error) {
		return o, rows.Scan(o.fields()...)
	})
}

// Publication is a published file and the run that published it.
type Publication struct {
	Run int64
	Output
}

// Latest is the newest publication of a job's workbook for a period; false when there is none. What a run wrote elsewhere, to the out
// of its arguments, is none.
func (l *Ledger) Latest(ctx context.Context, jobFile, job, period string) (Publication, bool, error) {
	list, err := all(ctx, l, "SELECT o.run, "+outputColumns+` FROM outputs o JOIN runs r ON r.id = o.run
		WHERE r.job_file = ? AND o.job = ? AND o.period = ? AND o.kind = ? AND json_extract(r.arguments, '$.out') IS NULL ORDER BY o.run DESC, o.number DESC LIMIT 1`, []any{jobFile, job, period, Workbook},
		func(rows *sql.Rows) (p Publication, err error) {
			return p, rows.Scan(append([]any{&p.Run}, p.fields()...)...)
		})
	if err != nil || len(list) == 0 {
		return Publication{}, false, err
	}
	return list[0], true, nil
}

// Published are the files of a job's newest publication for a period, without rejects; none when there is none. As with Latest, what
// was written elsewhere is none.
func (l *Ledger) Published(ctx context.Context, jobFile, job, period string) ([]Publication, error) {
	return all(ctx, l, "SELECT o.run, "+outputColumns+` FROM outputs o JOIN runs r ON r.id = o.run
		WHERE r.job_file = ?1 AND o.job = ?2 AND o.period = ?3 AND o.kind <> ?4 AND o.run = (SELECT max(p.run) FROM outputs p JOIN runs q ON q.id = p.run
			WHERE q.job_file = ?1 AND p.job = ?2 AND p.period = ?3 AND p.kind <> ?4 AND json_extract(q.arguments, '$.out') IS NULL)
		ORDER BY o.number`, []any{jobFile, job, period, Rejects},
		func(rows *sql.Rows) (p Publication, err error) {
			return p, rows.Scan(append([]any{&p.Run}, p.fields()...)...)
		})
}

// Figures are the figures of a published file.
func (l *Ledger) Figures(ctx context.Context, run int64, output int) ([]Figure, error) {
	var packed []byte
	err := l.db.QueryRowContext(ctx, "SELECT packed FROM outputs WHERE run = ? AND number = ?", run, output).Scan(&packed)
	if err == sql.ErrNoRows || err == nil && packed == nil {
		return nil, nil
	}
	if err != nil {
		return nil, l.wrap(err)
	}
	figures, err := unpack(packed)
	return figures, l.wrap(err)
}
