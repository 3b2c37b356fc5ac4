package xlsx

import "kpibook/reports"

// How many pixels the parts of a sheet have, and how many excelize believes they have, which places a box by its corners.
const (
	pixelsPerCharacter   = 7
	believedPerCharacter = 8
	columnPadding        = 5
	usualColumn          = 64
	usualRow             = 20
	believedRow          = 18 // of a streamed row, whatever its height
)

// box finds where a box of a size in pixels ends that starts in a cell, and which size to tell excelize so that it ends
// there.
func (p *page) box(from reports.Position, width, height int) (to reports.Position, tellWidth, tellHeight uint) {
	to = from
	believed := 0
	for width >= p.columnPixels(to.Column) {
		width -= p.columnPixels(to.Column)
		believed += p.believedPixels(to.Column)
		to.Column++
	}
	believed += min(width, p.believedPixels(to.Column)-1)
	for height >= p.rowPixels(to.Row) {
		height -= p.rowPixels(to.Row)
		to.Row++
	}
	return to, uint(believed), uint((to.Row-from.Row)*believedRow + min(height, believedRow-1))
}

func (p *page) columnPixels(column int) int {
	if column >= len(p.widths) {
		return usualColumn
	}
	return p.widths[column]*pixelsPerCharacter + columnPadding
}

func (p *page) believedPixels(column int) int {
	if column >= len(p.widths) {
		return usualColumn
	}
	return int(columnWidth(p.widths[column])*believedPerCharacter + 0.5)
}

func (p *page) rowPixels(row int) int {
	if row >= len(p.heights) || p.heights[row] == 0 {
		return usualRow
	}
	return p.heights[row] * 4 / 3
}
