package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// checkRequired refuses a file that lacks a required column, and names the dataset that it looks like.
func (l *layout) checkRequired() {
	if other := l.resembles(); other != "" && l.profile == nil {
		l.fault(-1, fmt.Sprintf("give it to a source of dataset %s, or map its headers under columns: for this source", other),
			"this looks like %s, not %s (found: %s)", other, l.dataset.Name, quoted(l.table.Header))
		return
	}
	for i, column := range l.dataset.Columns {
		if !column.Required || l.origins[i].by != "" {
			continue
		}
		missing := []string{column.Name}
		if or := l.dataset.or(column.Name); or != nil {
			without := slices.DeleteFunc(slices.Clone(or), func(name string) bool { return l.origins[l.index[name]].by != "" })
			if len(without) == 0 {
				continue
			}
			if len(or) == 1 || len(without) < len(or) && l.origins[l.index[or[0]]].by != "" {
				missing = append(missing, without...)
			}
		}
		l.fault(-1, l.remedy(column), "no column for '%s'%s (found: %s)", strings.Join(missing, "' or '"), l.before.had(column.Name), quoted(l.table.Header))
	}
}

func (l *layout) remedy(column Column) string {
	if l.profile != nil && l.profile.Ask[column.Name] != "" {
		return l.profile.Ask[column.Name]
	}
	var free []string
	for _, name := range l.table.Header {
		if !slices.ContainsFunc(l.mapped, func(m Mapping) bool { return m.Header == name }) {
			free = append(free, name)
		}
	}
	if unit, ok := l.index["unit_amount"]; ok && column.Name == "amount" && l.ownField(unit) { // a price without a quantity
		return fmt.Sprintf("if %q is the amount for all of the line, map it: columns: {amount: %q}; if it is for one, export the quantity as well", l.table.Header[l.origins[unit].field], l.table.Header[l.origins[unit].field])
	}
	example := "HEADER"
	if was, fresh := l.before.fresh(column.Name, l.table.Header); len(fresh) > 0 {
		if example = fresh[0]; len(fresh) > 1 {
			example = job.Nearest(was, fresh)
		}
		if example != "" {
			return fmt.Sprintf("%q is new in the file: if it is the same as %q was, map it: columns: {%s: %q}", example, was, column.Name, was+"|"+example)
		}
		example = "HEADER"
	}
	for _, name := range append([]string{column.Name}, column.Aliases...) {
		if near := job.Nearest(name, free); near != "" {
			example = near
			break
		}
	}
	if example == "HEADER" {
		for _, name := range free {
			if strings.Contains(key(name), key(column.Name)) {
				example = name
			}
		}
	}
	return fmt.Sprintf("map it: columns: {%s: %s}, or give every row the same value: constant: {%s: ...}", column.Name, example, column.Name)
}

// resembles is the dataset that a file matches in full, and better than the one asked for; empty when there is none. A
// source that maps columns itself and lacks none knows what it does.
func (l *layout) resembles() string {
	mine := l.matched(l.dataset)
	complete := true
	for i, column := range l.dataset.Columns {
		if column.Required && l.origins[i].by == "" && l.dataset.or(column.Name) == nil {
			complete = false
		}
	}
	best, most := "", 0
	for _, other := range Schema() {
		if other.Name == l.dataset.Name || other.Name == "targets" {
			continue
		}
		found := l.matched(&other)
		if slices.ContainsFunc(other.Columns, func(c Column) bool { return c.Required && !found[c.Name] }) {
			continue
		}
		if len(found) > most {
			best, most = other.Name, len(found)
		}
	}
	if len(l.wide) > 0 || most <= len(mine) || complete && len(l.source.Columns) > 0 {
		return ""
	}
	return best
}

// matched are the columns of a dataset that the header has by name or alias.
func (l *layout) matched(d *Dataset) map[string]bool {
	found, known := map[string]bool{}, d.byKey()
	for _, name := range l.table.Header {
		if column, ok := known[key(name)]; ok {
			found[d.Columns[column].Name] = true
		}
	}
	return found
}

func quoted(names []string) string {
	shown := make([]string, 0, len(names))
	for i, name := range names {
		if i == 12 && len(names) > 13 {
			shown = append(shown, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		shown = append(shown, "'"+shorten(name, 40)+"'")
	}
	return strings.Join(shown, ", ")
}

// meant is the remedy for a name that is not there.
func meant(name string, known []string) string {
	if near := job.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "the columns are: " + strings.Join(known, ", ")
}
