package xlsxtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// tolerance is how far a number may lie from the recalculated one: relative, and absolute for numbers under 1. Programs
// calculate in binary with 15 to 17 digits.
var tolerance = decimal.New(1, -9)

// Compare recalculates a workbook and compares the value beside every formula with what comes out. It gives the number of
// live numbers (formula cells whose value is a number) and of all cells that hold a number, on the sheets named or on all
// when none is named, and every difference in the whole workbook, a line each.
func Compare(t testing.TB, path string, sheets ...string) (formulas, numericCells int, mismatches []string) {
	t.Helper()
	return compare(t, path, Recalculate(t, path), sheets)
}

// CompareAll is Compare for many workbooks, whose numbers are added up.
func CompareAll(t testing.TB, paths []string, sheets ...string) (formulas, numericCells int, mismatches []string) {
	t.Helper()
	for i, recalculated := range recalculateAll(t, paths) {
		live, numbers, wrong := compare(t, paths[i], recalculated, sheets)
		formulas, numericCells, mismatches = formulas+live, numericCells+numbers, append(mismatches, wrong...)
	}
	return formulas, numericCells, mismatches
}

func compare(t testing.TB, path string, recalculated map[string][][]string, sheets []string) (formulas, numericCells int, mismatches []string) {
	t.Helper()
	for _, c := range Cells(t, path) {
		if c.Number() && (len(sheets) == 0 || slices.Contains(sheets, c.Sheet)) {
			numericCells++
			if c.Formula != "" {
				formulas++
			}
		}
		if c.Formula == "" {
			continue
		}
		if now := lookUp(recalculated[c.Sheet], c.Address); !same(c, now) {
			mismatches = append(mismatches, fmt.Sprintf("'%s'!%s holds %q, recalculated %q: =%s", c.Sheet, c.Address, c.Value, now, c.Formula))
		}
	}
	return formulas, numericCells, mismatches
}

// lookUp finds a cell by its address, empty when it lies beyond the exported ones.
func lookUp(rows [][]string, address string) string {
	letters := strings.TrimRight(address, "0123456789")
	column, row := 0, 0
	for _, l := range letters {
		column = column*26 + int(l-'A') + 1
	}
	for _, d := range address[len(letters):] {
		row = row*10 + int(d-'0')
	}
	if row > len(rows) || column > len(rows[row-1]) {
		return ""
	}
	return rows[row-1][column-1]
}

// same tells whether the recalculated value is the one beside the formula: texts equal, numbers within the tolerance.
func same(c Cell, recalculated string) bool {
	if !c.Number() {
		return c.Value == recalculated
	}
	was, err := decimal.NewFromString(c.Value)
	if err != nil {
		return false
	}
	now, err := number(recalculated)
	if err != nil {
		return false
	}
	allowed := decimal.Max(was.Abs(), decimal.New(1, 0)).Mul(tolerance)
	return was.Sub(now).Abs().LessThanOrEqual(allowed)
}

// number reads a number as LibreOffice exports it: a share shown in percent as 12.5%, a date as 2026-10-31, the rest plainly.
func number(text string) (decimal.Decimal, error) {
	if share, ok := strings.CutSuffix(text, "%"); ok {
		d, err := decimal.NewFromString(share)
		return d.Shift(-2), err
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return decimal.NewFromInt(int64(day.Sub(dayZero) / (24 * time.Hour))), nil
	}
	return decimal.NewFromString(text)
}

// dayZero is the day from which spreadsheets count days.
var dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
