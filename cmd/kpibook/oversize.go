package main

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf16"

	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// cellText is how many characters a cell of an Excel file holds, counted as UTF-16 does.
const cellText = 32767

// oversized finds the customers whose texts fit into no cell. They are refused, not shortened: a text of that length is rather a
// quotation mark that is never closed, and two shortened ids could be the same.
func oversized(book *pipeline.Book) (faults ingest.Faults) {
	for _, a := range book.Facts.Accounts {
		texts := map[string]string{"account_id": a.ID, "name": a.Name, "status": a.Status}
		for name, value := range a.Dimensions {
			texts[name] = value
		}
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			if n := length(texts[name]); n > cellText {
				faults = append(faults, book.Records.Fault(a.Place, fmt.Sprintf("%s has %s characters, but a cell of a workbook holds %s: %.40q ...", name, grouped(n), grouped(cellText), texts[name]),
					"shorten it, and see whether a quotation mark before it is never closed"))
			}
		}
	}
	return faults
}

// shorten cuts the other texts that fit into no cell, such as a rejected value, and says in the cell that it did.
func shorten(w *reports.Workbook) {
	for _, sheet := range w.Sheets {
		for _, row := range sheet.Rows {
			for i := range row.Cells {
				if text := &row.Cells[i].Text; length(*text) > cellText {
					*text = fmt.Sprintf("%.10000s ... (cut: %s characters)", *text, grouped(length(*text)))
				}
			}
		}
	}
}

// length is a text's length in UTF-16 units.
func length(text string) (units int) {
	if len(text) <= cellText {
		return len(text) // at least as many as the units
	}
	for _, r := range text {
		units += max(utf16.RuneLen(r), 1)
	}
	return units
}
