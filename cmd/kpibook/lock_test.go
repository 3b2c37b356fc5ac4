package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Runs that write into the same folder wait for each other: none takes the other's unfinished file for a leftover.
func TestEditionsWaitForEachOther(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "monthly.xlsx")
	var working atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := publish(path, func(w io.Writer) error {
				if working.Add(1) > 1 {
					t.Error("two runs write into one folder")
				}
				defer working.Add(-1)
				return writes("report")(w)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantFile(t, path, "report")
	wantAlone(t, path)

	stopped, stop := context.WithCancel(context.Background())
	stop()
	var first, second edition
	first.add(path, writes("report"))
	second.add(path, writes("report"))
	unlock, err := first.lock(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := second.publish(stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("a signal while it waits: got %v", err)
	}
}

func TestLockLetsOneRunIn(t *testing.T) {
	folder := t.TempDir()
	jobFile := filepath.Join(folder, "kpibook.yaml")
	unlock, err := lock(jobFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(jobFile); codeOf(err) != alreadyRunning {
		t.Errorf("second run: got %v, want exit code %d", err, alreadyRunning)
	}
	other, err := lock(filepath.Join(folder, "other.yaml"))
	if err != nil {
		t.Fatalf("another job file in the folder: %v", err)
	}
	if err := errors.Join(unlock(), other()); err != nil {
		t.Fatal(err)
	}
	unlock, err = lock(jobFile)
	if err != nil {
		t.Fatalf("after the first run ended: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := lock(filepath.Join(folder, "nowhere", "kpibook.yaml")); codeOf(err) != cannotWrite {
		t.Errorf("a folder that does not exist: got %v, want exit code %d", err, cannotWrite)
	}
}
