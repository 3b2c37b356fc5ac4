package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestArchivesThatAreRefused makes archives that would fill memory or disk, lead out of their folder or cannot be read.
func TestArchivesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*zip.Writer)
		want string
	}{
		"claims":    {func(w *zip.Writer) { claims(w, "a.csv", 9<<30); claims(w, "b.csv", 9<<30) }, "the archive expands to 18 GiB (limit 16 GiB)"},
		"many":      {func(w *zip.Writer) { repeat(w, maxMembers+1, "%d.csv") }, "the archive holds 10001 files (limit 10000)"},
		"directory": {func(w *zip.Writer) { repeat(w, 200, "%d"+strings.Repeat("x", 30_000)) }, "the list of the files in the archive is larger than 4096 KiB"},
		"outside":   {func(w *zip.Writer) { repeat(w, 1, "../%d.csv") }, "which may lead out of it"},
		"root":      {func(w *zip.Writer) { repeat(w, 1, "/etc/%d.csv") }, "which may lead out of it"},
		"backslash": {func(w *zip.Writer) { repeat(w, 1, `..\%d.csv`) }, "which may lead out of it"},
		"twice":     {func(w *zip.Writer) { repeat(w, 1, "%d.csv"); repeat(w, 1, "%d.csv") }, "two files of the same name"},
		"locked": {func(w *zip.Writer) {
			_, _ = w.CreateRaw(&zip.FileHeader{Name: "a.csv", Flags: 1, UncompressedSize64: 1, CompressedSize64: 1})
		}, "it is encrypted in its archive"},
		"damaged": {func(w *zip.Writer) {
			part, _ := w.CreateRaw(&zip.FileHeader{Name: "a.csv", Method: zip.Deflate, UncompressedSize64: 9, CompressedSize64: 3})
			_, _ = part.Write([]byte("\xff\xff\xff"))
		}, "the zip file is damaged"},
		"false sum": {func(w *zip.Writer) {
			part, _ := w.CreateRaw(&zip.FileHeader{Name: "a.csv", Method: zip.Store, CRC32: 1, UncompressedSize64: 12, CompressedSize64: 12})
			_, _ = part.Write([]byte("name,n\nA,1\n\n"))
		}, "the zip file is damaged: zip: checksum error"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			c.make(w)
			if err := errors.Join(w.Close(), os.WriteFile(filepath.Join(dir, "export.zip"), b.Bytes(), 0o600)); err != nil {
				t.Fatal(err)
			}
			files, _, err := Expand(dir, "export.zip")
			for _, file := range files {
				var in *Inspection
				if in, err = Inspect(context.Background(), file, "export.zip/a.csv", Options{}, func([]string) error { return nil }); err == nil {
					err = errors.New(in.Refused)
				}
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "fix: ") || !strings.Contains(err.Error(), "export.zip") {
				t.Errorf("%d files, error %v, want %q", len(files), err, c.want)
			}
		})
	}
}

func repeat(w *zip.Writer, n int, pattern string) {
	for i := range n {
		_, _ = w.Create(fmt.Sprintf(pattern, i)) // a buffer never fails
	}
}

// claims adds a file that says to be larger than it is.
func claims(w *zip.Writer, name string, size uint64) {
	_, _ = w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: 0})
}

// TestBombInArchive reads a file that expands to far more than its archive says: it ends at what a text may be.
func TestBombInArchive(t *testing.T) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	part, err := w.Create("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	line := bytes.Repeat([]byte("account,1\n"), 1<<10)
	for range 1 << 10 {
		if _, err := part.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := errors.Join(w.Close(), os.WriteFile(path, packed.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	table, err := openTable(context.Background(), filepath.Join(path, "a.csv"), "export.zip/a.csv", Options{MaxBytes: 5 << 20}, nil)
	for err == nil {
		_, err = table.Next()
	}
	if err == io.EOF || !strings.Contains(err.Error(), "export.zip/a.csv: it expands to more than 5120 KiB") {
		t.Errorf("error %v", err)
	}
}
