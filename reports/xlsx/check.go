package xlsx

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"

	"kpibook/reports"
)

// What an Excel file can hold.
const (
	maxText      = 32767 // UTF-16 units of a cell or a note
	maxFormula   = 8192
	maxExponent  = 307 // of a number
	maxSheetName = 31
	maxName      = 255
	maxTip       = 255
	maxLinks     = 65529 // links a sheet
)

// check finds what would make a file that Excel refuses or silently changes.
func check(b *reports.Workbook) error {
	var faults []error
	sheets := map[string]bool{}
	for _, s := range b.Sheets {
		sheets[s.Name] = true
	}
	if len(b.Sheets) == 0 {
		faults = append(faults, errors.New("workbook: it has no sheet: a report has one at least"))
	}
	seen := map[string]bool{}
	for _, s := range b.Sheets {
		key := strings.ToLower(s.Name)
		if why := badSheetName(s.Name); why != "" {
			faults = append(faults, fmt.Errorf("sheet %q: the name %s: choose another one", s.Name, why))
		} else if seen[key] {
			faults = append(faults, fmt.Errorf("sheet %q: another sheet has the same name but for capitals: choose another one", s.Name))
		}
		seen[key] = true
		faults = append(faults, checkSheet(s, sheets)...)
	}
	return errors.Join(append(faults, checkNames(b.Names, sheets)...)...)
}

func badSheetName(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "is empty"
	case units(name) > maxSheetName:
		return fmt.Sprintf("is longer than %d characters", maxSheetName)
	case strings.ContainsAny(name, `:\/?*[]'`):
		return `holds one of : \ / ? * [ ] '`
	case strings.ContainsFunc(name, unicode.IsControl):
		return "holds a control character"
	case strings.EqualFold(name, "History"):
		return "is one that Excel keeps for itself"
	}
	return ""
}

var nameShape = regexp.MustCompile(`^[\pL_][\pL\pN_.]*$`)

func checkNames(names []reports.Name, sheets map[string]bool) (faults []error) {
	seen := map[string]bool{}
	for _, n := range names {
		why := ""
		switch key := strings.ToLower(n.Name); {
		case !nameShape.MatchString(n.Name) || len(n.Name) > maxName:
			why = "is not letters, digits, dots and underscores after a letter"
		case reports.IsAddress(n.Name):
			why = "is also the address of a cell"
		case seen[key]:
			why = "is used twice"
		case !sheets[n.Cell.Sheet]:
			why = fmt.Sprintf("is for a cell of sheet %q, which is not in the workbook", n.Cell.Sheet)
		}
		seen[strings.ToLower(n.Name)] = true
		if why != "" {
			faults = append(faults, fmt.Errorf("name %q: it %s: choose one such as kpi_net_new_mrr", n.Name, why))
		}
	}
	return faults
}

func checkSheet(s *reports.Sheet, sheets map[string]bool) (faults []error) {
	if to := s.Extent().To; to.Row >= reports.MaxRows || to.Column >= reports.MaxColumns {
		faults = append(faults, fmt.Errorf("sheet %q: %d rows of %d columns do not fit into %d x %d: split it",
			s.Name, to.Row+1, to.Column+1, reports.MaxRows, reports.MaxColumns))
	}
	links := 0
	for i, row := range s.Rows {
		for j, cell := range row.Cells {
			if cell.Link != nil || cell.File != "" {
				links++
			}
			if why := badCell(cell, sheets); why != "" {
				at := reports.Ref{Sheet: s.Name, Position: reports.Position{Row: i, Column: j}}
				faults = append(faults, fmt.Errorf("%s: %s", at.Address(), why))
			}
		}
	}
	if links > maxLinks {
		faults = append(faults, fmt.Errorf("sheet %q: %d links are more than the %d of a sheet: link the headers only", s.Name, links, maxLinks))
	}
	for _, line := range s.Sparklines {
		if !sheets[line.Values.Sheet] {
			at := reports.Ref{Sheet: s.Name, Position: line.At}
			faults = append(faults, fmt.Errorf("%s: the sparkline shows cells of sheet %q, which is not in the workbook", at.Address(), line.Values.Sheet))
		}
	}
	for _, c := range s.Charts {
		refs := []reports.RefRange{c.Categories}
		for _, series := range c.Series {
			refs = append(refs, series.Values)
		}
		for _, ref := range refs {
			if !sheets[ref.Sheet] {
				faults = append(faults, fmt.Errorf("sheet %q: chart %q shows cells of sheet %q, which is not in the workbook", s.Name, c.Title, ref.Sheet))
			}
		}
	}
	return faults
}

// badCell says what is wrong with a cell, empty when nothing is.
func badCell(c reports.Cell, sheets map[string]bool) string {
	values := 0
	for _, set := range []bool{c.Number.Valid, c.Text != "", c.Date != nil} {
		if set {
			values++
		}
	}
	switch {
	case values > 1:
		return "more than one of number, text and date is set: set one"
	case c.Number.Valid && c.Number.Decimal.NumDigits()+int(c.Number.Decimal.Exponent()) > maxExponent+1:
		return "the number is too large: a cell holds up to 307 zeros"
	case c.Formula != "" && c.Empty():
		return "the formula has no value beside it: set the engine's value, or n/a"
	case strings.HasPrefix(c.Formula, "="):
		return "the formula starts with =: leave it out"
	case units(c.Formula) > maxFormula:
		return fmt.Sprintf("the formula is longer than %d characters: split it over cells", maxFormula)
	case units(c.Text) > maxText:
		return fmt.Sprintf("the text has %d characters, a cell holds %d: shorten it", units(c.Text), maxText)
	case units(c.Note) > maxText:
		return fmt.Sprintf("the note has %d characters, a note holds %d: shorten it", units(c.Note), maxText)
	case units(c.LinkTip) > maxTip:
		return fmt.Sprintf("the tip of the link has %d characters, one holds %d: shorten it", units(c.LinkTip), maxTip)
	case c.File != "" && (c.Link != nil || !plainName(c.File)):
		return fmt.Sprintf("the link leads to %q, which is no plain name of a file: use small letters, digits, points and hyphens", c.File)
	case c.Link != nil && !sheets[c.Link.Sheet]:
		return fmt.Sprintf("the link leads to sheet %q, which is not in the workbook", c.Link.Sheet)
	}
	return ""
}

// plainName tells whether a link to a file leads beside the workbook and nowhere else, whatever program follows it.
func plainName(file string) bool {
	return file[0] != '.' && strings.Trim(file, "abcdefghijklmnopqrstuvwxyz0123456789-.") == ""
}

// units is a text's length as Excel counts it.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}
