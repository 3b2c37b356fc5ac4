package ledger

import (
	"context"
	"database/sql"
	"time"
)

// Seal holds a published period fast: the files of a job. A restated period has a further seal with the next version; the last one counts.
type Seal struct {
	ID           int64
	JobFile      string
	Job, Period  string
	Version      int // of the seal of this job and period, from 1
	Report       int // the version of the sealed report
	Run          int64
	Output       int // its number in the run; of a folder, that of its first file
	SealedAt     time.Time
	Kept         bool // the inputs of the run are objects, so that differences can be told apart by cause
	Path, SHA256 string
	AsOf         string
	Settings     string // of the run
	Catalogue    string
	Program      string
}

func (w *writer) seal(s Seal) {
	w.exec(`INSERT INTO seals (job_file, job, period, version, run, output, sealed_at, kept)
		SELECT ?, ?, ?, 1 + coalesce(max(version), 0), ?, ?, ?, ? FROM seals WHERE job_file = ? AND job = ? AND period = ?`,
		s.JobFile, s.Job, s.Period, s.Run, s.Output, written(s.SealedAt), s.Kept, s.JobFile, s.Job, s.Period)
}

// Seal adds seals of publications, in one commit.
func (l *Ledger) Seal(ctx context.Context, seals ...Seal) error {
	return l.commit(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, tx: tx}
		for _, s := range seals {
			w.seal(s)
		}
		return w.err
	})
}

// Seals lists the seals of a job file, by period, job and version.
func (l *Ledger) Seals(ctx context.Context, jobFile string) ([]Seal, error) {
	return all(ctx, l, `SELECT s.id, s.job_file, s.job, s.period, s.version, s.run, s.output, s.sealed_at, s.kept, o.version, o.path, o.sha256, o.as_of, r.settings, r.catalogue, r.program
		FROM seals s JOIN outputs o ON o.run = s.run AND o.number = s.output JOIN runs r ON r.id = s.run WHERE s.job_file = ? ORDER BY s.period, s.job, s.version`, []any{jobFile},
		func(rows *sql.Rows) (s Seal, err error) {
			sealed := ""
			err = rows.Scan(&s.ID, &s.JobFile, &s.Job, &s.Period, &s.Version, &s.Run, &s.Output, &sealed, &s.Kept, &s.Report, &s.Path, &s.SHA256, &s.AsOf, &s.Settings, &s.Catalogue, &s.Program)
			s.SealedAt = read(sealed)
			return s, err
		})
}

// Current keeps the newest seal of each job and period of a list as Seals gives it.
func Current(seals []Seal) (list []Seal) {
	for _, s := range seals {
		if last := len(list) - 1; last >= 0 && list[last].Job == s.Job && list[last].Period == s.Period {
			list[last] = s
			continue
		}
		list = append(list, s)
	}
	return list
}
