package service

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// settles is how far apart two observations of a file are that tell that it is complete.
const settles = 30 * time.Second

// Files watches files until they are complete: until two observations find the same size, time and content, or until a file with
// .done behind the name stands beside it.
type Files struct{ seen map[string]observed }

// observed is a file as it was found.
type observed struct {
	size     int64
	modified time.Time
	sum      string
	since    time.Time
	complete bool
}

func newFiles() *Files { return &Files{seen: map[string]observed{}} }

// Look observes the files of the patterns. It returns a fingerprint of them and the first that is not complete, if there is one.
func (f *Files) Look(patterns []string, now time.Time) (print, waiting string) {
	paths := matching(patterns)
	found, all := map[string]observed{}, sha256.New()
	for _, path := range paths {
		o, err := f.observe(path, now)
		if err != nil {
			continue // gone between the two; the run says what it lacks
		}
		if !o.complete && waiting == "" {
			waiting = path
		}
		found[path] = o
		fmt.Fprintf(all, "%q %s\n", path, o.sum)
	}
	f.seen = found
	if len(found) == 0 {
		return "", waiting
	}
	return hex.EncodeToString(all.Sum(nil)), waiting
}

// matching are the files of the patterns, each once.
func matching(patterns []string) (paths []string) {
	for _, pattern := range patterns {
		found, _ := filepath.Glob(pattern) // checked by the job file
		paths = append(paths, found...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// observe holds a file against its last observation. A complete one is read again only when its size or time has changed.
func (f *Files) observe(path string, now time.Time) (observed, error) {
	info, err := os.Stat(path)
	if err != nil {
		return observed{}, err
	}
	last, known := f.seen[path]
	same := known && last.size == info.Size() && last.modified.Equal(info.ModTime())
	if same && (last.complete || now.Sub(last.since) < settles && !marked(path, info)) {
		return last, nil
	}
	sum, err := sumOf(path)
	if err != nil {
		return observed{}, err
	}
	if same && sum == last.sum {
		last.complete = true
		return last, nil
	}
	return observed{size: info.Size(), modified: info.ModTime(), sum: sum, since: now, complete: marked(path, info)}, nil
}

// marked tells whether the one who wrote the file says that it is complete. A mark older than the file is of an earlier one.
func marked(path string, file os.FileInfo) bool {
	mark, err := os.Stat(path + ".done")
	return err == nil && !mark.ModTime().Before(file.ModTime())
}

func sumOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// LastAlive says when the service before this one last looked.
func (d *Daemon) LastAlive(at time.Time) { d.alive = at }

// sayMissed says in one line how many missed runs are made up, and since when nobody looked.
func (d *Daemon) sayMissed(queued []Request, last, now time.Time) {
	missed := 0
	for _, r := range queued {
		if r.Missed {
			missed++
		}
	}
	if missed == 0 {
		return
	}
	down := "since an unknown time"
	if !last.IsZero() {
		down = last.In(d.file.Location).Format("2006-01-02 15:04") + " to " + now.In(d.file.Location).Format("2006-01-02 15:04")
	}
	d.log.Warn("missed runs are made up now, in order", "runs", missed, "down", down)
}

// patience is how long files may change before that is said, and how long after that it is said again.
const patience = 10 * time.Minute

// lookAtFiles queues the jobs that are made when their files change, once all files are complete.
func (d *Daemon) lookAtFiles(now time.Time) {
	print, waiting := d.files.Look(d.file.SourcePaths(), now)
	if d.waiting == "" {
		d.since, d.said = now, now
	}
	if d.waiting = waiting; waiting != "" {
		if now.Sub(d.said) >= patience {
			d.said = now
			d.log.Warn("a file does not come to rest, and nothing is run before it does", "file", filepath.Base(waiting), "for", now.Sub(d.since).Round(time.Second).String(), "runs_waiting", len(d.queue))
		}
		return
	}
	for _, j := range d.file.Jobs {
		if !j.Watch || print == d.prints[j.Name] || print == "" || slices.ContainsFunc(d.queue, func(r Request) bool { return r.Job == j.Name }) {
			continue
		}
		d.prints[j.Name] = print
		d.queue = append(d.queue, Request{Job: j.Name})
	}
}
