package main

import (
	"path/filepath"

	"kpibook/reports"
	"kpibook/reports/audit"
)

// diffJSON is what diff --json prints. Numbers are texts, so that no reader rounds them.
type diffJSON struct {
	Older    string       `json:"older"`
	Newer    string       `json:"newer"`
	Both     int          `json:"in_both"`
	Restated []changeJSON `json:"restated"`
	Moved    []changeJSON `json:"moved"`
	Held     int          `json:"held"`
	Gone     []figureJSON `json:"only_in_older"`
	Came     []figureJSON `json:"only_in_newer"`
}

type changeJSON struct {
	KPI          string `json:"kpi"`
	Scope        string `json:"scope"`
	ScopeName    string `json:"scope_name"`
	PeriodBefore string `json:"period_before"`
	PeriodAfter  string `json:"period_after"`
	Old          string `json:"old"`
	New          string `json:"new"`
	Difference   string `json:"difference,omitempty"`
}

type figureJSON struct {
	KPI    string `json:"kpi"`
	Scope  string `json:"scope"`
	Period string `json:"period"`
	Value  string `json:"value"`
}

func jsonDiff(older, newer string, c audit.Comparison) diffJSON {
	return diffJSON{filepath.ToSlash(older), filepath.ToSlash(newer), c.Both, changesJSON(c.Restated), changesJSON(c.Moved), c.Held, figuresJSON(c.Gone), figuresJSON(c.Came)}
}

func changesJSON(changes []audit.Change) []changeJSON {
	list := make([]changeJSON, len(changes))
	for i, c := range changes {
		list[i] = changeJSON{KPI: c.What.ID, Scope: c.Of.ID, ScopeName: c.Of.Name, PeriodBefore: c.Before.ID, PeriodAfter: c.After.ID,
			Old: shownFigure(c.Old, reports.Format{}), New: shownFigure(c.New, reports.Format{})}
		if d, ok := c.Difference(); ok {
			list[i].Difference = d.String()
		}
	}
	return list
}

func figuresJSON(figures []audit.Figure) []figureJSON {
	list := make([]figureJSON, len(figures))
	for i, f := range figures {
		list[i] = figureJSON{f.What.ID, f.Of.ID, f.Over.ID, shownFigure(f.Value, reports.Format{})}
	}
	return list
}
