package reports

// LiveCheck tells whether the cell is a check that goes on working in the workbook: a formula of role Good or Bad whose number
// is 0 while the check holds.
func (c Cell) LiveCheck() bool { return c.Light() && c.Number.Valid }

// Light tells whether the cell says live whether checks hold: a formula of role Good or Bad. A text starts with Failed when
// one does not.
func (c Cell) Light() bool {
	return c.Formula != "" && (c.Style.Role == Good || c.Style.Role == Bad)
}

// Failed starts the text of a light when a check does not hold.
const Failed = "✗"

// LiveChecks are the blocks of cells that hold live checks.
func (s *Sheet) LiveChecks() []Range { return s.Blocks(Cell.LiveCheck) }

// Blocks are the blocks of cells of a kind, by column; those of the same rows in columns side by side are one.
func (s *Sheet) Blocks(is func(Cell) bool) (blocks []Range) {
	for column := 0; column <= s.Extent().To.Column; column++ {
		for row := 0; row < len(s.Rows); row++ {
			from := row
			for row < len(s.Rows) && column < len(s.Rows[row].Cells) && is(s.Rows[row].Cells[column]) {
				row++
			}
			if row > from {
				blocks = joined(blocks, Range{From: Position{from, column}, To: Position{row - 1, column}})
			}
		}
	}
	return blocks
}

// joined adds a block of one column, to the block beside it where that has the same rows.
func joined(blocks []Range, r Range) []Range {
	for i, b := range blocks {
		if b.To.Column == r.From.Column-1 && b.From.Row == r.From.Row && b.To.Row == r.To.Row {
			blocks[i].To.Column++
			return blocks
		}
	}
	return append(blocks, r)
}
