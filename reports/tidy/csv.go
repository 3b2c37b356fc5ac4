package tidy

import (
	"encoding/csv"
	"io"

	"kpibook/pipeline/ingest"
)

// csvSink writes rows as RFC 4180 has them, UTF-8, with a header. A text that a spreadsheet would run as a formula has an
// apostrophe before it; numbers stay as they are.
type csvSink struct {
	*csv.Writer
	columns []column
	record  []string
	neutral map[string]string // texts seen before
}

func newCSV(w io.Writer) (Sink, error) {
	s := &csvSink{Writer: csv.NewWriter(w), columns: columns(), neutral: map[string]string{}}
	s.record = make([]string, len(s.columns))
	for i, c := range s.columns {
		s.record[i] = c.name
	}
	return s, s.Writer.Write(s.record)
}

func (s *csvSink) Write(r *Row) error {
	for i, c := range s.columns {
		text := c.text(r)
		if c.kind == words || c.kind == figure && r.Label {
			text = s.harmless(text)
		}
		s.record[i] = text
	}
	return s.Writer.Write(s.record)
}

// harmless is ingest.Neutral, which has most texts many times to do.
func (s *csvSink) harmless(text string) string {
	known, ok := s.neutral[text]
	if !ok {
		known = ingest.Neutral(text)
		s.neutral[text] = known
	}
	return known
}

func (s *csvSink) Close() error {
	s.Flush()
	return s.Error()
}
