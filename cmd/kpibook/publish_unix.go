//go:build !windows

package main

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// pendingFile is a file that is renamed onto its target when it is complete.
type pendingFile = renameio.PendingFile

// newPending opens a file beside the target, to be renamed onto it.
func newPending(path string, mode fs.FileMode) (*pendingFile, error) {
	return renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(mode))
}

// syncFolder flushes a folder's list of files, so that a rename in it outlives a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// replaceable finds nothing: a file that is open or read-only can be replaced all the same.
func replaceable(string) error { return nil }
