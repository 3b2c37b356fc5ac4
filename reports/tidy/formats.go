package tidy

import (
	"io"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The formats, by what their files end in.
const (
	csvFormat     = "csv"
	jsonFormat    = "jsonl"
	parquetFormat = "parquet"
)

// Definitions is the name of the table of definitions.
const Definitions = "definitions.csv"

// names are those of all files of figures that an export may have in its folder, whatever its settings.
func names() (all []string) {
	for _, format := range []string{csvFormat, jsonFormat} {
		for _, packing := range []string{"", ".gz", ".zst"} {
			all = append(all, "kpis."+format+packing)
		}
	}
	return append(all, "kpis."+parquetFormat)
}

// Paths are those of all files that an export may write or take away in a folder, whatever its settings.
func Paths(folder string) (paths []string) {
	for _, name := range append(names(), Definitions) {
		paths = append(paths, filepath.Join(folder, name))
	}
	return paths
}

// Files are the names of the files of figures, in the order of the job's formats.
func (e *Export) Files() (files []string) {
	for _, format := range e.formats() {
		files = append(files, "kpis."+format+e.packing(format))
	}
	return files
}

func (e *Export) formats() []string {
	if len(e.job.Formats) == 0 {
		return []string{csvFormat}
	}
	return e.job.Formats
}

// packing is how the file of a format ends that is packed. A Parquet file is packed within.
func (e *Export) packing(format string) string {
	if e.job.Compress == "" || format == parquetFormat {
		return ""
	}
	return "." + e.job.Compress
}

// Stale are the names of files that an earlier export with other settings may have left in the folder.
func (e *Export) Stale() []string {
	return slices.DeleteFunc(names(), func(name string) bool { return slices.Contains(e.Files(), name) })
}

// Sinks write the files of figures, in their order.
func (e *Export) Sinks(files []io.Writer) (sinks []Sink, err error) {
	for i, format := range e.formats() {
		sink, err := open(format, e.packing(format), files[i])
		if err != nil {
			return nil, err
		}
		sinks = append(sinks, sink)
	}
	return sinks, nil
}

// open starts a file.
func open(format, packing string, w io.Writer) (Sink, error) {
	start := map[string]func(io.Writer) (Sink, error){csvFormat: newCSV, jsonFormat: newJSON, parquetFormat: newParquet}[format]
	var packed io.WriteCloser
	var err error
	switch packing {
	case "":
		return start(w)
	case ".gz":
		packed, err = gzip.NewWriterLevel(w, gzip.BestSpeed)
	case ".zst":
		packed, err = zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) // one worker, so that the same rows give the same bytes
	}
	if err != nil {
		return nil, err
	}
	sink, err := start(packed)
	return packedSink{sink, packed}, err
}

// packedSink closes what packs a file after what writes into it.
type packedSink struct {
	Sink
	packed io.Closer
}

func (s packedSink) Close() error {
	if err := s.Sink.Close(); err != nil {
		return err
	}
	return s.packed.Close()
}
