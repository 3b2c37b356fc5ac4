package job

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestSourcePaths: what is watched for a change are files that there are: the archive for a file in it, what is in a folder for the
// folder, and nothing for what is piped in.
func TestSourcePaths(t *testing.T) {
	dir := t.TempDir()
	f := &File{Dir: dir, Sources: []Source{{Files: []string{"a-*.csv", "b.zip/*.csv", "-", "."}, Joins: []Join{{File: "c.zip/d.csv"}}}}}
	var want []string
	for _, name := range []string{"a-*.csv", "b.zip", "[^.]*", "c.zip"} {
		want = append(want, filepath.Join(dir, name))
	}
	if got := f.SourcePaths(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
