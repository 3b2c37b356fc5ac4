package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"kpibook/pipeline/ledger"
)

// edition is the files that a run publishes together. All of them are written beside their targets and flushed to disk before
// the first is renamed onto its target, so that a full disk or a closed folder leaves every earlier file as it was.
//
// With a ledger, the content of all files is kept and recorded in one commit between the two: from then on they are published, and
// should one be kept from its name, the next run gives it.
type edition struct {
	files  []*edited
	fills  []fill
	stale  []string                                     // files of earlier runs that are taken away once the new ones are in place; they need not be there
	commit func(context.Context) (same bool, err error) // records what was written; nil: nothing is recorded. same: all of it was published before
	settle func(context.Context) error                  // notes that everything is in place; nil: as above
}

// edited is one file of an edition.
type edited struct {
	path    string          // as it is called in messages
	target  string          // what path leads to when it is a link
	pending *pendingFile    // beside the target
	content ledger.Object   // what was written
	figures []ledger.Figure // that it shows, of a file that is laid out only when it is written
}

// fill is files that are written at once, by a function that takes them in their order.
type fill struct {
	files []*edited
	write func([]io.Writer) error
}

// add puts a file into the edition; write gives its content when the edition is published.
func (e *edition) add(path string, write func(io.Writer) error) {
	e.addTogether([]string{path}, func(files []io.Writer) error { return write(files[0]) })
}

// addTogether puts files into the edition whose contents come out of one function.
func (e *edition) addTogether(paths []string, write func([]io.Writer) error) {
	together := fill{write: write}
	for _, path := range paths {
		together.files = append(together.files, &edited{path: path})
	}
	e.files, e.fills = append(e.files, together.files...), append(e.fills, together)
}

// has tells whether a file is part of the edition.
func (e *edition) has(path string) bool {
	return slices.ContainsFunc(e.files, func(f *edited) bool { return f.path == path })
}

// publish puts all files in place or none. It waits for other runs that write into the same folders. Errors of write come back
// as they are, everything else as cannotWrite.
func (e *edition) publish(ctx context.Context) error {
	unlock, err := e.lock(ctx)
	defer unlock()
	if err != nil {
		return err
	}
	for _, f := range e.files {
		if err := f.open(); err != nil {
			return err
		}
		defer f.pending.Cleanup()
	}
	if err := e.fillAll(ctx); err != nil {
		return err
	}
	if e.commit == nil {
		return e.place()
	}
	same, err := e.commit(ctx)
	if err != nil {
		return err
	}
	if same && e.inPlace() {
		return e.settle(context.WithoutCancel(ctx))
	}
	if err := e.place(); err != nil {
		return err
	}
	return e.settle(context.WithoutCancel(ctx))
}

// inPlace tells whether every target has its content already, and what is stale is gone.
func (e *edition) inPlace() bool {
	for _, f := range e.files {
		if there, err := ledger.HashFile(f.target); err != nil || there != f.content {
			return false
		}
	}
	return !slices.ContainsFunc(e.stale, func(path string) bool { _, err := os.Lstat(path); return err == nil })
}

// fillAll writes the contents, as many at a time as there are processors. A panic of one of them is passed on.
func (e *edition) fillAll(ctx context.Context) error {
	var workers sync.WaitGroup
	var next atomic.Int64
	failed, panics := make([]error, len(e.fills)), make([]any, len(e.fills))
	var stop atomic.Bool
	fill := func(i int) {
		defer func() {
			if panics[i] = recover(); panics[i] != nil || failed[i] != nil {
				stop.Store(true)
			}
		}()
		failed[i] = e.fills[i].fill()
	}
	for range min(runtime.GOMAXPROCS(0), len(e.fills)) {
		workers.Go(func() {
			for ctx.Err() == nil && !stop.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(e.fills) {
					return
				}
				fill(i)
			}
		})
	}
	workers.Wait()
	for i := range e.fills {
		if panics[i] != nil {
			panic(panics[i])
		}
		if failed[i] != nil {
			return failed[i]
		}
	}
	if ctx.Err() != nil { // a signal came while they were written
		return context.Cause(ctx)
	}
	return nil
}

