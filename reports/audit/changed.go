package audit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"kpibook/reports"
	"kpibook/reports/formula"
	"kpibook/reports/seal"
)

// seal finds the seal among the parts. There is none when another program made the file, or one saved it that drops what it
// does not know.
func (w *Workbook) seal() (*seal.Seal, error) {
	for name := range w.parts {
		if !strings.HasPrefix(name, "customXml/item") || strings.HasPrefix(name, "customXml/itemProps") {
			continue
		}
		part, err := w.open(name)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(part, maxPart))
		part.Close()
		if err != nil {
			return nil, fmt.Errorf("%s is damaged: %w", name, err)
		}
		if strings.Contains(string(text[:min(len(text), 1000)]), seal.Namespace) {
			s, err := seal.Decode(text)
			return &s, err
		}
	}
	return nil, nil
}

// Changed lists what is not as it was when the workbook was written: cells that were typed over, filled or emptied, formulas
// that were changed or replaced by a value, sheets that came, went or were hidden. It is nil for a workbook without a seal.
func (w *Workbook) Changed() (list []Difference) {
	if w.Seal == nil {
		return nil
	}
	sealed := map[string]seal.Sheet{}
	for _, sheet := range w.Seal.Sheets {
		sealed[sheet.Name] = sheet
	}
	for _, now := range w.Sheets {
		was, ok := sealed[now.Name]
		if !ok {
			list = append(list, Difference{Sheet: now.Name, Whole: true, What: "the whole sheet was added or renamed"})
			continue
		}
		delete(sealed, now.Name)
		if now.Hidden { // kpibook hides none
			list = append(list, Difference{Sheet: now.Name, Whole: true, What: "the whole sheet was hidden"})
		}
		list = append(list, changedCells(now, was)...)
	}
	for _, sheet := range w.Seal.Sheets {
		if _, gone := sealed[sheet.Name]; gone {
			list = append(list, Difference{Sheet: sheet.Name, Whole: true, What: "the whole sheet was taken out or renamed"})
		}
	}
	return list
}

func changedCells(now Sheet, was seal.Sheet) (list []Difference) {
	again := seal.NewSheet(now.Name, was.Rows, was.Columns)
	filled := map[reports.Position]bool{}
	for _, c := range now.Cells {
		stands := seal.Content(c.Value, c.Formula)
		again.Add(c.At, stands)
		filled[c.At] = true
		if !was.Was(c.At, stands) {
			list = append(list, Difference{now.Name, c.At, false, "it was changed by hand: it holds " + content(c)})
		}
	}
	for row := range was.Rows {
		for column := range was.Columns {
			if at := (reports.Position{Row: row, Column: column}); !filled[at] && !was.Was(at, "") {
				list = append(list, Difference{now.Name, at, false, "it was emptied"})
			}
		}
	}
	if len(list) == 0 && again.Close().Sum != was.Sum {
		list = append(list, Difference{Sheet: now.Name, Whole: true, What: "some cell was changed by hand; which one cannot be told"})
	}
	slices.SortStableFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.At.Row, b.At.Row), cmp.Compare(a.At.Column, b.At.Column))
	})
	return list
}

// content is what stands in a cell, in a sentence.
func content(c Cell) string {
	if c.Formula != "" {
		return "=" + c.Formula
	}
	if c.Value.Kind() == formula.Number {
		return "the number " + c.Value.String()
	}
	return shown(c.Value)
}
