package reports

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// Dump writes a workbook as plain text for golden tests: the document's properties and names, then each sheet, a line for
// every cell that says something. Numbers stand bare, texts in quotes, dates as 2026-10-31; behind them come the formula,
// the note and the link. A note that several cells have is written out at the first of them.
//
//	'KPIs'!B7	0.974	=IF(B5=0,"n/a",B6/B5)	note "Net revenue retention"	-> 'Glossary'!A12
func Dump(w io.Writer, b *Workbook) error {
	out, notes := bufio.NewWriter(w), map[string]string{}
	fmt.Fprintf(out, "title %q subject %q company %q description %q created %s\n", b.Title, b.Subject, b.Company, b.Description, b.Created)
	for _, name := range b.Names {
		fmt.Fprintf(out, "name %s %s\n", name.Name, name.Cell.Absolute())
	}
	for _, s := range b.Sheets {
		fmt.Fprintf(out, "\nsheet %q %s\n", s.Name, s.Extent().Address())
		for _, c := range s.Charts {
			dumpChart(out, s.Name, c)
		}
		for _, line := range s.Sparklines {
			fmt.Fprintf(out, "sparkline %s over %s\n", OnSheet(s.Name, line.At.Address()), line.Values.Address())
		}
		for i, row := range s.Rows {
			for j, cell := range row.Cells {
				dumpCell(out, Ref{s.Name, Position{i, j}}, cell, notes)
			}
		}
	}
	return out.Flush()
}

func dumpChart(out *bufio.Writer, sheet string, c Chart) {
	fmt.Fprintf(out, "chart %s %q over %s\n", OnSheet(sheet, c.At.Address()), c.Title, c.Categories.Address())
	for _, series := range c.Series {
		fmt.Fprintf(out, "\tseries %q %s\n", series.Name, series.Values.Address())
	}
}

func dumpCell(out *bufio.Writer, at Ref, c Cell, notes map[string]string) {
	if c.Empty() && c.Formula == "" && c.Note == "" && c.Link == nil && c.File == "" {
		return
	}
	fmt.Fprintf(out, "%s\t%s", at.Address(), c.plain())
	if c.Formula != "" {
		fmt.Fprintf(out, "\t=%s", c.Formula)
	}
	if first, told := notes[c.Note]; told {
		fmt.Fprintf(out, "\tnote of %s", first)
	} else if c.Note != "" {
		fmt.Fprintf(out, "\tnote %q", c.Note)
		notes[c.Note] = at.Address()
	}
	if c.Link != nil {
		fmt.Fprintf(out, "\t-> %s", c.Link.Address())
	}
	if c.File != "" {
		fmt.Fprintf(out, "\t-> file %s", c.File)
	}
	out.WriteByte('\n')
}

// plain is the cell's value without its number format.
func (c Cell) plain() string {
	switch {
	case c.Number.Valid:
		return c.Number.Decimal.String()
	case c.Date != nil:
		return c.Date.String()
	case c.Text != "":
		return strconv.Quote(c.Text)
	}
	return ""
}
