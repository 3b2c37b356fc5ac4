package ingest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kpibook/pipeline/ingest/database"
	"kpibook/pipeline/job"
)

// result is what a query gave. Its rows are kept in a file, so that they can be read as often as it takes and are the same each time.
type result struct {
	columns []database.Column
	file    *os.File
	size    int64
	rows    int
	sum     string // SHA-256 of the names and the rows
	version string // of the server
}

// fetch runs the queries of inputs, those on one database in one transaction, so that they see it at the same moment. What goes wrong is
// a fault of the input.
func (r *reader) fetch(ctx context.Context, inputs []*input) error {
	sessions := map[job.Secret]*database.Session{}
	defer func() {
		for _, s := range sessions {
			if s != nil {
				s.Close()
			}
		}
	}()
	for _, in := range inputs {
		if in.source.Query == "" {
			continue
		}
		s, tried := sessions[in.source.Database]
		if !tried {
			var err error
			s, err = r.connect(ctx, in)
			if sessions[in.source.Database] = s; !r.collect(in.dataset.Name, err) {
				return err
			}
		}
		if s == nil {
			r.broken[in.dataset.Name] = true // the fault of the connection says why
			continue
		}
		err := in.run(ctx, s)
		var fault *database.Fault
		if errors.As(err, &fault) {
			err = r.queryFault(in, fault)
		}
		if !r.collect(in.dataset.Name, err) {
			return err
		}
	}
	return nil
}

// connect opens the database of an input.
func (r *reader) connect(ctx context.Context, in *input) (*database.Session, error) {
	at := r.records.Files[in.file].Path
	secret, err := in.source.Database.Read(r.job)
	if err != nil {
		return nil, &Fault{File: at, Message: "the connection to its database is not there: " + cause(err), Fix: "set it to one such as postgres://user:password@host:5432/name"}
	}
	zone := "UTC"
	if r.job.Location != nil {
		zone = r.job.Location.String()
	}
	s, err := database.Open(ctx, secret, zone)
	var fault *database.Fault
	if errors.As(err, &fault) {
		where := "in the environment variable " + in.source.Database.Env
		if in.source.Database.Env == "" {
			where = "in the file " + in.source.Database.File
		}
		return nil, &Fault{File: at, Message: fault.Message, Fix: fault.Fix + "; the connection stands " + where}
	}
	return s, err
}

