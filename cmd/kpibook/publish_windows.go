package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// pendingFile does for Windows what renameio, which does not support it, does elsewhere.
type pendingFile struct {
	*os.File
	path string
	done bool
}

// newPending opens a file beside the target, to be renamed onto it. Windows gives it the rights of its folder.
func newPending(path string, _ fs.FileMode) (*pendingFile, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path))
	if err != nil {
		return nil, err
	}
	return &pendingFile{File: file, path: path}, nil
}

// CloseAtomicallyReplace flushes the file and renames it onto the target.
func (p *pendingFile) CloseAtomicallyReplace() error {
	if err := p.Sync(); err != nil {
		return err
	}
	if err := p.Close(); err != nil {
		return err
	}
	if err := os.Rename(p.Name(), p.path); err != nil {
		return err
	}
	p.done = true
	return nil
}

// Cleanup removes the file unless it was put in place.
func (p *pendingFile) Cleanup() error {
	if p.done {
		return nil
	}
	p.Close()
	return os.Remove(p.Name())
}

// replaceable tells why a file cannot be replaced, such as that it is open in Excel.
func replaceable(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}
