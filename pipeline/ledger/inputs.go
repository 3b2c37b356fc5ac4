package ledger

import (
	"context"
	"database/sql"
	"time"
)

// Inputs are the inputs of a dataset that the newest run of a job file read which published, other than for an out of its arguments, and read
// no such input with the given content; and when that run was. Only runs before the given one count, all for 0. Where there is no such run,
// there are no inputs.
func (l *Ledger) Inputs(ctx context.Context, jobFile, dataset, sha256 string, before int64) (run int64, at time.Time, inputs []Input, err error) {
	var started string
	err = l.db.QueryRowContext(ctx, `SELECT r.id, r.started_at FROM runs r
		WHERE r.job_file = ? AND r.outcome = ? AND (? = 0 OR r.id < ?) AND json_extract(r.arguments, '$.out') IS NULL
			AND EXISTS (SELECT 1 FROM inputs i WHERE i.run = r.id AND i.dataset = ? AND i.reading <> '')
			AND NOT EXISTS (SELECT 1 FROM inputs i WHERE i.run = r.id AND i.dataset = ? AND i.sha256 = ?)
		ORDER BY r.id DESC LIMIT 1`, jobFile, Published, before, before, dataset, dataset, sha256).Scan(&run, &started)
	if err == sql.ErrNoRows {
		return 0, time.Time{}, nil, nil
	}
	if err != nil {
		return 0, time.Time{}, nil, l.wrap(err)
	}
	inputs, err = all(ctx, l, "SELECT path, dataset, sha256, reading FROM inputs WHERE run = ? AND dataset = ? AND reading <> '' ORDER BY number", []any{run, dataset},
		func(rows *sql.Rows) (in Input, err error) {
			return in, rows.Scan(&in.Path, &in.Dataset, &in.SHA256, &in.Reading)
		})
	return run, read(started), inputs, err
}
