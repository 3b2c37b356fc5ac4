package ingest

import (
	"fmt"
	"slices"

	"kpibook/pipeline/ingest/xlsx"
)

// kindOf is what has to be known of a cell besides its text.
func kindOf(c xlsx.Cell) kind {
	switch {
	case c.Kind == xlsx.Text && hasMark(c.Text):
		return writtenNumber
	case c.Kind == xlsx.Number && c.Format.Shows == xlsx.Percent:
		return percentage
	case c.Kind == xlsx.Number && c.Format.Shows == xlsx.Date:
		return serialDay
	}
	return 0
}

// format is how a number of a recent row is shown.
func (r *sheetRows) format(line, field int) xlsx.Format {
	if kinds := r.recent[line%recentRows]; kinds.line == line && field < len(kinds.shown) {
		return kinds.shown[field]
	}
	return xlsx.Format{}
}

// shownAs is how a workbook shows a number of a recent row, unless it was mended by hand.
func (t *Table) shownAs(line, field int) xlsx.Format {
	rows, ok := t.rows.(*sheetRows)
	if !ok || slices.ContainsFunc(t.corrected[line], func(c Correction) bool { return t.fieldOf(c.Column) == field }) {
		return xlsx.Format{}
	}
	return rows.format(line, field)
}

// beside is what the text in the number format of a cell says, such as the currency in #,##0.00 "€".
func (t *Table) beside(line, field int) amountHeader {
	text := t.shownAs(line, field).Text
	if text == "" {
		return amountHeader{}
	}
	said, known := t.texts[text]
	if !known {
		if t.texts == nil {
			t.texts = map[string]amountHeader{}
		}
		said = readAmountHeader(text)
		t.texts[text] = said
	}
	return said
}

// misshown tells what a cell is shown as that is no amount and no count, and what to do about it; empty for any other cell.
func (t *Table) misshown(line, field int) (problem, fix string) {
	const format = "give the cell the format of a plain number, if that is what it is, or map another column"
	said := t.beside(line, field)
	switch shown := t.shownAs(line, field); {
	case shown.Shows == xlsx.Percent || slices.Contains(said.name, "percent"):
		return "the workbook shows it as a percentage", format
	case shown.Shows == xlsx.Date:
		return "the workbook shows it as a date or a time", format
	case said.minor != "" || said.scale != "" && shown.Thousands == 0:
		return fmt.Sprintf("the workbook shows it in %q", shown.Text), "export it in whole units of the currency"
	}
	return "", ""
}
