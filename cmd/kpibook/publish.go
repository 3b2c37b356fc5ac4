package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// publish puts a file in place whole or not at all: it writes beside the target, flushes to disk, renames, and flushes the
// folder, which is made if need be. Until the rename the earlier file stands untouched. Errors of write come back as they
// are, everything else as cannotWrite.
func publish(path string, write func(io.Writer) error) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return unwritable(path, err)
	}
	clearLeftovers(folder, filepath.Base(path))
	pending, err := newPending(path, 0o640)
	if err != nil {
		return unwritable(path, err)
	}
	defer pending.Cleanup()
	disk := &disk{Writer: pending}
	if err := write(disk); err != nil {
		if disk.err != nil {
			return unwritable(path, disk.err)
		}
		return err
	}
	if err := pending.CloseAtomicallyReplace(); err != nil {
		return unwritable(path, err)
	}
	if err := syncFolder(folder); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// unpublish takes a file away that an earlier run left; its absence is no error.
func unpublish(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(path, err)
	}
	return nil
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
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return &failure{cannotWrite, fmt.Errorf("%s: cannot be written: %w\nfix: make room, or give a folder that you may write to with --out", filepath.ToSlash(path), err)}
}

// clearLeftovers removes what a killed run left beside a target: its name with a leading dot and a number at the end.
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

// lockName is the file that is locked while a run works in the folder of a job file. It stays: removing it would let two
// runs in.
const lockName = ".kpibook.lock"

// lock keeps a second run out of a folder until the returned function is called.
func lock(folder string) (unlock func() error, err error) {
	path := filepath.Join(folder, lockName)
	held := flock.New(path)
	free, err := held.TryLock()
	if err != nil {
		return nil, unwritable(path, err)
	}
	if !free {
		return nil, &failure{alreadyRunning, fmt.Errorf("%s: another run is at work on this job file\nfix: wait for it to end", filepath.ToSlash(path))}
	}
	return held.Unlock, nil
}
