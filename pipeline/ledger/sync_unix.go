//go:build !windows

package ledger

import "os"

// SyncFolder flushes a folder's list of files, so that a rename in it outlives a power cut.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
