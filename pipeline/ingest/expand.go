package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Expand finds the files that a path or pattern of a job file names, sorted: the file itself; the files in a folder; the files in a zip
// archive, or those of them that a pattern behind its name fits, as in exports.zip/*.csv. Hidden files and marks that a file is complete
// are none of those in a folder, and folders in it are not entered: they come back apart. The path of a file in an archive is that of the
// archive with its own behind. A relative pattern starts at dir. Errors are a *Fault, or those of the file system.
func Expand(dir, pattern string) (files, inner []string, err error) {
	found := []string{absolute(dir, pattern)}
	archived := ""
	if _, err := os.Stat(found[0]); err != nil {
		outside, inside := splitArchive(pattern)
		archived = inside
		if found, err = glob(dir, outside); err == nil && inside != "" && len(found) > 0 && isFolder(found[0]) {
			archived = "" // it was unpacked into a folder of its name
			found, err = glob(dir, pattern)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	slices.Sort(found)
	for _, file := range found {
		info, err := os.Stat(file)
		switch {
		case err != nil:
			return nil, nil, err
		case archived != "" || !info.IsDir() && isZip(file):
			members, err := matching(file, archived)
			if err != nil {
				return nil, nil, err
			}
			files = append(files, members...)
		case info.IsDir() && len(found) == 1 && !strings.ContainsAny(path.Base(filepath.ToSlash(pattern)), "*?["):
			in, folders, err := filesIn(file)
			if err != nil {
				return nil, nil, err
			}
			files, inner = append(files, in...), append(inner, folders...)
		default:
			files = append(files, file)
		}
	}
	return files, inner, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// filesIn are the files in a folder, those of its archives included, and the folders in it.
func filesIn(folder string) (files, inner []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		file := filepath.Join(folder, entry.Name())
		info, err := os.Stat(file) // of what a link leads to
		switch {
		case strings.HasPrefix(entry.Name(), ".") || strings.HasSuffix(entry.Name(), ".done"):
		case err != nil:
			return nil, nil, err
		case info.IsDir() && (isZip(folder) || strings.Contains(filepath.ToSlash(folder), ".zip/")): // of an archive that was unpacked
			in, _, err := filesIn(file)
			if err != nil {
				return nil, nil, err
			}
			files = append(files, in...)
		case info.IsDir():
			inner = append(inner, file)
		case isZip(file):
			members, err := matching(file, "")
			if err != nil {
				return nil, nil, err
			}
			files = append(files, members...)
		default:
			files = append(files, file)
		}
	}
	return files, inner, nil
}

// matching are the files in an archive that a pattern fits; all of them for none. A workbook is its own only file.
func matching(archive, pattern string) (files []string, err error) {
	members, err := membersOf(archive)
	if errors.Is(err, errWorkbook) && pattern == "" {
		return []string{archive}, nil
	}
	if err != nil && !errors.Is(err, errWorkbook) {
		return nil, inFile(err, archive)
	}
	for _, member := range members {
		fits, _ := path.Match(pattern, member) // the pattern is checked with the job file
		if pattern == "" || pattern == member || fits {
			files = append(files, filepath.Join(archive, filepath.FromSlash(member)))
		}
	}
	return files, nil
}

// inFile names the file of a fault that has none.
func inFile(err error, file string) error {
	var fault *Fault
	if errors.As(err, &fault) && fault.File == "" {
		named := *fault
		named.File = filepath.ToSlash(file)
		return &named
	}
	return err
}

// splitArchive cuts a pattern behind the name of a zip archive in it.
func splitArchive(pattern string) (outside, inside string) {
	elements := strings.Split(filepath.ToSlash(pattern), "/")
	for i, element := range elements[:len(elements)-1] {
		if isZip(element) {
			return strings.Join(elements[:i+1], "/"), strings.Join(elements[i+1:], "/")
		}
	}
	return pattern, ""
}

// glob finds the files of a pattern. Only the pattern may have wildcards, not the folder that it starts at.
func glob(dir, pattern string) ([]string, error) {
	if _, err := os.Stat(absolute(dir, pattern)); err == nil {
		return []string{absolute(dir, pattern)}, nil
	}
	elements := strings.Split(filepath.ToSlash(pattern), "/")
	at := slices.IndexFunc(elements, func(element string) bool { return strings.ContainsAny(element, `*?[\`) })
	if at < 0 {
		return nil, nil
	}
	root := absolute(dir, strings.Join(elements[:at], "/")+"/.")
	if at == 0 {
		root = absolute(dir, ".")
	}
	paths, err := fs.Glob(os.DirFS(root), strings.Join(elements[at:], "/"))
	for i, path := range paths {
		paths[i] = filepath.Join(root, filepath.FromSlash(path))
	}
	return paths, err
}

// absolute is a path that starts at a folder, unless it starts at none.
func absolute(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
