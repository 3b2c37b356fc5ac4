package reports

import "strings"

// What a column's width and a row's height are made of.
const (
	digitPixels   = 7 // a column is as many characters wide as digits of the standard type go into it
	columnPadding = 5 // pixels a column has beside its characters
	cellPadding   = 7 // pixels of a cell that text leaves free
	indentPixels  = 9
	arrowPixels   = 18 // the button of a filter
	minColumn     = 8  // characters
	maxColumn     = 60
	headerLines   = 2  // headers wrap into so many lines before their column widens
	wideHeader    = 26 // characters: beyond, headers take more lines
	shortHeader   = 12 // characters: up to here, they take one
	oneLine       = 17 // points: what a row of the usual height can hold
	maxRowHeight  = 409
	rowPadding    = 4
)

// Fit measures a sheet: the width of every column in characters and the height of every row in points, where 0 stands for
// the usual height. Widths and heights that are set are kept. Programs do not fit the rows of a file by themselves, and a
// number wider than its column shows as ####.
func Fit(s *Sheet) (widths, heights []int) {
	merged := mergedOver(s)
	widths = fitWidths(s, merged)
	heights = make([]int, len(s.Rows))
	for i, row := range s.Rows {
		if heights[i] = row.Height; row.Height == 0 {
			heights[i] = fitHeight(row, i, widths, merged)
		}
	}
	return widths, heights
}

// mergedOver is the last column of each heading that is merged over several.
func mergedOver(s *Sheet) map[Position]int {
	merged := make(map[Position]int, len(s.Merges))
	for _, m := range s.Merges {
		merged[m.From] = m.To.Column
	}
	return merged
}

func fitWidths(s *Sheet, merged map[Position]int) []int {
	need := make([]int, s.columns()) // pixels
	for i, row := range s.Rows {
		for j, cell := range row.Cells {
			if last, ok := merged[Position{i, j}]; ok && last > j {
				continue
			}
			empty := j+1 >= len(row.Cells) || row.Cells[j+1].Empty()
			pixels := cell.need(empty)
			if s.Filter != nil && s.Filter.From.Row == i && s.Filter.Has(Position{i, j}) {
				pixels += arrowPixels
			}
			need[j] = max(need[j], pixels)
		}
	}
	widths := make([]int, len(need))
	for j, pixels := range need {
		if j < len(s.Widths) && s.Widths[j] > 0 {
			widths[j] = s.Widths[j]
			continue
		}
		widths[j] = min(max((pixels+digitPixels-1)/digitPixels, minColumn), maxColumn)
	}
	widenMerged(s, widths, merged)
	return widths
}

// widenMerged makes room for the figures that stand in merged cells, in the last column of each.
func widenMerged(s *Sheet, widths []int, merged map[Position]int) {
	for i, row := range s.Rows {
		for j, cell := range row.Cells {
			last, ok := merged[Position{i, j}]
			if !ok || !cell.Number.Valid {
				continue
			}
			missing := cell.need(false)
			for _, width := range widths[j : last+1] {
				missing -= width*digitPixels + columnPadding
			}
			widths[last] += max(missing+digitPixels-1, 0) / digitPixels
		}
	}
}

// columns is how many columns the sheet has, those counted that only a width or a merged cell speaks of.
func (s *Sheet) columns() int {
	columns := max(s.Extent().To.Column+1, len(s.Widths))
	for _, m := range s.Merges {
		columns = max(columns, m.To.Column+1)
	}
	return columns
}

// need is how many pixels a cell asks of its column; prose and headings run over into the cell to the right when that one
// is empty.
func (c Cell) need(emptyToTheRight bool) int {
	text := c.Shown()
	if text == "" {
		return 0
	}
	face := c.Style.Role.Face()
	extra := cellPadding - columnPadding + c.Style.Indent*indentPixels
	if c.Style.Format.Numeric() {
		extra += face.Pixels(")") // the room that number formats leave for a parenthesis
	}
	switch role := c.Style.Role; {
	case role == Header:
		return face.header(text, c.Link != nil) + extra
	case c.Style.Wrap && (role == Plain || role == Status): // words among figures
		return face.longest(text) + extra
	case c.Style.Wrap:
		return face.Pixels(text) + extra
	case emptyToTheRight && (role == Title || role == Subtitle || role == Heading || role == Body):
		return 0
	}
	longest := 0
	for line := range strings.SplitSeq(text, "\n") {
		longest = max(longest, face.Pixels(line))
	}
	return longest + extra
}

// header is how many pixels a header's text asks for: as few as it takes to wrap into two lines. A short one
// asks for the whole of it, and so does a linked one, since LibreOffice does not wrap links.
func (f Face) header(text string, linked bool) int {
	pixels, most, lines := f.longest(text), wideHeader*digitPixels, headerLines
	if linked || len(text) <= shortHeader {
		lines = 1
	}
	for pixels < most && f.Lines(text, pixels) > lines {
		pixels += digitPixels
	}
	return pixels
}

// Wraps tells whether the cell's text goes on in a second line: column headers do where they must, and names that are longer than
// any column is wide, or the next cell would cut them off.
func (c Cell) Wraps() bool {
	return c.Style.Wrap || c.Style.Role == Header || strings.Contains(c.Text, "\n") ||
		c.Style.Role == Label && len(c.Text) >= maxColumn && c.Style.Role.Face().Pixels(c.Text) > maxColumn*digitPixels
}

func fitHeight(row Row, i int, widths []int, merged map[Position]int) int {
	height := 0
	for j, cell := range row.Cells {
		if cell.Empty() {
			continue
		}
		face, lines := cell.Style.Role.Face(), 1
		if cell.Text != "" && cell.Wraps() {
			pixels := -cellPadding - cell.Style.Indent*indentPixels
			for column := j; column <= max(j, merged[Position{i, j}]) && column < len(widths); column++ {
				pixels += widths[column]*digitPixels + columnPadding
			}
			lines = face.Lines(cell.Text, pixels)
		}
		height = max(height, lines*face.LineHeight()+rowPadding)
	}
	if height <= oneLine {
		return 0
	}
	return min(height, maxRowHeight)
}
