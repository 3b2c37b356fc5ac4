package ingest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	headBytes       = 1 << 20   // what the encoding is decided on
	maxStream       = 16 << 30  // most a compressed text may expand to, unless Options say otherwise
	maxWorkbook     = 512 << 20 // the same for a workbook
	maxArchive      = 96 << 20  // most bytes of a workbook's file, which is kept in memory
	maxDecoderSpace = 128 << 20 // memory a zstd window may take
)

// refused are kinds of files that are told by their first bytes and are not read.
var refused = []struct{ magic, message, fix string }{
	{"\xd0\xcf\x11\xe0", "it is a password-protected workbook or an old .xls", "save it as .xlsx without a password"},
	{"\xfd7zXZ\x00", "it is compressed with xz, which is not read", "unpack it, or compress it with gzip or zstd"},
	{"BZh", "it is compressed with bzip2, which is not read", "unpack it, or compress it with gzip or zstd"},
	{"7z\xbc\xaf\x27\x1c", "it is a 7z archive", "unpack it and name the files in it"},
	{"PK\x05\x06", "it is an empty zip archive", "export it again"},
	{"%PDF-", "it is a PDF", "export the data as CSV or .xlsx"},
	{"PAR1", "it is a Parquet file, which is not read", "export the data as CSV"},
	{"\xff\xfe\x00\x00", "it is UTF-32, which is not read", "export it as UTF-8"},
	{"\x00\x00\xfe\xff", "it is UTF-32, which is not read", "export it as UTF-8"},
}

// openTable opens the file at path, which the job names name, and finds the header of its table: the best scoring of the
// first 20 rows, score saying how many of a row's fields are known headers of the dataset. What the file is (text,
// compressed text, workbook) is told by its content, not by its name. Errors are *Fault, or the context's.
func openTable(ctx context.Context, path, name string, opts Options, score func(fields []string) int) (*Table, error) {
	t := &Table{Path: name}
	content, size, err := openContent(path)
	var fault *Fault
	switch {
	case errors.As(err, &fault):
		fault.File = name
		return nil, fault
	case err != nil:
		return nil, &Fault{File: name, Message: "cannot be opened: " + cause(err), Fix: "check the path and who may read it"}
	}
	s := &source{table: t, ctx: ctx, file: content, size: size, hash: sha256.New()}
	switch file := content.(type) {
	case zippedFile:
		s.packed, s.limit = "zip", limitOf(opts)
		s.file = zippedFile{io.NopCloser(&bounded{r: file, left: s.limit}), file}
	case *os.File:
		if info, err := file.Stat(); err == nil && info.IsDir() {
			_ = s.close()
			return nil, &Fault{File: name, Message: "it is a folder, not a file", Fix: "name the files in it, for instance " + name + "/*.csv"}
		}
	}
	if err := s.open(opts, score); err != nil {
		_ = s.close()
		return nil, s.explain(err, 0)
	}
	return t, nil
}

// source reads a file and hashes every byte it reads, until the context ends it.
type source struct {
	table  *Table
	ctx    context.Context
	file   io.ReadCloser
	size   int64 // of the file; 0 where it is not known
	hash   hash.Hash
	packed string        // gzip, zstd or zip, when it is compressed
	unzstd *zstd.Decoder // to be closed
	limit  int64         // of the expanded text
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.file.Read(p)
	_, _ = s.hash.Write(p[:n]) // a hash never fails
	s.table.Bytes += int64(n)
	return n, err
}

// seal reads what is left of the file, so that the hash covers every byte, and puts it into the table.
func (s *source) seal() error {
	if _, err := io.Copy(io.Discard, s); err != nil {
		return s.explain(err, 0)
	}
	s.table.SHA256 = hex.EncodeToString(s.hash.Sum(nil))
	return nil
}

// finish is the regular end of a table.
func (s *source) finish() error {
	if err := s.seal(); err != nil {
		return err
	}
	return io.EOF
}

