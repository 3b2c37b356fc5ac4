package xlsx

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kpibook/reports"
)

var (
	numbersOf = regexp.MustCompile(`<numRef><f>([^<]*)</f><numCache><formatCode></formatCode></numCache></numRef>`)
	textsOf   = regexp.MustCompile(`<strRef><f>([^<]*)</f></strRef>`)
)

// mendChart puts into a chart what excelize does not write: names of series as text, and the figures that it draws, which
// programs that do not calculate show.
func (b *book) mendChart(text []byte) ([]byte, error) {
	named, err := nameSeries(text)
	if err != nil {
		return nil, err
	}
	filled := numbersOf.ReplaceAllFunc(named, func(match []byte) []byte {
		address := string(numbersOf.FindSubmatch(match)[1])
		return []byte("<numRef><f>" + address + "</f><numCache><formatCode>General</formatCode>" + b.points(address, true) + "</numCache></numRef>")
	})
	return textsOf.ReplaceAllFunc(filled, func(match []byte) []byte {
		address := string(textsOf.FindSubmatch(match)[1])
		return []byte("<strRef><f>" + address + "</f><strCache>" + b.points(address, false) + "</strCache></strRef>")
	}), nil
}

// points are the values of a block of cells as a chart keeps them; a text among numbers leaves a gap.
func (b *book) points(address string, numbers bool) string {
	cells := b.block(html.UnescapeString(address))
	var points strings.Builder
	for i, c := range cells {
		value := c.Shown()
		if numbers {
			if value = ""; c.Number.Valid {
				value = strconv.FormatFloat(float(c.Number.Decimal), 'f', -1, 64)
			}
		}
		if value != "" {
			points.WriteString(`<pt idx="` + strconv.Itoa(i) + `"><v>` + escaped(value) + `</v></pt>`)
		}
	}
	return `<ptCount val="` + strconv.Itoa(len(cells)) + `"></ptCount>` + points.String()
}

// block is the cells at an address such as 'MRR'!$B$3:$B$15, row by row; those that are not there are empty.
func (b *book) block(address string) (cells []reports.Cell) {
	name, where, _ := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(address, "'"), "$", ""), "'!")
	at := slices.IndexFunc(b.Sheets, func(s *reports.Sheet) bool { return s.Name == strings.ReplaceAll(name, "''", "'") })
	first, last, _ := strings.Cut(where, ":")
	from, okay := reports.ParseAddress(first)
	to, ok := reports.ParseAddress(last)
	if at < 0 || !okay || !ok {
		return nil
	}
	for row := from.Row; row <= to.Row; row++ {
		for column := from.Column; column <= to.Column; column++ {
			var cell reports.Cell
			if rows := b.Sheets[at].Rows; row < len(rows) && column < len(rows[row].Cells) {
				cell = rows[row].Cells[column]
			}
			cells = append(cells, cell)
		}
	}
	return cells
}
