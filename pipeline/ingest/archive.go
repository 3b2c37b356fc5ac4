package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	maxMembers   = 10_000  // files in an archive
	maxDirectory = 4 << 20 // bytes of an archive's list of its files, which is kept in memory
)

// inArchive cuts the path of a file inside a zip archive, exports.zip/2026/usage.csv, into the archive and the file. It tells false for
// the path of a file that lies in a folder, whatever the folder is called.
func inArchive(file string) (archive, member string, ok bool) {
	elements := strings.Split(filepath.ToSlash(file), "/")
	for i, element := range elements[:len(elements)-1] {
		if !isZip(element) {
			continue
		}
		archive = strings.Join(elements[:i+1], "/")
		if info, err := os.Stat(filepath.FromSlash(archive)); err != nil || !info.IsDir() {
			return filepath.FromSlash(archive), strings.Join(elements[i+1:], "/"), true
		}
	}
	return "", "", false
}

// BaseName is the name of a file without its folder. That of a file in an archive starts with the archive.
func BaseName(file string) string {
	if archive, member, ok := inArchive(file); ok {
		return filepath.Base(archive) + "/" + member
	}
	return filepath.Base(file)
}

func isZip(name string) bool { return strings.EqualFold(path.Ext(name), ".zip") }

// openContent opens a file, or a file inside a zip archive, whose size is then what the archive says. The error is a *Fault or that
// of the file system.
func openContent(file string) (content io.ReadCloser, size int64, err error) {
	archive, member, ok := inArchive(file)
	if !ok {
		opened, err := os.Open(file)
		if err != nil {
			return nil, 0, err
		}
		if info, err := opened.Stat(); err == nil {
			size = info.Size()
		}
		return opened, size, nil
	}
	zipped, err := openArchive(archive)
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(zipped.File, func(f *zip.File) bool { return f.Name == member })
	if at < 0 {
		_ = zipped.Close()
		return nil, 0, &Fault{Message: "there is no such file in the archive", Fix: "name one that is in it, or a pattern such as " + filepath.Base(archive) + "/*.csv"}
	}
	of := zipped.File[at]
	if of.Flags&1 != 0 {
		_ = zipped.Close()
		return nil, 0, &Fault{Message: "it is encrypted in its archive", Fix: "unpack it, and name the file itself"}
	}
	inside, err := of.Open()
	if err != nil {
		_ = zipped.Close()
		return nil, 0, damagedArchive(err)
	}
	return zippedFile{inside, zipped}, int64(min(of.UncompressedSize64, 1<<60)), nil
}

// OpenContent opens a file among the inputs of a run, by its path: a file inside a zip archive too. Errors are those of the file system, or
// a *Fault.
func OpenContent(file string) (io.ReadCloser, error) {
	content, _, err := openContent(file)
	return content, err
}

// zippedFile is one file inside an archive, which is closed with it.
type zippedFile struct {
	io.ReadCloser
	archive io.Closer
}

func (m zippedFile) Close() error { return errors.Join(m.ReadCloser.Close(), m.archive.Close()) }

// openArchive opens a zip archive whose files have names that are safe, and do not expand to more than a text may.
func openArchive(file string) (*zip.ReadCloser, error) {
	if err := directoryFits(file); err != nil {
		return nil, err
	}
	archive, err := zip.OpenReader(file)
	if err != nil {
		return nil, damagedArchive(err)
	}
	var total uint64
	problem := error(nil)
	for _, f := range archive.File {
		total += min(f.UncompressedSize64, 1<<50)
		if !fs.ValidPath(strings.TrimSuffix(f.Name, "/")) || strings.ContainsFunc(f.Name, func(r rune) bool { return r < ' ' || r == '\\' }) {
			problem = &Fault{Message: fmt.Sprintf("the archive holds a file of the name %q, which may lead out of it", shorten(f.Name, 60)), Fix: "unpack it with care, and name the files themselves"}
		}
	}
	switch {
	case len(archive.File) > maxMembers:
		problem = &Fault{Message: fmt.Sprintf("the archive holds %d files (limit %d)", len(archive.File), maxMembers), Fix: "unpack it, and name the files themselves"}
	case total > maxStream:
		problem = &Fault{Message: fmt.Sprintf("the archive expands to %s (limit %s)", size(int64(min(total, 1<<60))), size(maxStream)), Fix: "split the export into smaller files"}
	}
	if problem != nil {
		_ = archive.Close()
		return nil, problem
	}
	return archive, nil
}

// damagedArchive says that an archive cannot be read.
func damagedArchive(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return err
	}
	return &Fault{Message: "the zip archive is damaged or cut off: " + err.Error(), Fix: "wait until it is complete, or copy it again"}
}

// directoryFits refuses an archive whose list of files would fill the memory. The list ends where the archive does, with a record that
// says where it starts.
func directoryFits(file string) error {
	const record, comment = 22, 1 << 16
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return err
	}
	from := max(0, info.Size()-record-comment)
	tail := make([]byte, info.Size()-from)
	if _, err := io.ReadFull(io.NewSectionReader(opened, from, info.Size()-from), tail); err != nil {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+record > len(tail) {
		return &Fault{Message: "the zip archive is damaged or cut off: it has no list of its files", Fix: "wait until it is complete, or copy it again"}
	}
	length, start := int64(binary.LittleEndian.Uint32(tail[at+12:])), int64(binary.LittleEndian.Uint32(tail[at+16:]))
	if length > maxDirectory || from+int64(at)-start > maxDirectory {
		return &Fault{Message: "the list of the files in the archive is larger than " + size(maxDirectory), Fix: "unpack it, and name the files themselves"}
	}
	return nil
}

// membersOf lists the files in an archive that are data: no folders, and nothing hidden or of the machine that made it. A workbook is an
// archive as well, and no list of files.
func membersOf(archive string) ([]string, error) {
	zipped, err := openArchive(archive)
	if err != nil {
		return nil, err
	}
	defer zipped.Close()
	var members []string
	for _, f := range zipped.File {
		if f.Name == "[Content_Types].xml" {
			return nil, errWorkbook
		}
		if !strings.HasSuffix(f.Name, "/") && !strings.HasPrefix(f.Name, "__MACOSX/") && !strings.HasPrefix(path.Base(f.Name), ".") {
			members = append(members, f.Name)
		}
	}
	slices.Sort(members)
	if len(slices.Compact(slices.Clone(members))) != len(members) {
		return nil, &Fault{Message: "the archive holds two files of the same name", Fix: "unpack it, and name the files themselves"}
	}
	return members, nil
}

// errWorkbook is an archive that is a workbook, as one that is named .zip by mistake.
var errWorkbook = errors.New("it is a workbook")
