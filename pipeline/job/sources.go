package job

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Stdin is the file of a source that is piped in.
const Stdin = "-"

// Pipes tells whether a source is piped in.
func (f *File) Pipes() bool {
	return slices.ContainsFunc(f.Sources, func(s Source) bool { return slices.Contains(s.Files, Stdin) })
}

// SourcePaths are the paths and patterns of all files of the sources: of those in an archive that of the archive, for a folder those
// of what is in it.
func (f *File) SourcePaths() (paths []string) {
	for _, s := range f.Sources {
		for _, pattern := range s.Files {
			switch pattern = f.path(outsideArchive(pattern)); {
			case pattern == f.path(Stdin):
			case isFolder(pattern):
				paths = append(paths, filepath.Join(pattern, "[^.]*"))
			default:
				paths = append(paths, pattern)
			}
		}
		for _, j := range s.Joins {
			if j.File != "" {
				paths = append(paths, f.path(outsideArchive(j.File)))
			}
		}
	}
	return paths
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// outsideArchive is the archive of a file inside one, exports.zip for exports.zip/usage.csv; other paths stay as they are.
func outsideArchive(file string) string {
	elements := strings.Split(file, "/")
	for i, element := range elements[:len(elements)-1] {
		if strings.EqualFold(path.Ext(element), ".zip") {
			return strings.Join(elements[:i+1], "/")
		}
	}
	return file
}

// piped checks that one file at most is piped in, and in no job that starts by itself.
func (c *checker) piped() {
	found := false
	for i, s := range c.Sources {
		for k, file := range s.Files {
			if file != Stdin {
				continue
			}
			at := []string{"sources", strconv.Itoa(i), "files", strconv.Itoa(k)}
			if found {
				c.value("two files are to be piped in, and only one can be", "name the other one by its path", at...)
			}
			if found = true; slices.ContainsFunc(c.Jobs, func(j Job) bool { return j.Schedule != "" || j.Watch }) {
				c.value("a job that starts by itself has nobody to pipe a file in", "name the file by its path", at...)
			}
		}
	}
}
