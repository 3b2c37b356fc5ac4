package delivery

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// copy puts a copy of the workbook into a folder, whole or not at all, and takes away the oldest copies beyond those to keep.
func (s *Sender) copy(m ledger.Message, n Notice) error {
	j, err := s.File.Job(n.Job)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(j.Deliver.Copies, func(c job.Copy) bool { return c.To == m.Recipient })
	if i < 0 {
		return fmt.Errorf("the job file has no copy to %q any more", m.Recipient)
	}
	c := j.Deliver.Copies[i]
	path := s.File.CopyPath(j, c, n.Period, strconv.FormatInt(m.Run, 10))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	pending, err := os.CreateTemp(filepath.Dir(path), ".kpibook-copy-*")
	if err != nil {
		return err
	}
	defer os.Remove(pending.Name()) // gone when it has been renamed
	defer pending.Close()
	if err := s.Ledger.Get(n.Report.SHA256, pending); err != nil {
		return fmt.Errorf("the workbook is not in the ledger any more: %w", err)
	}
	if err := cmp.Or(pending.Chmod(0o640), pending.Sync(), pending.Close()); err != nil {
		return err
	}
	if err := os.Rename(pending.Name(), path); err != nil {
		return err
	}
	if c.Keep == 0 {
		return nil
	}
	return s.retain(j, c)
}

// retain removes the oldest copies under the names of a pattern. A file that was never published is somebody else's, and stays.
func (s *Sender) retain(j job.Job, c job.Copy) error {
	paths, err := filepath.Glob(s.File.CopyPath(j, c, "*", "*"))
	if err != nil {
		return err
	}
	type aged struct {
		path string
		at   int64
	}
	var copies []aged
	for _, path := range paths {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
			copies = append(copies, aged{path, info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(copies, func(a, b aged) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.path, a.path)) })
	for _, old := range copies[min(c.Keep, len(copies)):] {
		content, err := ledger.HashFile(old.path)
		if err != nil || !s.Ledger.Has(content.SHA256) {
			continue
		}
		if err := os.Remove(old.path); err != nil {
			return err
		}
	}
	return nil
}
