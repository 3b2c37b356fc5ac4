package finance

import (
	"strings"
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// TestGlossaryTerms: asked for all, the glossary has a row for every term below the KPIs, and another name of a KPI leads to
// the KPI's row; otherwise it has none.
func TestGlossaryTerms(t *testing.T) {
	b := company(t, fiscal)
	plain := bySheet(build(t, b))[glossarySheet]
	w, err := Build(b, job.Job{Name: "finance", Glossary: job.GlossaryAll}, b.Facts.Calendar.At(period.MonthKind, october), reports.Look{})
	if err != nil {
		t.Fatal(err)
	}
	s := bySheet(w)[glossarySheet]
	terms := b.Catalogue.GlossaryTerms()
	if got, want := len(s.Rows), len(plain.Rows)+len(terms); got != want || len(terms) < 150 {
		t.Fatalf("%d rows with %d terms, %d without", got, len(terms), len(plain.Rows))
	}
	if last := s.Filter.To.Row; last != len(s.Rows)-1 {
		t.Errorf("the filter ends at row %d of %d", last+1, len(s.Rows))
	}
	for i, term := range terms {
		cells := s.Rows[len(plain.Rows)+i].Cells
		if cells[0].Text != term.Title() || cells[2].Text != string(formulas.TermFamily) || !strings.HasPrefix(cells[3].Text, term.Meaning(b.Catalogue)) || cells[6].Text == "" {
			t.Errorf("%s: %q", term.Name, shown(cells))
		}
		if to := cells[1].Link; to != nil {
			if kpi := s.Rows[to.Row].Cells; to.Sheet != glossarySheet || kpi[len(kpi)-1].Text != term.Entry {
				t.Errorf("%s leads to %s", term.Name, to.Address())
			}
		} else if _, isKPI := b.Catalogue.ByID(term.Entry); isKPI {
			t.Errorf("%s leads nowhere", term.Name)
		}
	}
	if _, cells := rowOf(t, s, "Total account value (TAV)", len(plain.Rows)); !strings.Contains(cells[3].Text, "three meanings") {
		t.Errorf("the total account value says %q", cells[3].Text)
	}
	if _, cells := rowOf(t, s, "Customer churn", len(plain.Rows)); cells[1].Link == nil || cells[1].Text != "Logo churn" || cells[1].Style.Role != reports.Hyperlink {
		t.Errorf("another name of logo churn: %+v", cells[1])
	}
}
