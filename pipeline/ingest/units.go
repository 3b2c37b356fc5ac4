package ingest

import (
	"fmt"
	"strings"
)

// checkDurations refuses a header found by itself that does not say the unit of its durations, or says another one.
func (l *layout) checkDurations() {
	for i, column := range l.dataset.Columns {
		o := l.origins[i]
		if column.Type != Duration || o.by != "same name" && o.by != "alias" {
			continue
		}
		header, said := l.table.Header[o.field], "no unit"
		for _, word := range strings.Split(plain(header), "_") {
			switch word {
			case "min", "mins", "minute", "minutes":
				said = "minutes"
			case "h", "hr", "hrs", "hour", "hours":
				said = "hours"
			}
		}
		wanted := column.Name[strings.LastIndexByte(column.Name, '_')+1:]
		if stem := strings.TrimSuffix(column.Name, wanted); said != wanted {
			l.fault(o.field, fmt.Sprintf("say which it is: columns: {%sminutes: %q} or {%shours: %q}", stem, header, stem, header),
				"the header %q has %s, where %s has %s", header, said, column.Name, wanted)
		}
	}
}

// wideColumn is how the columns of a table with a column per currency are mapped.
const wideColumn = "one column per currency"

// planWide tells a table with one row per day and one column per currency, as the European Central Bank publishes it, and
// maps its columns as quotes of a base currency.
func (l *layout) planWide(taken []bool) {
	on, ok := l.index["on"]
	if !ok || l.origins[on].by == "" || l.origins[l.index["quote"]].by != "" || l.origins[l.index["rate"]].by != "" || len(l.faults) > 0 {
		return
	}
	var fields []int
	for i, name := range l.table.Header {
		switch {
		case name == "" || taken[i]:
		case isCode(name) && name == strings.ToUpper(name):
			fields = append(fields, i)
		default:
			return
		}
	}
	if len(fields) == 0 {
		return
	}
	base := "EUR"
	if o := l.origins[l.index["base"]]; o.by == "constant" {
		base = strings.ToUpper(o.constant)
	} else {
		l.set(l.index["base"], origin{by: "constant", constant: base}, base)
	}
	l.set(l.index["quote"], origin{by: wideColumn}, "")
	l.set(l.index["rate"], origin{by: wideColumn}, "")
	for _, field := range fields {
		taken[field] = true
	}
	l.wide = fields
	l.how = append(l.how, fmt.Sprintf("one column per currency: %d columns read as units of each per 1 %s", len(fields), base))
}
