package service

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file that goes on changing keeps every run waiting; that is said in the log, and again, until it comes to rest.
func TestFileThatNeverComesToRest(t *testing.T) {
	w := newWorld(t, text)
	path := filepath.Join(w.folder, "in", "a.csv")
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	w.pass(0)
	for i := range 62 {
		if err := os.WriteFile(path, fmt.Append(nil, i), 0o600); err != nil {
			t.Fatal(err)
		}
		w.pass(20 * time.Second)
	}
	if said := strings.Count(w.log.String(), "a file does not come to rest"); said != 2 || strings.Contains(w.log.String(), w.folder) {
		t.Errorf("it was said %d times in twenty minutes:\n%s", said, w.log.String())
	}
	if len(w.made) != 0 {
		t.Errorf("runs read a file that changes: %v", w.made)
	}
	w.pass(31 * time.Second)
	if len(w.made) != 1 {
		t.Errorf("%d runs once it has come to rest", len(w.made))
	}
}
