package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// File is the name of the ledger in its workspace.
const File = "ledger.db"

// Ledger is an open ledger. It is safe for concurrent use, also by several processes.
type Ledger struct {
	dir  string // the workspace
	base string // the folder that paths are relative to
	db   *sql.DB
}

// Open opens the ledger of a workspace, makes it when it is not there yet, and brings it to the newest version. Paths are kept
// relative to base, the folder of the job file, so that both can be moved together.
func Open(ctx context.Context, dir, base string) (*Ledger, error) {
	base, err := filepath.Abs(base)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, objectFolder), 0o750); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(filepath.Join(dir, File))
	if err != nil {
		return nil, err
	}
	if err := writable(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, err
	}
	l := &Ledger{dir: dir, base: base, db: db}
	if err := migrate(ctx, db, migrations()); err != nil {
		db.Close()
		return nil, l.wrap(err)
	}
	return l, nil
}

// writable finds out whether the ledger can be opened for writing, because SQLite would tell only at the first write.
func writable(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return err
	}
	return file.Close()
}

// source is the name under which the driver opens a file. A commit is on disk when it returns, the removal of its journal
// included; a second process waits for the first.
func source(path string) string {
	pragmas := url.Values{"_pragma": {"busy_timeout(20000)", "foreign_keys(1)", "journal_mode(DELETE)", "synchronous(EXTRA)"}, "_txlock": {"immediate"}}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: pragmas.Encode()}).String()
}

// Close closes the ledger.
func (l *Ledger) Close() error { return l.db.Close() }

// Dir is the workspace.
func (l *Ledger) Dir() string { return l.dir }

// Name is a path as the ledger holds it: with forward slashes, relative to the folder of the job file where it is below.
func (l *Ledger) Name(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	if relative, err := filepath.Rel(l.base, absolute); err == nil && filepath.IsLocal(relative) {
		return filepath.ToSlash(relative)
	}
	return filepath.ToSlash(absolute)
}

// Path is the path that a name of the ledger stands for.
func (l *Ledger) Path(name string) string {
	if path := filepath.FromSlash(name); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.base, filepath.FromSlash(name))
}

// wrap names the ledger in an error.
func (l *Ledger) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", filepath.ToSlash(filepath.Join(l.dir, File)), err)
}

// commit runs the steps in one transaction.
func (l *Ledger) commit(ctx context.Context, steps func(tx *sql.Tx) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return l.wrap(err)
	}
	defer tx.Rollback()
	if err := steps(tx); err != nil {
		return l.wrap(err)
	}
	return l.wrap(tx.Commit())
}

// moment is how the ledger writes a time, so that later ones sort behind.
const moment = "2006-01-02T15:04:05.000Z"

func written(t time.Time) string { return t.UTC().Format(moment) }

func read(text string) time.Time {
	t, _ := time.Parse(moment, text) // what was written; zero for an empty one
	return t
}
