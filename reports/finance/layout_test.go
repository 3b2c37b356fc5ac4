package finance

import (
	"strings"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// TestLayout: a layout shows its KPIs in its order with those that their formulas name, its tiles, and its sheets with those
// that they and the checks take figures from; no link leads to a sheet that is not there.
func TestLayout(t *testing.T) {
	b := company(t, fiscal)
	month := b.Facts.Calendar.At(period.MonthKind, october)
	layout := job.Layout{Sheets: []string{"Scorecard"}, KPIs: []string{"annual_recurring_revenue", "quick_ratio"}, Headlines: []string{"logo_churn", "installed_base"}}
	w, err := Build(b, job.Job{Layout: layout}, month, reports.Look{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range w.Sheets {
		names = append(names, s.Name)
	}
	if got, want := strings.Join(names, ", "), "Cover, Scorecard, KPI history, MRR movements, MRR roll-forward, MRR roll-forward by group, Inputs, Inputs by account, Checks, Data quality"; got != want {
		t.Errorf("sheets\n got %s\nwant %s", got, want)
	}
	var kpis []string
	for _, row := range bySheet(w)[scorecardSheet].Rows[4:] {
		if len(row.Cells) > 3 && row.Cells[0].Style.Role == reports.Label {
			kpis = append(kpis, row.Cells[0].Text)
		}
	}
	if got, want := strings.Join(kpis, ", "), "Annual recurring revenue, Quick ratio, Logo churn, Installed base, New MRR, Churned MRR"; got != want {
		t.Errorf("KPIs\n got %s\nwant %s", got, want)
	}
	for _, s := range w.Sheets {
		for i, row := range s.Rows {
			for j, c := range row.Cells {
				if c.Link != nil && bySheet(w)[c.Link.Sheet] == nil {
					t.Errorf("%s %s leads to %s", s.Name, reports.Position{Row: i, Column: j}.Address(), c.Link.Sheet)
				}
			}
		}
	}
	var tiles []string
	for _, h := range Headlines(b, job.Job{Layout: layout}, month) {
		tiles = append(tiles, h.KPI.ID+" "+h.Period.ID())
	}
	if got, want := strings.Join(tiles, ", "), "logo_churn 2026-10-TTM, installed_base 2026-10"; got != want {
		t.Errorf("tiles are %s, want %s", got, want)
	}
	if _, err := Build(b, job.Job{Layout: job.Layout{Sheets: []string{"Sumary"}}}, month, reports.Look{}); err == nil || !strings.Contains(err.Error(), "fix: write one of Summary, Scorecard") {
		t.Errorf("a sheet that there is not: %v", err)
	}
}
