package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// objectFolder holds the files that are named by the SHA-256 of their content.
const objectFolder = "objects"

// Object is a content.
type Object struct {
	SHA256 string
	Bytes  int64
}

// Put keeps a content, compressed and flushed to disk, under the name of its hash. An error of reading the content comes back as
// it is.
func (l *Ledger) Put(content io.Reader) (object Object, err error) {
	file, err := os.CreateTemp(filepath.Join(l.dir, objectFolder), "new-*")
	if err != nil {
		return Object{}, err
	}
	defer os.Remove(file.Name()) // gone when it has been renamed
	defer file.Close()
	encoder, err := zstd.NewWriter(file)
	if err != nil {
		return Object{}, err
	}
	counted := NewCounter(encoder)
	_, err = io.Copy(counted, content)
	if err := errors.Join(err, encoder.Close()); err != nil {
		return Object{}, err
	}
	if err := file.Sync(); err != nil {
		return Object{}, err
	}
	if err := file.Close(); err != nil {
		return Object{}, err
	}
	path := l.object(counted.Object().SHA256)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return Object{}, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return Object{}, err
	}
	return counted.Object(), errors.Join(SyncFolder(filepath.Dir(path)), SyncFolder(filepath.Join(l.dir, objectFolder)))
}

// object is where a content is kept.
func (l *Ledger) object(sum string) string {
	return filepath.Join(l.dir, objectFolder, sum[:min(2, len(sum))], sum+".zst")
}

// Get writes a content. A copy that is no longer what its name says is an error, and so is one that is not there:
// fs.ErrNotExist.
func (l *Ledger) Get(sum string, to io.Writer) error {
	file, err := os.Open(l.object(sum))
	if err != nil {
		return err
	}
	defer file.Close()
	decoder, err := zstd.NewReader(file)
	if err != nil {
		return err
	}
	defer decoder.Close()
	counted := NewCounter(to)
	if _, err := io.Copy(counted, decoder); err != nil {
		return fmt.Errorf("%s: %w", filepath.ToSlash(l.object(sum)), err)
	}
	if counted.Object().SHA256 != sum {
		return fmt.Errorf("%s: its content is not what its name says\nfix: restore the file from a backup", filepath.ToSlash(l.object(sum)))
	}
	return nil
}

// Has tells whether a content is kept.
func (l *Ledger) Has(sum string) bool {
	_, err := os.Stat(l.object(sum))
	return err == nil
}

// ClearLeftovers removes what killed runs left half written before a time, a day ago say: what is newer may be another run's.
func (l *Ledger) ClearLeftovers(before time.Time) {
	entries, _ := os.ReadDir(filepath.Join(l.dir, objectFolder))
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && strings.HasPrefix(entry.Name(), "new-") && info.ModTime().Before(before) {
			os.Remove(filepath.Join(l.dir, objectFolder, entry.Name()))
		}
	}
}

// HashFile is the hash of a file's content.
func HashFile(path string) (Object, error) {
	file, err := os.Open(path)
	if err != nil {
		return Object{}, err
	}
	defer file.Close()
	counted := NewCounter(io.Discard)
	_, err = io.Copy(counted, file)
	return counted.Object(), err
}

// Counter passes on what is written to it, and counts and hashes it.
type Counter struct {
	to    io.Writer
	hash  hash.Hash
	bytes int64
}

// NewCounter starts a counter.
func NewCounter(to io.Writer) *Counter { return &Counter{to: to, hash: sha256.New()} }

func (c *Counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.bytes += int64(n)
	c.hash.Write(p[:n])
	return n, err
}

// Object is what was written so far.
func (c *Counter) Object() Object { return Object{hex.EncodeToString(c.hash.Sum(nil)), c.bytes} }