// open makes a file beside the target, after looking for what would keep it from being renamed later.
func (f *edited) open() error {
	if info, err := os.Stat(f.target); err == nil && info.IsDir() {
		return unwritable(f.path, errors.New("it is a folder"))
	}
	if err := replaceable(f.target); err != nil {
		return unwritable(f.path, err)
	}
	clearLeftovers(filepath.Dir(f.target), filepath.Base(f.target))
	var err error
	if f.pending, err = newPending(f.target, 0o640); err != nil {
		return unwritable(f.path, err)
	}
	return nil
}

// fill writes the contents and flushes them to disk.
func (f fill) fill() error {
	disks, counters, writers := make([]*disk, len(f.files)), make([]*ledger.Counter, len(f.files)), make([]io.Writer, len(f.files))
	for i, file := range f.files {
		disks[i] = &disk{Writer: file.pending}
		counters[i] = ledger.NewCounter(disks[i])
		writers[i] = counters[i]
	}
	if err := f.write(writers); err != nil {
		for i, disk := range disks {
			if disk.err != nil {
				return unwritable(f.files[i].path, disk.err)
			}
		}
		var at *fs.PathError
		if errors.As(err, &at) {
			return &failure{cannotWrite, fmt.Errorf("%s: %w\nfix: make room there; TMPDIR names another folder for temporary files", filepath.ToSlash(at.Path), at.Err)}
		}
		return err
	}
	for i, file := range f.files {
		if err := file.pending.Sync(); err != nil {
			return unwritable(file.path, err)
		}
		file.content = counters[i].Object()
	}
	return nil
}

// place renames every file onto its target and takes away what is stale. An error tells what was published by then.
func (e *edition) place() error {
	for i, f := range e.files {
		if err := f.pending.CloseAtomicallyReplace(); err != nil {
			return e.incomplete(i, err)
		}
	}
	for _, folder := range e.folders() {
		if err := ledger.SyncFolder(folder); err != nil {
			return unwrittenf("cannot write; the reports were published, but a power cut may undo that",
				"%s: cannot be flushed to disk: %w\nfix: run again", filepath.ToSlash(folder), cause(err))
		}
	}
	for _, path := range e.stale {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unwrittenf("cannot write; the reports were published",
				"%s: it is out of date and cannot be removed: %w\nfix: remove it by hand", filepath.ToSlash(path), cause(err))
		}
	}
	return nil
}

// incomplete says which files were published when one of them could not be put in place.
func (e *edition) incomplete(failed int, err error) error {
	f := e.files[failed]
	if failed == 0 && e.commit == nil {
		return unwritable(f.path, err)
	}
	var paths []string
	for _, f := range e.files {
		paths = append(paths, filepath.ToSlash(f.path))
	}
	if e.commit != nil {
		return unwrittenf("cannot write; the reports are recorded as published, and the next run puts the rest in place",
			"%s: cannot be put in place: %w\nin place: %s\nnot in place: %s\nfix: see that nothing keeps hold of the file, and run again",
			paths[failed], cause(err), cmp.Or(strings.Join(paths[:failed], ", "), "nothing"), strings.Join(paths[failed:], ", "))
	}
	return unwrittenf("cannot write; not everything was published",
		"%s: cannot be written: %w\npublished: %s\nnot published: %s\nfix: see that nothing keeps hold of the file, and run again",
		paths[failed], cause(err), strings.Join(paths[:failed], ", "), strings.Join(paths[failed:], ", "))
}

// folders are those that the files go to, each once, sorted.
func (e *edition) folders() (folders []string) {
	for _, f := range e.files {
		folders = append(folders, filepath.Dir(f.target))
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// disk remembers that a write failed, so that a full disk is told apart from a fault of what writes.
type disk struct {
	io.Writer
	err error
}

func (d *disk) Write(p []byte) (int, error) {
	n, err := d.Writer.Write(p)
	if err != nil {
		d.err = err
	}
	return n, err
}

// unwritable says that a file cannot be written, and why.
func unwritable(path string, err error) error {
	return &failure{cannotWrite, fmt.Errorf("%s: cannot be written: %w\nfix: make room, or give a folder that you may write to with --out",
		filepath.ToSlash(path), cause(err))}
}

// cause is why a file operation failed, without the operation and the path.
func cause(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// clearLeftovers removes what a killed run left beside a target: its name with a leading dot and a number at the end. The lock of
// the folder is held, so they are nobody's.
func clearLeftovers(folder, name string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // the write that follows says what is wrong
	}
	for _, entry := range entries {
		number, ours := strings.CutPrefix(entry.Name(), "."+name)
		if ours && number != "" && strings.Trim(number, "0123456789") == "" {
			os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}
