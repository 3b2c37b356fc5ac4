package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// lock keeps a second run of a job file out until the returned function is called. The file that is locked stays: removing it
// would let two runs in. In a folder that may not be written to there is no such lock; runs that write to the same place wait
// for each other all the same.
func lock(jobFile string) (unlock func() error, err error) {
	path := filepath.Join(filepath.Dir(jobFile), "."+filepath.Base(jobFile)+".lock")
	held := flock.New(path, flock.SetPermissions(0o644))
	free, err := held.TryLock()
	switch {
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		return func() error { return nil }, nil
	case err != nil:
		return nil, unwritable(path, err)
	case !free:
		return nil, &failure{alreadyRunning, fmt.Errorf("%s: another run of this job file is at work\nfix: wait for it to end", filepath.ToSlash(jobFile))}
	}
	return held.Unlock, nil
}

// outputLock is the file in an output folder that is locked while a run writes there. It stays, as lock's does.
const outputLock = ".kpibook-output.lock"

// patience is how long a run waits for others to write into the same folders.
const patience = 2 * time.Minute

// lock makes the folders of the edition's files, settles where links lead, and keeps other runs from writing there until the
// returned function, which is never nil, is called.
func (e *edition) lock(ctx context.Context) (unlock func(), err error) {
	var locks []*flock.Flock
	unlock = func() {
		for _, held := range locks {
			held.Unlock()
		}
	}
	goes := map[string]string{} // folder: a file that goes there, for messages
	for _, f := range e.files {
		if f.target, err = targetOf(f.path); err != nil {
			return unlock, unwritable(f.path, err)
		}
		goes[filepath.Dir(f.target)] = f.path
	}
	var locked []fs.FileInfo
	for _, folder := range e.folders() { // sorted, so that two runs do not wait for each other
		info, err := os.Stat(folder)
		if err != nil {
			return unlock, unwritable(goes[folder], err)
		}
		if slices.ContainsFunc(locked, func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
			continue // the same folder by another name
		}
		held := flock.New(filepath.Join(folder, outputLock), flock.SetPermissions(0o644))
		if err := wait(ctx, held, goes[folder]); err != nil {
			return unlock, err
		}
		locked, locks = append(locked, info), append(locks, held)
	}
	return unlock, nil
}

// wait takes the lock of the folder that a file goes to, as soon as it is free.
func wait(ctx context.Context, held *flock.Flock, path string) error {
	waiting, stop := context.WithTimeout(ctx, patience)
	defer stop()
	free, err := held.TryLockContext(waiting, 50*time.Millisecond)
	switch {
	case free:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case waiting.Err() != nil:
		return &failure{alreadyRunning, fmt.Errorf("%s: another run is writing into its folder\nfix: wait for it to end, and run again", filepath.ToSlash(path))}
	}
	return unwritable(path, err)
}

// targetOf is the file that a path stands for, in a folder that is made if need be: where it is a link, what the link leads to
// is replaced, and the link stays.
func targetOf(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	target := filepath.Join(folder, filepath.Base(path))
	if info, err := os.Lstat(target); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return target, nil
	}
	if target, err = filepath.EvalSymlinks(target); errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("it is a link that leads nowhere")
	}
	return target, err
}
