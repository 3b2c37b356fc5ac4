package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
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
	want := []string{".monthly.xlsx.bak", ".other.xlsx12", "monthly.xlsx", "monthly.xlsx1"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

func TestLockLetsOneRunIn(t *testing.T) {
	folder := t.TempDir()
	unlock, err := lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(folder); codeOf(err) != alreadyRunning {
		t.Errorf("second run: got %v, want exit code %d", err, alreadyRunning)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	unlock, err = lock(folder)
	if err != nil {
		t.Fatalf("after the first run ended: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := lock(filepath.Join(folder, "nowhere")); codeOf(err) != cannotWrite {
		t.Errorf("a folder that does not exist: got %v, want exit code %d", err, cannotWrite)
	}
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

// wantAlone checks that nothing lies beside a file.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind", entry.Name())
		}
	}
}
