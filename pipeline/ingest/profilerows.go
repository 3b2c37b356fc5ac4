package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// leaving is what tells rows that are no data, by a profile or by what they add up.
type leaving struct {
	labels int // rows below the header that may be labels; those without a day are
	dated  int // field that has a day in every row of data
	fields []leftField
	listed int             // column of the dataset; -1: none
	ids    []int           // fields of ids and days that every row of data fills in; nil: not looked for yet
	parts  map[string]bool // what totals rows are of, in small letters
}

// leftField is a field some texts of which say that a row is no data.
type leftField struct {
	field int
	texts []string
}

// labelsRule is the rule for rows of labels.
const labelsRule = "labels below the header"

// planLeaving prepares to leave out the rows that a profile says are no data.
func (l *layout) planLeaving() {
	l.leave = leaving{listed: -1}
	if l.profile == nil {
		return
	}
	l.leave.labels, l.leave.dated = l.profile.Labels, -1
	for i, column := range l.dataset.Columns {
		if column.Type == Day && l.ownField(i) && l.leave.dated < 0 {
			l.leave.dated = l.origins[i].field
		}
	}
	for _, header := range slices.Sorted(maps.Keys(l.profile.Leave)) {
		if field := l.profile.find(l.table.Header, header); field >= 0 {
			l.leave.fields = append(l.leave.fields, leftField{field, l.profile.Leave[header]})
		}
	}
	for _, header := range slices.Sorted(maps.Keys(l.profile.Credits)) {
		if field := l.profile.find(l.table.Header, header); field >= 0 {
			l.credits = append(l.credits, leftField{field, l.profile.Credits[header]})
		}
	}
	if l.quarantine { // its rows are data, whatever stands at their place in the export
		l.leave.labels = 0
	}
	name := l.profile.Listed
	if name == "" || len(l.faults) > 0 {
		return
	}
	l.leave.listed = l.index[name]
	if o := l.origins[l.leave.listed]; len(o.values) == 0 && l.ownField(l.leave.listed) {
		l.fault(o.field, fmt.Sprintf("name those that count under values: {%s: {TEXT IN THE FILE: %s}} for this source; rows with other texts are left out", name, l.dataset.Columns[l.leave.listed].Example),
			"%s: which of the texts under %q count, and as what?", l.profile.Name, l.table.Header[o.field])
	}
}

// leftOut names the rule by which the profile leaves out a row, the nth below the header; empty for data.
func (l *layout) leftOut(fields []string, nth int) string {
	if nth <= l.leave.labels && l.leave.dated >= 0 && l.leave.dated < len(fields) {
		_, isDay := l.table.SerialDate(fields[l.leave.dated])
		if !isDay && orderOf(fields[l.leave.dated]) == anyOrder {
			return labelsRule
		}
	}
	for _, left := range l.leave.fields {
		if left.field >= len(fields) {
			continue
		}
		text := trimSpace(fields[left.field])
		if slices.ContainsFunc(left.texts, func(t string) bool { return strings.EqualFold(t, text) }) {
			return fmt.Sprintf("%s %s", strings.ToLower(l.table.Header[left.field]), strings.ToLower(text))
		}
	}
	if l.leave.listed >= 0 {
		o := l.origins[l.leave.listed]
		if l.ownField(l.leave.listed) && o.field < len(fields) && o.values[trimSpace(fields[o.field])] == "" {
			return l.profile.Listed + " not among values"
		}
	}
	return ""
}

// checkUnitsOf asks in which unit amounts are where the export may have either and no amount has decimals.
func (l *layout) checkUnitsOf(seen []evidence) {
	if l.profile == nil || l.profile.MinorUnits != unsureUnits || l.source.MinorUnit != nil {
		return
	}
	for _, column := range l.money {
		if len(seen[column].marks) > 0 {
			l.how = append(l.how, "amounts are in whole units of their currency, as their decimals show")
			return
		}
	}
	for _, column := range l.money {
		if l.ownField(column) {
			cell, name := seen[column].first, l.dataset.Columns[column].Name
			figure, _ := takeApart(cell.text)
			value, _ := figure.number('.', maxPlaces)
			l.faultAt(cell, "set minor_units: true if it is in cents or the like, else minor_units: false, for this source",
				"%s may have amounts in cents: %s %q is %s, or in cents %s, and no amount here has decimals to tell", l.profile.Name, name, cell.text, value, value.Shift(-2).StringFixed(2))
			return
		}
	}
}
