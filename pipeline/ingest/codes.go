package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// codeField is a field that no column took, and which may say in which currency each row is.
type codeField struct {
	field  int
	filled int
	codes  int    // that are those of currencies
	differ int    // of rows that are read in another currency
	line   int    // of the first of those
	code   string // there
	taken  string // in which it is read
}

// planCodes chooses the fields to look at for codes of currencies: those that nothing uses, where nothing says the currency either.
func (v *view) planCodes() {
	l := v.layout
	if !l.assumed || len(l.money) == 0 || l.dataset.open() {
		return
	}
	for field, header := range v.table.Header {
		if slices.Contains(l.unused, header) && !ignores(l.source, header) {
			v.codes = append(v.codes, codeField{field: field})
		}
	}
}

// noteCodes looks at the fields of a row that may be codes.
func (v *view) noteCodes(l *line) {
	for i := range v.codes {
		c := &v.codes[i]
		text := trimSpace(l.raw[c.field])
		if isMissing(text) {
			continue
		}
		c.filled++
		if len(text) != 3 || !isMoney(strings.ToUpper(text)) {
			continue
		}
		if c.codes++; l.currency != "" && !strings.EqualFold(text, l.currency) {
			if c.differ++; c.differ == 1 {
				c.line, c.code, c.taken = l.number, strings.Clone(strings.ToUpper(text)), l.currency
			}
		}
	}
}

// checkCodes refuses a file in which a column that nothing uses has the code of a currency in every row, and of another one than the rows
// are read in.
func (v *view) checkCodes() {
	for _, c := range v.codes {
		if c.differ == 0 || c.codes < c.filled {
			continue
		}
		header := v.table.Header[c.field]
		v.r.faults = append(v.r.faults, &Fault{File: v.table.Path, Sheet: v.table.Sheet, Line: c.line,
			Message: fmt.Sprintf("the amounts are taken as %s, but the column %q, which is not used, has %s here, and another currency than is taken on %s in all", c.taken, header, c.code, plural(c.differ, "row")),
			Fix:     fmt.Sprintf("if it is the currency of the amounts, map it: columns: {currency: %q}; if not, ignore: [%q]", header, header)})
	}
}
