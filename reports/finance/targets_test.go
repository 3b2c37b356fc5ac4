package finance

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// TestTargets: the columns of targets stand where there is one, live over the figure and the target, and nowhere else.
func TestTargets(t *testing.T) {
	b := company(t, fiscal)
	b.SetTargets([]ingest.Target{
		{KPI: "MRR", Period: "2026-10", Value: decimal.NewFromInt(500)},
		{KPI: "logo_churn", Period: "2026-10", Value: decimal.New(1, -1), Percent: true},
		{KPI: "NRR", Period: "2026-10", Scope: "segment:small", Value: decimal.New(1, 0)},
	})
	sheets := bySheet(build(t, b))
	month := b.Facts.Calendar.At(period.MonthKind, october)
	for id, targeted := range map[string]bool{"monthly_recurring_revenue": true, "logo_churn": true, "net_revenue_retention": false} {
		c, _ := b.Choose(id)
		_, cells := rowOf(t, sheets[scorecardSheet], c.KPI.Name, 0)
		result, got := b.Result(c, facts.Portfolio, month), cells[len(cells)-6:len(cells)-2]
		if !targeted {
			if shown(got) != "– – – –" {
				t.Errorf("%s has no target, but shows %s", id, shown(got))
			}
			continue
		}
		for i, want := range []string{result.Target.String(), result.Variance.String(), result.Attainment.String()} {
			if got[i].Number.Decimal.String() != want || (got[i].Formula == "") != (i == 0) {
				t.Errorf("%s, column %d: got %s by %q, want %s", id, i, got[i].Number.Decimal, got[i].Formula, want)
			}
		}
		if want := result.Outcome(); !strings.HasSuffix(got[3].Text, " "+want) || got[0].Style.Role != reports.Input {
			t.Errorf("%s: got %q, want %q", id, got[3].Text, want)
		}
	}
	for _, cell := range sheets[byPeriodSheet].Rows[3].Cells {
		if cell.Text == "Attainment" {
			t.Error("the sheet by period has columns of targets, but no target")
		}
	}
}
