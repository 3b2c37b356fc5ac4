package reports

import (
	"regexp"
	"slices"
	"strings"
)

// Needed are the sheets of those named and of all that they take figures from, by formulas, charts and sparklines.
func Needed(sheets []*Sheet, named []string) map[string]bool {
	byName := map[string]*Sheet{}
	for _, s := range sheets {
		byName[s.Name] = s
	}
	needed := map[string]bool{}
	for waiting := slices.Clone(named); len(waiting) > 0; waiting = waiting[1:] {
		s := byName[waiting[0]]
		if s == nil || needed[s.Name] {
			continue
		}
		needed[s.Name] = true
		waiting = append(waiting, s.sources()...)
	}
	return needed
}

// sources are the sheets that the sheet takes figures from.
func (s *Sheet) sources() (names []string) {
	for _, row := range s.Rows {
		for _, c := range row.Cells {
			if c.Formula != "" {
				names = append(names, sheetsIn(c.Formula)...)
			}
		}
	}
	for _, c := range s.Charts {
		names = append(names, c.Categories.Sheet)
		for _, series := range c.Series {
			names = append(names, series.Values.Sheet)
		}
	}
	for _, line := range s.Sparklines {
		names = append(names, line.Values.Sheet)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var (
	quotedText = regexp.MustCompile(`"[^"]*"`)
	quotedName = regexp.MustCompile(`'((?:[^']|'')+)'!`)
)

// sheetsIn are the sheets that a formula names.
func sheetsIn(formula string) (names []string) {
	for _, m := range quotedName.FindAllStringSubmatch(quotedText.ReplaceAllString(formula, ""), -1) {
		names = append(names, strings.ReplaceAll(m[1], "''", "'"))
	}
	return names
}

// Unlink takes away the links and names that lead to sheets that are not in the workbook.
func (b *Workbook) Unlink() {
	there := map[string]bool{}
	for _, s := range b.Sheets {
		there[s.Name] = true
	}
	for _, s := range b.Sheets {
		for _, row := range s.Rows {
			for j := range row.Cells {
				if c := &row.Cells[j]; c.Link != nil && !there[c.Link.Sheet] {
					c.Link, c.LinkTip = nil, ""
					if c.Style.Role == Hyperlink {
						c.Style.Role = Plain
					}
				}
			}
		}
	}
	b.Names = slices.DeleteFunc(b.Names, func(n Name) bool { return !there[n.Cell.Sheet] })
}
