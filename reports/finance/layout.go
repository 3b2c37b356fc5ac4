package finance

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// shownKPIs are the KPIs of the layout in its order, then those that their formulas name and those of the tiles; without a
// layout, all in book order.
func (r *report) shownKPIs() []compute.Chosen {
	if len(r.layout.KPIs) == 0 {
		return r.book.KPIs()
	}
	var list []compute.Chosen
	taken := map[string]bool{}
	waiting := slices.Clone(r.layout.KPIs)
	for _, h := range r.headlines(r.layout) {
		waiting = append(waiting, h.kpi)
	}
	for ; len(waiting) > 0; waiting = waiting[1:] {
		c, ok := r.book.Choose(waiting[0])
		if !ok || taken[c.KPI.ID] {
			continue // a name that is no KPI is a measure
		}
		taken[c.KPI.ID] = true
		list = append(list, c)
		waiting = append(waiting, c.KPI.Inputs(c.Variant)...)
	}
	return list
}

// headlines are the KPIs on the tiles and over which period: those of the layout, a rate over twelve months, else the usual
// ones.
func (r *report) headlines(layout job.Layout) (list []onTable) {
	if len(layout.Headlines) == 0 {
		for _, h := range usualHeadlines {
			if len(layout.KPIs) == 0 || slices.Contains(layout.KPIs, h.kpi) {
				list = append(list, h)
			}
		}
		return list
	}
	for _, id := range layout.Headlines {
		c, ok := r.book.Choose(id)
		kinds := c.KPI.KindsOf(c.Variant)
		switch {
		case !ok:
		case kinds.Has(period.MonthKind) && (c.KPI.UnitOf(c.Variant) != formulas.Ratio || !kinds.Has(period.TTM)):
			list = append(list, onTable{id, period.MonthKind})
		case kinds.Has(period.TTM):
			list = append(list, onTable{id, period.TTM})
		}
	}
	return list
}

// shownSheets are the sheets of the layout and those that they take figures from, the checks with theirs included, since the
// cover's light shows them; without a layout, all.
func (r *report) shownSheets(contents []content) ([]content, error) {
	if len(r.layout.Sheets) == 0 {
		return contents, nil
	}
	var sheets []*reports.Sheet
	var names []string
	for _, c := range contents {
		sheets, names = append(sheets, c.sheet), append(names, c.sheet.Name)
	}
	for _, name := range r.layout.Sheets {
		if !slices.Contains(names, name) && name != coverSheet {
			return nil, fmt.Errorf("there is no sheet %q to show; fix: write one of %s", name, strings.Join(names, ", "))
		}
	}
	needed := reports.Needed(sheets, append(slices.Clone(r.layout.Sheets), checksSheet))
	return slices.DeleteFunc(contents, func(c content) bool { return !needed[c.sheet.Name] }), nil
}
