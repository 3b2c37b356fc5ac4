package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// workspaceFolder is where the ledger lives, beside the job file, unless --workspace says otherwise.
const workspaceFolder = ".kpibook"

// workspaceDir is the folder of the ledger of a job file.
func (p *program) workspaceDir(file *job.File) string {
	if p.workspace != "" {
		return p.workspace
	}
	return filepath.Join(file.Dir, workspaceFolder)
}

// openLedger opens the ledger of a job file to record a run. Where there is none and none can be made, because the folder may
// not be written to, the run goes unrecorded, which is said: the ledger is nil. A ledger that is there and cannot be written is an
// error, since it may hold seals.
func (p *program) openLedger(ctx context.Context, file *job.File) (*ledger.Ledger, error) {
	dir := p.workspaceDir(file)
	l, err := ledger.Open(ctx, dir, file.Dir)
	if err == nil {
		return l, nil
	}
	_, missing := os.Stat(filepath.Join(dir, ledger.File))
	if closed := errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS); closed && errors.Is(missing, fs.ErrNotExist) && p.workspace == "" {
		fmt.Fprintf(p.stderr, "this run is not recorded: %s: %v\nfix: give the ledger a folder that you may write to with --workspace\n", filepath.ToSlash(dir), cause(err))
		return nil, nil
	}
	return nil, unrecorded(dir, err)
}

// readLedger opens the ledger for a command that asks it something.
func (p *program) readLedger(ctx context.Context) (*ledger.Ledger, *job.File, error) {
	file, _, err := p.load()
	if err != nil {
		return nil, nil, err
	}
	dir := p.workspaceDir(file)
	if _, err := os.Stat(filepath.Join(dir, ledger.File)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, usagef("%s has no ledger: nothing was recorded there yet\nfix: kpibook run, or name the folder with --workspace", filepath.ToSlash(dir))
	}
	l, err := ledger.Open(ctx, dir, file.Dir)
	if err != nil {
		return nil, nil, unrecorded(dir, err)
	}
	return l, file, nil
}

// unrecorded says that the ledger cannot be used.
func unrecorded(dir string, err error) error {
	return &failure{cannotWrite, fmt.Errorf("%s: the ledger cannot be used: %w\nfix: make room and see that you may write there, or name another folder with --workspace", filepath.ToSlash(dir), cause(err))}
}

// mend puts in place what was published and is not there yet, unless a run is at work: that has done so.
func (p *program) mend(ctx context.Context, l *ledger.Ledger, file *job.File) error {
	unlock, err := lock(file.Path)
	if codeOf(err) == alreadyRunning {
		return nil
	}
	if err != nil {
		return err
	}
	defer unlock()
	return p.putInPlace(ctx, l)
}

// putInPlace gives files that were published their visible names, where a run was kept from doing so. No other run may be at
// work.
func (p *program) putInPlace(ctx context.Context, l *ledger.Ledger) error {
	unsettled, err := l.Unsettled(ctx)
	if err != nil {
		return unrecorded(l.Dir(), err)
	}
	for _, missing := range unsettled {
		var e edition
		path := l.Path(missing.Path)
		switch there, err := ledger.HashFile(path); {
		case missing.SHA256 == "":
			e.stale = append(e.stale, path)
		case err == nil && there.SHA256 == missing.SHA256:
		default:
			e.add(path, func(w io.Writer) error { return l.Get(missing.SHA256, w) })
			if !p.quiet {
				fmt.Fprintf(p.stderr, "%s: put in place as run %d published it, which was cut short\n", filepath.ToSlash(path), missing.Run)
			}
		}
		if err := e.publish(ctx); err != nil {
			fmt.Fprintf(p.stderr, "run %d published it, but: %v\n", missing.Run, err) // it must not keep everything else from being published
			continue
		}
		if err := l.Settle(ctx, []ledger.Placement{missing}); err != nil {
			return unrecorded(l.Dir(), err)
		}
	}
	return nil
}
