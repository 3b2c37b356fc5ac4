package seal

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"

	"kpibook/reports"
)

// Word is one of the things that figures are about: a KPI, a customer, a period. They are listed once and called by number.
type Word struct {
	ID   string `xml:"id,attr"`
	Name string `xml:"name,attr"`

	Format   reports.FormatKind `xml:"format,attr,omitempty"` // of a KPI
	Currency string             `xml:"currency,attr,omitempty"`
	Current  string             `xml:"current,attr,omitempty"` // of a period: the kind of which it is the report's latest
}

// Figure is a figure and where it stands.
type Figure struct {
	At             reports.Position
	What, Of, Over int // in the seal's lists
}

// words numbers the words of one list.
type words struct {
	list *[]Word
	at   map[Word]int
}

func (w words) number(word Word) int {
	n, ok := w.at[word]
	if !ok {
		n = len(*w.list)
		w.at[word] = n
		*w.list = append(*w.list, word)
	}
	return n
}

// Register lists the figures of the workbook's sheets, in the order of Sheets.
func (s *Seal) Register(b *reports.Workbook) {
	what, of, over := words{&s.What, map[Word]int{}}, words{&s.Of, map[Word]int{}}, words{&s.Over, map[Word]int{}}
	for i, sheet := range b.Sheets {
		var figures []Figure
		for row := range sheet.Rows {
			for column, c := range sheet.Rows[row].Cells {
				f := c.Figure
				if f == nil {
					continue
				}
				figures = append(figures, Figure{reports.Position{Row: row, Column: column},
					what.number(Word{ID: f.What.ID, Name: f.What.Name, Format: c.Style.Format.Kind, Currency: c.Style.Format.Currency}),
					of.number(Word{ID: f.Of.ID, Name: f.Of.Name}), over.number(Word{ID: f.Over.ID, Name: f.Over.Name, Current: f.Current})})
			}
		}
		s.Sheets[i].Figures = pack(figures)
	}
}

// pack writes figures as differences from the one before, column by column, so that a table, in which one figure is much like
// the next, is a few bytes once it is compressed.
func pack(figures []Figure) string {
	slices.SortFunc(figures, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.At.Column, b.At.Column), cmp.Compare(a.At.Row, b.At.Row))
	})
	var packed []byte
	last := Figure{}
	for _, f := range figures {
		for _, step := range []int{f.At.Row - last.At.Row, f.At.Column - last.At.Column, f.What - last.What, f.Of - last.Of, f.Over - last.Over} {
			packed = binary.AppendVarint(packed, int64(step))
		}
		last = f
	}
	return base64.StdEncoding.EncodeToString(packed)
}

var errFigures = errors.New("the seal is damaged: its list of figures cannot be read")

// Listed are the figures of a sheet, column by column. The error says that the list is damaged.
func (s *Seal) Listed(sheet Sheet) ([]Figure, error) {
	packed, err := base64.StdEncoding.DecodeString(sheet.Figures)
	if err != nil {
		return nil, errFigures
	}
	var figures []Figure
	f := Figure{}
	for len(packed) > 0 {
		for _, part := range []*int{&f.At.Row, &f.At.Column, &f.What, &f.Of, &f.Over} {
			step, size := binary.Varint(packed)
			if size <= 0 {
				return nil, errFigures
			}
			*part += int(step)
			packed = packed[size:]
		}
		if f.At.Row < 0 || f.At.Column < 0 || !within(f.What, s.What) || !within(f.Of, s.Of) || !within(f.Over, s.Over) {
			return nil, errFigures
		}
		figures = append(figures, f)
	}
	return figures, nil
}

func within(n int, list []Word) bool { return n >= 0 && n < len(list) }
