package ledger

import (
	"cmp"
	"context"
	"database/sql"
)

// Begin notes that a run of a job file begins, and that earlier ones of it which never ended have died. Only one run of a job
// file may be at work at a time.
func (l *Ledger) Begin(ctx context.Context, s Start) (run int64, err error) {
	err = l.commit(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE runs SET outcome = ? WHERE job_file = ? AND outcome = ?", Died, s.JobFile, Running); err != nil {
			return err
		}
		row, err := tx.ExecContext(ctx, "INSERT INTO runs (job_file, started_at, outcome, arguments, program, catalogue, settings) VALUES (?, ?, ?, ?, ?, ?, ?)",
			s.JobFile, written(s.StartedAt), Running, s.Arguments, s.Program, s.Catalogue, s.Settings)
		if err != nil {
			return err
		}
		run, err = row.LastInsertId()
		return err
	})
	return run, err
}

// Finish records in one commit how a run ended and what it published, and queues its messages. The objects of the outputs have
// to be there. Their visible names are unsettled until Settle.
func (l *Ledger) Finish(ctx context.Context, run int64, r Result) error {
	packs := make([][]byte, len(r.Outputs))
	for i, o := range r.Outputs {
		var err error
		if packs[i], err = pack(o.Figures); err != nil {
			return l.wrap(err)
		}
	}
	return l.commit(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, tx: tx, run: run}
		w.exec("UPDATE runs SET ended_at = ?, outcome = ?, code = ?, message = ?, context = ?, read_ms = ?, build_ms = ?, write_ms = ? WHERE id = ?",
			written(r.EndedAt), r.Outcome, r.Code, r.Message, r.Context, r.Read.Milliseconds(), r.Build.Milliseconds(), r.Write.Milliseconds(), run)
		w.inputs(r.Inputs)
		for i, f := range r.Findings {
			w.exec("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", run, i+1, f.Kind, f.Text, f.Fix, f.Path, f.Line, f.Cases)
		}
		for i, o := range r.Outputs {
			w.output(i+1, o, packs[i])
		}
		for _, path := range r.Removed {
			w.place(path, "")
		}
		for _, s := range r.Seals {
			w.seal(s)
		}
		for _, m := range r.Messages {
			w.queue(m, r.EndedAt)
		}
		return w.err
	})
}

// writer writes the rows of a run; after the first error it does nothing.
type writer struct {
	ctx context.Context
	tx  *sql.Tx
	run int64
	err error
}

func (w *writer) exec(query string, values ...any) {
	if w.err == nil {
		_, w.err = w.tx.ExecContext(w.ctx, query, values...)
	}
}

func (w *writer) inputs(inputs []Input) {
	for i, in := range inputs {
		w.exec("INSERT INTO inputs (run, number, path, dataset, sha256, bytes, read, loaded, rejected, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			w.run, i+1, in.Path, in.Dataset, in.SHA256, in.Bytes, in.Read, in.Loaded, in.Rejected, in.Skipped)
		if in.Reading != "" || in.Query != "" {
			w.exec("UPDATE inputs SET reading = ?, query = ? WHERE run = ? AND number = ?", in.Reading, in.Query, w.run, i+1)
		}
		for k, t := range in.Totals {
			w.exec("INSERT INTO totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", w.run, i+1, k+1, t.Column, t.Currency, t.Read, t.Loaded, t.Rejected, t.Skipped, t.Unreadable, t.Stated)
		}
	}
}

// output adds a published file. Without a version, it goes up when its content is not that of the last one under its name.
func (w *writer) output(number int, o Output, packed []byte) {
	version, last := cmp.Or(o.Version, 1), ""
	if w.err == nil && o.Version == 0 {
		w.err = w.tx.QueryRowContext(w.ctx, `SELECT o.version, o.sha256 FROM outputs o JOIN runs r ON r.id = o.run
			WHERE r.job_file = (SELECT job_file FROM runs WHERE id = ?) AND o.job = ? AND o.path = ? AND o.period = ? ORDER BY o.run DESC, o.number DESC LIMIT 1`,
			w.run, o.Job, o.Path, o.Period).Scan(&version, &last)
		switch {
		case w.err == sql.ErrNoRows:
			w.err = nil
		case last != o.SHA256:
			version++
		}
	}
	w.exec("INSERT INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", w.run, number, o.Job, o.Kind, o.Period, o.AsOf, version, o.Path, o.SHA256, o.Bytes, len(o.Figures), packed)
	w.place(o.Path, o.SHA256)
}

func (w *writer) place(path, hash string) {
	w.exec("INSERT INTO placements VALUES (?, ?, ?, 0) ON CONFLICT (path) DO UPDATE SET run = excluded.run, sha256 = excluded.sha256, settled = 0", path, w.run, hash)
}

// Unsettled lists the visible names that may not have the content they are to have, because the run that published them came to
// no end.
func (l *Ledger) Unsettled(ctx context.Context) ([]Placement, error) {
	return l.placements(ctx, "SELECT path, run, sha256 FROM placements WHERE settled = 0 ORDER BY path")
}

// Placed is what a visible name is to have; false when nothing was ever published there.
func (l *Ledger) Placed(ctx context.Context, path string) (Placement, bool, error) {
	list, err := l.placements(ctx, "SELECT path, run, sha256 FROM placements WHERE path = ?", path)
	if err != nil || len(list) == 0 {
		return Placement{}, false, err
	}
	return list[0], true, nil
}

func (l *Ledger) placements(ctx context.Context, query string, values ...any) ([]Placement, error) {
	return all(ctx, l, query, values, func(rows *sql.Rows) (p Placement, err error) {
		return p, rows.Scan(&p.Path, &p.Run, &p.SHA256)
	})
}

// Settle notes that visible names have the content they are to have.
func (l *Ledger) Settle(ctx context.Context, done []Placement) error {
	return l.commit(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, tx: tx}
		for _, p := range done {
			w.exec("UPDATE placements SET settled = 1 WHERE path = ? AND sha256 = ?", p.Path, p.SHA256)
		}
		return w.err
	})
}
