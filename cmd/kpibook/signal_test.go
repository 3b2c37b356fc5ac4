//go:build unix

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestSignalsStopTheWork(t *testing.T) {
	for signal, want := range map[syscall.Signal]code{syscall.SIGINT: interrupted, syscall.SIGTERM: terminated} {
		var stderr strings.Builder
		got := supervise(&stderr, func(ctx context.Context) error {
			if err := syscall.Kill(syscall.Getpid(), signal); err != nil {
				return err
			}
			<-ctx.Done()
			return context.Cause(ctx)
		})
		if got != want {
			t.Errorf("%v: got %d, want %d: %s", signal, got, want, stderr.String())
		}
	}
}

// A signal that comes while a report is written leaves the earlier report in place.
func TestSignalKeepsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "monthly.xlsx")
	if err := publish(path, writes("the old report")); err != nil {
		t.Fatal(err)
	}
	got := supervise(io.Discard, func(ctx context.Context) error {
		return publish(path, func(w io.Writer) error {
			if err := writes("the new report")(w); err != nil {
				return err
			}
			if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
				return err
			}
			<-ctx.Done()
			return context.Cause(ctx)
		})
	})
	if got != terminated {
		t.Errorf("got %d, want %d", got, terminated)
	}
	wantFile(t, path, "the old report")
	wantAlone(t, path)
}

// A job folder that may not be written to is no obstacle: the lock of the output folder is enough.
func TestLockInReadOnlyFolder(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	if syscall.Geteuid() == 0 { // who may write everywhere
		if err := syscall.Seteuid(65534); err != nil {
			t.Fatal(err)
		}
		defer syscall.Seteuid(0)
	}
	unlock, err := lock(filepath.Join(folder, "kpibook.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

// In a folder that may not be written to, a run publishes its reports elsewhere, and says that it is not recorded.
func TestRunIsNotRecordedInReadOnlyFolder(t *testing.T) {
	config, out := smallCompany(t), t.TempDir()
	for _, folder := range []string{filepath.Dir(config), filepath.Dir(filepath.Dir(config)), out, filepath.Dir(out)} {
		if err := os.Chmod(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Dir(config), 0o555); err != nil {
		t.Fatal(err)
	}
	if syscall.Geteuid() == 0 { // who may write everywhere
		if err := syscall.Seteuid(65534); err != nil {
			t.Fatal(err)
		}
		defer syscall.Seteuid(0)
	}
	var stdout, stderr strings.Builder
	if code := execute([]string{"run", "--config", config, "--out", out}, &stdout, &stderr); code != done || !strings.Contains(stderr.String(), "this run is not recorded: ") {
		t.Errorf("code %d: %s", code, stderr.String())
	}
}
