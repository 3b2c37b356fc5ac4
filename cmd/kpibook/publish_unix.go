//go:build !windows

package main

import (
	"io/fs"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// pendingFile is a file that is renamed onto its target when it is complete.
type pendingFile = renameio.PendingFile

// newPending opens a file beside the target, to be renamed onto it.
func newPending(path string, mode fs.FileMode) (*pendingFile, error) {
	return renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(mode))
}

// replaceable finds nothing: a file that is open or read-only can be replaced all the same.
func replaceable(string) error { return nil }
