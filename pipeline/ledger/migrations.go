package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations bring a ledger from one version to the next; the version is how many of them have been run. One that has been
// released is never changed: what it should have done goes into a new one at the end.
func migrations() []string {
	return []string{`
CREATE TABLE runs (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	job_file TEXT NOT NULL,
	started_at TEXT NOT NULL,
	ended_at TEXT NOT NULL DEFAULT '',
	outcome TEXT NOT NULL,
	code INTEGER NOT NULL DEFAULT 0,
	message TEXT NOT NULL DEFAULT '',
	arguments TEXT NOT NULL,
	program TEXT NOT NULL,
	catalogue TEXT NOT NULL,
	settings TEXT NOT NULL,
	context TEXT NOT NULL DEFAULT '',
	read_ms INTEGER NOT NULL DEFAULT 0,
	build_ms INTEGER NOT NULL DEFAULT 0,
	write_ms INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE inputs (
	run INTEGER NOT NULL REFERENCES runs, number INTEGER NOT NULL,
	path TEXT NOT NULL, dataset TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
	read INTEGER NOT NULL, loaded INTEGER NOT NULL, rejected INTEGER NOT NULL, skipped INTEGER NOT NULL,
	PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE totals (
	run INTEGER NOT NULL, input INTEGER NOT NULL, number INTEGER NOT NULL,
	name TEXT NOT NULL, currency TEXT NOT NULL,
	read TEXT NOT NULL, loaded TEXT NOT NULL, rejected TEXT NOT NULL, skipped TEXT NOT NULL, unreadable INTEGER NOT NULL, stated TEXT NOT NULL,
	PRIMARY KEY (run, input, number), FOREIGN KEY (run, input) REFERENCES inputs (run, number)
) WITHOUT ROWID;
CREATE TABLE findings (
	run INTEGER NOT NULL REFERENCES runs, number INTEGER NOT NULL,
	kind TEXT NOT NULL, text TEXT NOT NULL, fix TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, cases INTEGER NOT NULL,
	PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE outputs (
	run INTEGER NOT NULL REFERENCES runs, number INTEGER NOT NULL,
	job TEXT NOT NULL, kind TEXT NOT NULL, period TEXT NOT NULL, as_of TEXT NOT NULL, version INTEGER NOT NULL,
	path TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, figures INTEGER NOT NULL, packed BLOB,
	PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE placements (
	path TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, sha256 TEXT NOT NULL, settled INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_by_job_file ON runs (job_file, id);
`, `
CREATE TABLE seals (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	job_file TEXT NOT NULL, job TEXT NOT NULL, period TEXT NOT NULL, version INTEGER NOT NULL,
	run INTEGER NOT NULL, output INTEGER NOT NULL, sealed_at TEXT NOT NULL, kept INTEGER NOT NULL,
	UNIQUE (job_file, job, period, version), FOREIGN KEY (run, output) REFERENCES outputs (run, number)
);
CREATE TABLE outbox (
	id TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs,
	channel TEXT NOT NULL, recipient TEXT NOT NULL, body BLOB NOT NULL,
	queued_at TEXT NOT NULL, due_at TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, sent_at TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at = '';
`, `
CREATE TABLE due (
	job_file TEXT NOT NULL, job TEXT NOT NULL, due_at TEXT NOT NULL, name TEXT NOT NULL, schedule TEXT NOT NULL,
	outcome TEXT NOT NULL, run INTEGER NOT NULL, settled_at TEXT NOT NULL,
	PRIMARY KEY (job_file, job, due_at)
) WITHOUT ROWID;
`, `
ALTER TABLE inputs ADD COLUMN reading TEXT NOT NULL DEFAULT '';
`, `
ALTER TABLE inputs ADD COLUMN query TEXT NOT NULL DEFAULT '';
`}
}

// migrate brings the ledger to the newest version, all in one commit.
func migrate(ctx context.Context, db *sql.DB, steps []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	version := 0
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("it is of version %d, and this program knows versions up to %d\nfix: use the newer kpibook that wrote it", version, len(steps))
	}
	if version == len(steps) {
		return nil
	}
	for _, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}
