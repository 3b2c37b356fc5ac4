package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// TestMustShow_HostileFiles has the program look at each workbook made to break readers, and at texts and archives of a gigabyte, in a
// process of its own: within five seconds and 512 MB, and what is not read says file and remedy. It reads in its own process what others
// would hand to one with limits: its limits are on bytes, rows, columns and lines, and never more of a file is in memory than those allow.
func TestMustShow_HostileFiles(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "kpibook") // TestMain runs the program under this name
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	workbooks, _ := filepath.Glob(filepath.Join(shared(t, "hostile_xlsx"), "*.xlsx"))
	if len(workbooks) < 45 {
		t.Fatalf("%d workbooks, want at least 45", len(workbooks))
	}
	var slowest time.Duration
	var largest int64
	for _, path := range append(workbooks, hugeFiles(t)...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
			defer stop()
			began := time.Now()
			command := exec.CommandContext(ctx, program, "inspect", path)
			command.WaitDelay = time.Second
			out, err := command.CombinedOutput()
			took, peak := time.Since(began), command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10
			slowest, largest = max(slowest, took), max(largest, peak)
			said := string(out)
			switch code := command.ProcessState.ExitCode(); {
			case code != int(done) && code != int(inputRefused) || strings.Contains(said, "panic"):
				t.Errorf("code %d, %v\n%s", code, err, said)
			case code == int(inputRefused) && (!strings.Contains(said, filepath.Base(path)) || !strings.Contains(said, "\nfix: ")):
				t.Errorf("refused without file or remedy:\n%s", said)
			case code == int(done) && !strings.Contains(filepath.Dir(path), "hostile_xlsx"):
				t.Errorf("it is read:\n%s", said)
			}
			if peak > 512<<20 {
				t.Errorf("took %d MiB of memory", peak>>20)
			}
		})
	}
	t.Logf("at most %v and %d MiB", slowest, largest>>20)
}

// hugeFiles are a gigabyte in one line, as it is and packed, ten million columns, and a quote that is never closed.
func hugeFiles(t *testing.T) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, content ...func(io.Writer) error) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range content {
			err = errors.Join(err, part(file))
		}
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, file.Name())
	}
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	times := func(n int, block []byte) func(io.Writer) error {
		return func(w io.Writer) (err error) {
			for range n {
				_, err = w.Write(block)
			}
			return err
		}
	}
	gigabyte := times(1<<10, bytes.Repeat([]byte("x"), 1<<20))
	write("line.csv", text("account,name\n"), gigabyte)
	write("quote.csv", text("account,name\nA,\""), gigabyte)
	write("columns.csv", times(10, bytes.Repeat([]byte("name,"), 1_000_000)), text("\n"), times(10, bytes.Repeat([]byte("1,"), 1_000_000)))
	write("bomb.csv.gz", func(w io.Writer) error {
		packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		return errors.Join(gigabyte(packed), packed.Close())
	})
	write("bomb.csv.zst", func(w io.Writer) error {
		packed, err := zstd.NewWriter(w)
		if err != nil {
			return err
		}
		return errors.Join(text("account,name\n")(packed), gigabyte(packed), packed.Close())
	})
	return paths
}
