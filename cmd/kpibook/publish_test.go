package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// errWriter is the fault that the tests put into a writer.
var errWriter = errors.New("the writer gave up")

func TestPublishReplacesTheFileWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reports", "monthly.xlsx")
	for _, text := range []string{"first", "second, and longer", "third"} {
		if err := publish(path, writes(text)); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, text)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&^0o640 != 0 {
		t.Errorf("mode is %o, want at most 640", mode)
	}
	wantAlone(t, path)
}

// A writer that fails in the middle, whatever it has written by then, leaves the earlier file and nothing else.
func TestPublishKeepsTheFileWhenTheWriterFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "monthly.xlsx")
	if err := publish(path, writes("the old report")); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 4096, 1 << 20} {
		err := publish(path, func(w io.Writer) error {
			if _, err := w.Write(make([]byte, size)); err != nil {
				return err
			}
			return errWriter
		})
		if !errors.Is(err, errWriter) || codeOf(err) != internalFault {
			t.Errorf("after %d bytes: got %v, want the writer's own error", size, err)
		}
		wantFile(t, path, "the old report")
		wantAlone(t, path)
	}
}

// A panic in the middle leaves the earlier file too.
func TestPublishKeepsTheFileWhenTheWriterPanics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "monthly.xlsx")
	if err := publish(path, writes("the old report")); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not come through")
			}
		}()
		_ = publish(path, func(w io.Writer) error {
			_, _ = io.WriteString(w, "half a rep")
			panic("in the middle")
		})
	}()
	wantFile(t, path, "the old report")
	wantAlone(t, path)
}

func TestPublishSaysWhatCannotBeWritten(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := publish(file, writes("not a folder")); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"a file where a folder should be": filepath.Join(file, "monthly.xlsx"), "a folder where the file should be": folder} {
		err := publish(path, writes("report"))
		if codeOf(err) != cannotWrite {
			t.Errorf("%s: got %v, want exit code %d", name, err, cannotWrite)
		}
	}
	wantFile(t, file, "not a folder")
}

// A run that was killed in the middle left its half-written file; the next one clears it away, and nothing that is not its own.
func TestPublishClearsLeftovers(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{".monthly.xlsx8675309", ".monthly.xlsx.bak", "monthly.xlsx1", ".other.xlsx12"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := publish(filepath.Join(folder, "monthly.xlsx"), writes("report")); err != nil {
		t.Fatal(err)
	}
	var got []string
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	want := []string{outputLock, ".monthly.xlsx.bak", ".other.xlsx12", "monthly.xlsx", "monthly.xlsx1"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// Two files are published together or not at all.
func TestEditionIsAllOrNone(t *testing.T) {
	folder := t.TempDir()
	closed := filepath.Join(folder, "closed")
	if err := publish(closed, writes("a file where a folder should be")); err != nil {
		t.Fatal(err)
	}
	for name, second := range map[string]struct {
		path  string
		write func(io.Writer) error
	}{
		"its folder is a file": {path: filepath.Join(closed, "second.xlsx"), write: writes("new")},
		"it is a folder":       {path: folder, write: writes("new")},
		"its writer fails":     {path: filepath.Join(folder, "second.xlsx"), write: func(io.Writer) error { return errWriter }},
	} {
		first := filepath.Join(t.TempDir(), "first.xlsx")
		if err := publish(first, writes("old")); err != nil {
			t.Fatal(err)
		}
		var e edition
		e.add(first, writes("new"))
		e.add(second.path, second.write)
		if err := e.publish(context.Background()); err == nil {
			t.Errorf("%s: no error", name)
		}
		wantFile(t, first, "old")
		wantAlone(t, first)
	}
}

// When a target is taken away between the checks and the renames, the error says what was published and what was not.
func TestEditionSaysWhatWasPublished(t *testing.T) {
	folder := t.TempDir()
	first, second, third := filepath.Join(folder, "first"), filepath.Join(folder, "second"), filepath.Join(folder, "third")
	var e edition
	e.add(first, writes("new"))
	e.add(second, func(w io.Writer) error {
		return errors.Join(writes("new")(w), os.MkdirAll(filepath.Join(second, "taken"), 0o750))
	})
	e.add(third, writes("new"))
	err := e.publish(context.Background())
	if codeOf(err) != cannotWrite {
		t.Fatalf("got %v, want exit code %d", err, cannotWrite)
	}
	slash := filepath.ToSlash
	for _, want := range []string{slash(second) + ": cannot be written", "\npublished: " + slash(first) + "\n", "\nnot published: " + slash(second) + ", " + slash(third) + "\n"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	wantFile(t, first, "new")
	if _, err := os.Stat(third); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("third: %v", err)
	}
}

// A target that is a link stays one; what it leads to is replaced.
func TestPublishFollowsLinks(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "archive", "monthly.xlsx"), filepath.Join(folder, "monthly.xlsx")
	if err := publish(real, writes("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if err := publish(link, writes("new")); err != nil {
		t.Fatal(err)
	}
	wantFile(t, real, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if err := os.Remove(real); err != nil {
		t.Fatal(err)
	}
	if err := publish(link, writes("new")); codeOf(err) != cannotWrite || !strings.Contains(err.Error(), "link that leads nowhere") {
		t.Errorf("a link to nothing: got %v", err)
	}
}

// publish publishes a single file.
func publish(path string, write func(io.Writer) error) error {
	var e edition
	e.add(path, write)
	return e.publish(context.Background())
}

// writes is a writer of a text.
func writes(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), got, want)
	}
}

// wantAlone checks that nothing lies beside a file but the lock of its folder.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) && entry.Name() != outputLock {
			t.Errorf("%s was left behind", entry.Name())
		}
	}
}