func (s *source) close() error {
	if s.unzstd != nil {
		s.unzstd.Close()
	}
	return s.file.Close()
}

// open tells what the file is by its first bytes and hands it to the reader for it.
func (s *source) open(opts Options, score func([]string) int) error {
	reader := bufio.NewReaderSize(s, headBytes)
	magic, err := reader.Peek(8)
	switch {
	case len(magic) == 0 && err == io.EOF:
		return &Fault{Message: "the file is empty (0 bytes)", Fix: "export it again"}
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		return s.openWorkbook(reader, opts, score)
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		s.packed = "gzip"
		unpacked, err := gzip.NewReader(reader)
		if err != nil {
			return err
		}
		reader = s.bound(unpacked, opts)
	case bytes.HasPrefix(magic, []byte("\x28\xb5\x2f\xfd")):
		s.packed = "zstd"
		s.unzstd, err = zstd.NewReader(reader, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxDecoderSpace))
		if err != nil {
			return err
		}
		reader = s.bound(s.unzstd, opts)
	}
	head, err := reader.Peek(headBytes)
	if err != nil && err != io.EOF {
		return err
	}
	if s.packed != "" && len(head) == 0 {
		return &Fault{Message: "the file is empty: its " + s.packed + " content has 0 bytes", Fix: "export it again"}
	}
	if s.packed != "" && bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return &Fault{Message: "it is a workbook or zip archive inside " + s.packed, Fix: "unpack it first"}
	}
	for _, kind := range refused {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return &Fault{Message: kind.message, Fix: kind.fix}
		}
	}
	switch strings.ToLower(filepath.Ext(s.table.Path)) {
	case ".xlsx", ".xls", ".xlsm":
		s.table.How = append(s.table.How, "the file is text, not a workbook as its name says")
	}
	return s.openText(reader, head, err == io.EOF, opts, score)
}

// bound stops a decompressor that gives more than the limit.
func (s *source) bound(r io.Reader, opts Options) *bufio.Reader {
	s.limit = limitOf(opts)
	s.table.How = append(s.table.How, "compressed with "+s.packed)
	return bufio.NewReaderSize(&bounded{r: r, left: s.limit}, headBytes)
}

// limitOf is what a text may expand to.
func limitOf(opts Options) int64 {
	if opts.MaxBytes > 0 {
		return opts.MaxBytes
	}
	return maxStream
}

var errTooLarge = errors.New("it expands beyond the limit")

// bounded is like io.LimitReader, but more than the limit is an error, not the end.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// explain turns an error of reading into a Fault that names the file; the context's error passes as it is.
func (s *source) explain(err error, line int) error {
	fault := &Fault{}
	switch {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case errors.As(err, &fault):
	case err == errTooLarge:
		fault = &Fault{Message: fmt.Sprintf("it expands to more than %s", size(s.limit)), Fix: "split the export into smaller files"}
	case s.packed != "" && errors.Is(err, io.ErrUnexpectedEOF):
		fault = &Fault{Line: line, Message: "the " + s.packed + " file ends too early: it looks cut off", Fix: "wait until it is complete, or copy it again"}
	case s.packed != "":
		fault = &Fault{Line: line, Message: "the " + s.packed + " file is damaged: " + err.Error(), Fix: "copy or export it again"}
	default:
		fault = &Fault{Line: line, Message: "cannot be read: " + cause(err), Fix: "check the file and its disk"}
	}
	if fault.File = s.table.Path; fault.Sheet == "" {
		fault.Sheet = s.table.Sheet
	}
	return fault
}

// cause is a file system error without its path, which may be a path of this machine.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// size writes a number of bytes for people: 200 MiB, 16 GiB.
func size(n int64) string {
	for _, unit := range []string{"bytes", "KiB", "MiB", "GiB"} {
		if n < 1<<13 || unit == "GiB" {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n = (n + 1<<9) >> 10
	}
	return ""
}
