package tidy

import (
	"bufio"
	"encoding/json"
	"io"
)

// jsonSink writes rows as JSON, one a line. Numbers are strings, because most programs read JSON numbers as binary ones and
// lose digits; what there is not is null.
type jsonSink struct {
	*bufio.Writer
	columns []column
	names   [][]byte // with quotation marks and colon
	line    []byte
}

func newJSON(w io.Writer) (Sink, error) {
	s := &jsonSink{Writer: bufio.NewWriterSize(w, 1<<16), columns: columns()}
	for _, c := range s.columns {
		s.names = append(s.names, []byte(`"`+c.name+`":`))
	}
	return s, nil
}

func (s *jsonSink) Write(r *Row) error {
	line := append(s.line[:0], '{')
	for i, c := range s.columns {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, s.names[i]...)
		switch text := c.text(r); {
		case text == "" && c.kind != flag:
			line = append(line, "null"...)
		case c.kind == flag:
			line = append(line, text...)
		default:
			line = appendString(line, text)
		}
	}
	s.line = append(line, "}\n"...)
	_, err := s.Writer.Write(s.line)
	return err
}

// appendString appends a JSON string. Nearly all are plain; the others go through encoding/json.
func appendString(line []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(text) // a string cannot fail
			return append(line, quoted...)
		}
	}
	return append(append(append(line, '"'), text...), '"')
}

func (s *jsonSink) Close() error { return s.Flush() }
