package tidy

import (
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// parquetSink writes rows as a Parquet file. Numbers are strings, the same as in the other formats: a value has 34 digits with
// the point anywhere, which no DECIMAL of fixed scale holds, and a KPI in words stands in the same column. CAST(value AS
// DECIMAL(38, 12)) makes numbers of them where that is enough.
type parquetSink struct {
	*parquet.Writer
	columns []column
	rows    []parquet.Row
	cells   []parquet.Value
	filled  int
	group   int // rows since the row group began
}

// How many rows are handed over together, and how many make a row group, which is held in memory.
const (
	batchRows = 512
	groupRows = 128 * batchRows
)

func newParquet(w io.Writer) (Sink, error) {
	s := &parquetSink{columns: columns()}
	group := parquet.Group{}
	for _, c := range s.columns {
		node := parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		switch c.kind {
		case day:
			node = parquet.Date()
		case flag:
			node = parquet.Leaf(parquet.BooleanType)
		}
		if c.optional() {
			node = parquet.Optional(node)
		}
		group[c.name] = node
	}
	schema := parquet.NewSchema("kpis", inOrder{group, s.columns})
	s.Writer = parquet.NewWriter(w, schema, parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}), parquet.CreatedBy("kpibook", "", ""), parquet.DictionaryMaxBytes(1<<20))
	s.rows = make([]parquet.Row, batchRows)
	s.cells = make([]parquet.Value, batchRows*len(s.columns))
	for i := range s.rows {
		s.rows[i] = s.cells[i*len(s.columns) : (i+1)*len(s.columns) : (i+1)*len(s.columns)]
	}
	return s, nil
}

// optional tells whether a column may hold nothing.
func (c column) optional() bool { return c.kind == figure || c.kind == words }

// inOrder is a group whose fields stand in the order of the columns, not of the alphabet.
type inOrder struct {
	parquet.Group
	columns []column
}

// Fields are the columns.
func (g inOrder) Fields() []parquet.Field {
	fields := g.Group.Fields()
	at := func(f parquet.Field) int {
		return slices.IndexFunc(g.columns, func(c column) bool { return c.name == f.Name() })
	}
	slices.SortFunc(fields, func(a, b parquet.Field) int { return at(a) - at(b) })
	return fields
}

func (s *parquetSink) Write(r *Row) error {
	row := s.rows[s.filled]
	for i, c := range s.columns {
		defined := 0
		var value parquet.Value
		switch text := c.text(r); {
		case c.kind == day:
			value = parquet.Int32Value(int32(c.date(r))) // Parquet counts days from 1970 on, too
		case c.kind == flag:
			value = parquet.BooleanValue(r.Open)
		case text != "":
			value, defined = parquet.ByteArrayValue([]byte(text)), 1
		}
		row[i] = value.Level(0, defined, i)
	}
	if s.filled++; s.filled < batchRows {
		return nil
	}
	return s.hand()
}

// hand hands the rows over, and ends the row group when it is full.
func (s *parquetSink) hand() error {
	if _, err := s.WriteRows(s.rows[:s.filled]); err != nil {
		return err
	}
	s.group += s.filled
	s.filled = 0
	if s.group < groupRows {
		return nil
	}
	s.group = 0
	return s.Flush()
}

func (s *parquetSink) Close() error {
	if err := s.hand(); err != nil {
		return err
	}
	return s.Writer.Close()
}
