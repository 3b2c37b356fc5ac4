package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"kpibook/reports/seal"
)

const (
	contentTypes = "[Content_Types].xml"
	level        = 5 // a tenth larger than the best, several times faster
)

// archive is the zip file excelize writes into. It keeps the entries, compressed, and writes them sorted by name at the
// end, the list of content types first; excelize hands them over in the order of a map.
type archive struct {
	out     io.Writer
	entries []*entry
	mends   map[string]func([]byte) ([]byte, error) // of parts that excelize cannot write as they are to be
	chart   func([]byte) ([]byte, error)            // the same of every chart
	tails   map[string]string                       // what the part of a sheet ends with, before its closing tag
	seal    []byte                                  // the part by which changes are found later
}

// entry is one file of the archive.
type entry struct {
	name   string
	packed bytes.Buffer
	flate  *flate.Writer
	crc    uint32
	size   uint64
	plain  *bytes.Buffer                // of an entry that is rewritten before it is compressed
	mend   func([]byte) ([]byte, error) // how
	tail   string                       // goes before the closing tag
	held   []byte                       // the last bytes of an entry with a tail
}

// Create starts the next entry; what is written goes there until the next call.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.finish(); err != nil {
		return nil, err
	}
	e := &entry{name: name, tail: a.tails[name], mend: a.mends[name]}
	e.flate, _ = flate.NewWriter(&e.packed, level) // the level is a valid one
	switch {
	case name == contentTypes:
		e.mend = sortContentTypes
	case strings.HasPrefix(name, "xl/charts/chart"):
		e.mend = a.chart
	}
	if e.mend != nil {
		e.plain = new(bytes.Buffer)
	}
	a.entries = append(a.entries, e)
	return e, nil
}

// AddFS is part of excelize's interface and never called.
func (a *archive) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Write adds to the entry.
func (e *entry) Write(p []byte) (int, error) {
	switch {
	case e.plain != nil:
		return e.plain.Write(p)
	case e.tail != "":
		return len(p), e.hold(p)
	}
	return e.pack(p)
}

// closing is how the part of a sheet ends.
const closing = "</worksheet>"

// hold packs all but the last bytes, which may be the closing tag.
func (e *entry) hold(p []byte) error {
	e.held = append(e.held, p...)
	over := len(e.held) - len(closing)
	if over <= 0 {
		return nil
	}
	_, err := e.pack(e.held[:over])
	e.held = append(e.held[:0], e.held[over:]...)
	return err
}

func (e *entry) pack(p []byte) (int, error) {
	e.crc = crc32.Update(e.crc, crc32.IEEETable, p)
	e.size += uint64(len(p))
	return e.flate.Write(p)
}

// finish ends the entry written last.
func (a *archive) finish() error {
	if len(a.entries) == 0 {
		return nil
	}
	e := a.entries[len(a.entries)-1]
	if e.plain != nil {
		mended, err := e.mend(e.plain.Bytes())
		if err != nil {
			return err
		}
		e.plain = nil
		if _, err := e.pack(mended); err != nil {
			return err
		}
	}
	if e.tail != "" {
		if string(e.held) != closing {
			return fmt.Errorf("%s does not end with %s", e.name, closing)
		}
		if _, err := e.pack([]byte(e.tail + closing)); err != nil {
			return err
		}
	}
	return e.flate.Close()
}

// Close writes the archive.
func (a *archive) Close() error {
	part, err := a.Create(seal.Part)
	if err != nil {
		return err
	}
	if _, err := part.Write(a.seal); err != nil {
		return err
	}
	if err := a.finish(); err != nil {
		return err
	}
	slices.SortFunc(a.entries, func(x, y *entry) int {
		return cmp.Or(cmp.Compare(rank(x.name), rank(y.name)), cmp.Compare(x.name, y.name))
	})
	zipped := zip.NewWriter(a.out)
	for _, e := range a.entries {
		w, err := zipped.CreateRaw(&zip.FileHeader{
			Name: e.name, Method: zip.Deflate, CRC32: e.crc,
			CompressedSize64: uint64(e.packed.Len()), UncompressedSize64: e.size,
			ModifiedDate: 1<<5 | 1, //lint:ignore SA1019 CreateRaw writes this field, not Modified; 1980-01-01, the first day there is
		})
		if err != nil {
			return err
		}
		if _, err := w.Write(e.packed.Bytes()); err != nil {
			return err
		}
	}
	return zipped.Close()
}

// rank puts the list of content types first, where programs look for it.
func rank(name string) int {
	if name == contentTypes {
		return 0
	}
	return 1
}

// sortContentTypes gives the list of content types one order; excelize adds those of charts in the order of a map.
func sortContentTypes(text []byte) ([]byte, error) {
	type kind struct {
		Extension   string `xml:",attr,omitempty"`
		PartName    string `xml:",attr,omitempty"`
		ContentType string `xml:",attr"`
	}
	var list struct {
		XMLName  xml.Name `xml:"http://schemas.openxmlformats.org/package/2006/content-types Types"`
		Default  []kind
		Override []kind
	}
	if err := xml.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	slices.SortFunc(list.Default, func(x, y kind) int { return cmp.Compare(x.Extension, y.Extension) })
	slices.SortFunc(list.Override, func(x, y kind) int { return cmp.Compare(x.PartName, y.PartName) })
	sorted, err := xml.Marshal(list)
	return append([]byte(xml.Header), sorted...), err
}
