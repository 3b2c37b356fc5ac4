package tidy

import "kpibook/formulas/period"

// kind is what a column holds.
type kind uint8

const (
	words  kind = iota // a text
	figure             // a plain decimal, or the text of a KPI in words
	day                // a date
	flag               // true or false
)

// column is one column of the table.
type column struct {
	name string
	kind kind
	text func(*Row) string      // empty: there is nothing
	date func(*Row) period.Date // of a day
}

// columns are those of the table, in order. Comparisons that came later stand at the end, so that columns keep their place.
func columns() []column {
	list := []column{
		{name: "kpi", kind: words, text: func(r *Row) string { return r.KPI }},
		{name: "variant", kind: words, text: func(r *Row) string { return r.Variant }},
		{name: "unit", kind: words, text: func(r *Row) string { return r.Unit }},
		{name: "grain", kind: words, text: func(r *Row) string { return r.Grain }},
		{name: "scope", kind: words, text: func(r *Row) string { return r.Scope }},
		{name: "scope_name", kind: words, text: func(r *Row) string { return r.ScopeName }},
		{name: "period_kind", kind: words, text: func(r *Row) string { return r.Kind }},
		{name: "period", kind: words, text: func(r *Row) string { return r.Period }},
		{"period_start", day, func(r *Row) string { return r.From }, func(r *Row) period.Date { return r.Start }},
		{"period_end", day, func(r *Row) string { return r.To }, func(r *Row) period.Date { return r.End }},
		{name: "open", kind: flag, text: func(r *Row) string {
			if r.Open {
				return "true"
			}
			return "false"
		}},
		{name: "value", kind: figure, text: func(r *Row) string { return r.Value }},
		{name: "reason", kind: words, text: func(r *Row) string { return r.Reason }},
	}
	const first = 3 // mom, qoq, yoy
	for i := range first {
		list = append(list, against(i)...)
	}
	list = append(list,
		column{name: "target", kind: figure, text: func(r *Row) string { return r.Target }},
		column{name: "variance", kind: figure, text: func(r *Row) string { return r.Variance }},
		column{name: "attainment", kind: figure, text: func(r *Row) string { return r.Attainment }})
	for i := first; i < versus; i++ {
		list = append(list, against(i)...)
	}
	for i, c := range comparisons {
		list = append(list, column{name: c.name + "_reason", kind: words, text: func(r *Row) string { return r.Against[i].Reason }})
	}
	return append(list,
		column{name: "target_reason", kind: words, text: func(r *Row) string { return r.TargetReason }},
		column{name: "currency", kind: words, text: func(r *Row) string { return r.Currency }})
}

// against are the columns of a comparison.
func against(i int) []column {
	name := comparisons[i].name
	return []column{
		{name: "previous_" + name, kind: figure, text: func(r *Row) string { return r.Against[i].Previous }},
		{name: name + "_change", kind: figure, text: func(r *Row) string { return r.Against[i].Change }},
		{name: name + "_points", kind: figure, text: func(r *Row) string { return r.Against[i].Points }},
	}
}