// queryFault shows the place in the query.
func (r *reader) queryFault(in *input, fault *database.Fault) *Fault {
	shown := &Fault{File: r.records.Files[in.file].Path, Message: fault.Message, Fix: fault.Fix}
	characters := []rune(in.source.Query)
	if fault.Offset < 1 || fault.Offset > len(characters) {
		return shown
	}
	above, below := string(characters[:fault.Offset-1]), string(characters[fault.Offset-1:])
	start := strings.LastIndexByte(above, '\n') + 1
	line, _, _ := strings.Cut(above[start:]+below, "\n")
	word := strings.IndexFunc(below, func(r rune) bool { return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if word < 0 {
		word = len(below)
	}
	shown.Line, shown.Column = 1+strings.Count(above, "\n"), len(above)-start+1
	shown.Excerpt = excerpt(shown.Line, line, len(above)-start, len(above)-start+max(word, 1))
	return shown
}

// run keeps the rows of a query. Its error is a *database.Fault, a *Fault, or the context's.
func (in *input) run(ctx context.Context, s *database.Session) (err error) {
	file, err := os.CreateTemp("", "kpibook-query-*")
	if err != nil {
		return &Fault{Message: "there is no room for the rows: " + cause(err), Fix: "set TMPDIR to a folder with room"}
	}
	_ = os.Remove(file.Name()) // it goes with its last reader; where a file in use cannot be removed, drop does it
	w := &rowWriter{out: bufio.NewWriterSize(file, 1<<16), sum: sha256.New()}
	given := &result{file: file, version: s.Version}
	err = s.Query(ctx, in.source.Query, in.source.QueryLimit(), func(columns []database.Column) error {
		given.columns = slices.Clone(columns)
		for _, c := range columns {
			w.value([]byte(c.Name))
		}
		return nil
	}, func(row [][]byte) error {
		given.rows++
		for _, value := range row {
			w.value(value)
		}
		if w.size > maxStream {
			return &Fault{Message: "the rows have more than " + size(maxStream), Fix: "select fewer of them, or only the columns that the dataset has"}
		}
		return w.err
	})
	if err = errors.Join(err, w.err, w.out.Flush()); err != nil {
		given.drop()
		var own *Fault
		var theirs *database.Fault
		if ctx.Err() == nil && !errors.As(err, &own) && !errors.As(err, &theirs) {
			err = &Fault{Message: "the rows cannot be kept: " + cause(err), Fix: "make room in the folder for temporary files, or set TMPDIR to another one"}
		}
		return err
	}
	given.size, given.sum, in.result = w.size, hex.EncodeToString(w.sum.Sum(nil)), given
	return nil
}

// drop gives back the file.
func (q *result) drop() {
	_ = q.file.Close()
	_ = os.Remove(q.file.Name()) // gone before on most systems
}

// rowWriter writes values one behind the other: 0 for NULL, else its length and one, then its bytes.
type rowWriter struct {
	out  *bufio.Writer
	sum  hash.Hash
	size int64
	err  error
}

func (w *rowWriter) value(value []byte) {
	length := uint64(0)
	if value != nil {
		length = uint64(len(value)) + 1
	}
	both := io.MultiWriter(w.out, w.sum)
	head := binary.AppendUvarint(nil, length)
	for _, part := range [][]byte{head, value} {
		if w.err == nil {
			_, w.err = both.Write(part)
			w.size += int64(len(part))
		}
	}
}

// table is the table of the rows.
func (q *result) table(ctx context.Context, name, query string) *Table {
	t := &Table{Path: name, Typed: true, Bytes: q.size, assumed: true}
	rows := &queryRows{ctx: ctx, result: q, table: t, in: bufio.NewReaderSize(io.NewSectionReader(q.file, 0, q.size), 1<<16)}
	for range q.columns {
		header, _ := rows.value() // they were written
		t.Header = append(t.Header, strings.TrimSpace(header))
	}
	t.How = []string{"query on PostgreSQL " + q.version + ", which could only read: " + shorten(strings.Join(strings.Fields(query), " "), 1000)}
	if !ordered(query) {
		t.How = append(t.How, "warning: the query has no ORDER BY: the same rows may come in another order, and count as a change then")
	}
	for _, c := range q.columns {
		if c.Kind == database.Binary {
			t.How = append(t.How, fmt.Sprintf("warning: %s holds binary numbers, which are not exact: money is to be numeric", c.Name))
		}
	}
	t.rows = rows
	return t
}

// ordered tells whether a query says in which order its rows come.
func ordered(query string) bool {
	words := strings.Fields(strings.ToLower(query))
	at := slices.Index(words, "order")
	for at >= 0 && at+1 < len(words) {
		if words[at+1] == "by" {
			return true
		}
		words = words[at+1:]
		at = slices.Index(words, "order")
	}
	return false
}

// queryRows are the rows of a query. Their number stands in the place of a line.
type queryRows struct {
	ctx    context.Context
	result *result
	table  *Table
	in     *bufio.Reader
	line   int
	fields []string
}

func (r *queryRows) next() (int, []string, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, nil, err
	}
	if r.line == r.result.rows {
		r.table.SHA256 = r.result.sum
		return 0, nil, io.EOF
	}
	r.line++
	r.fields = make([]string, len(r.result.columns))
	bad := -1
	for i := range r.fields {
		value, err := r.value()
		if err != nil {
			return 0, nil, &Fault{File: r.table.Path, Line: r.line, Message: "the rows that were kept cannot be read again: " + cause(err), Fix: "run again"}
		}
		if r.fields[i] = value; bad < 0 && !utf8.ValidString(value) {
			bad = i
		}
	}
	if bad >= 0 {
		return 0, nil, &RowError{Row: Row{Line: r.line, Fields: r.fields}, Column: bad + 1, Message: r.table.Header[bad] + " holds bytes that are no text in UTF-8",
			Fix: "correct it in the database, whose encoding is not checked there", Excerpt: r.excerpt(bad), damaged: true}
	}
	return r.line, r.fields, nil
}

// value is the next value; NULL is empty.
func (r *queryRows) value() (string, error) {
	length, err := binary.ReadUvarint(r.in)
	if err != nil || length <= 1 {
		return "", err
	}
	text := make([]byte, length-1)
	_, err = io.ReadFull(r.in, text)
	return string(text), err
}

func (r *queryRows) excerpt(field int) string { return sheetExcerpt(r.line, r.fields, field) }

func (r *queryRows) header(field int) (string, int) {
	return strings.Replace(sheetExcerpt(0, r.table.Header, field), "0", " ", 1), field + 1 // it stands on no line
}

func (r *queryRows) column(field int) int { return field + 1 }

// kind tells the numbers of the database from texts that may be numbers.
func (r *queryRows) kind(_, field int) kind {
	if field < len(r.result.columns) {
		if of := r.result.columns[field].Kind; of == database.Number || of == database.Binary {
			return 0
		}
	}
	return writtenNumber
}

func (r *queryRows) peek(int) []string { return nil }

func (r *queryRows) text() string { return strings.Join(r.fields, " | ") }

func (r *queryRows) close() error { return nil }
