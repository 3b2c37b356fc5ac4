package finance

import (
	"slices"
	"strings"
	"testing"

	"kpibook/reports"
)

// TestMustShow_EverySheet walks every sheet of the report: its kind is said and listed on the cover with the look that the style key
// explains, it can be printed, charts say what they show, a figure has a note only where there is something to mind, and every KPI
// leads to its definition and back.
func TestMustShow_EverySheet(t *testing.T) {
	w := build(t, company(t, fiscal))
	sheets := bySheet(w)
	for name, property := range map[string]string{"title": w.Title, "subject": w.Subject, "company": w.Company, "description": w.Description} {
		if property == "" {
			t.Errorf("the document has no %s", name)
		}
	}
	cover := sheets[coverSheet]
	key := map[reports.Role]bool{}
	from, _ := rowOf(t, cover, "How to read it", 0)
	for _, row := range cover.Rows[from:] {
		for _, c := range row.Cells {
			key[c.Style.Role] = true
		}
	}
	contents, _ := rowOf(t, cover, "Contents", 0)
	kinds := map[reports.Kind]bool{}
	for _, s := range w.Sheets {
		kinds[s.Kind] = true
		for _, c := range s.Charts {
			if c.Alt == "" || c.Title == "" && !c.Bare {
				t.Errorf("%s: a chart %q says %q to those who cannot see it", s.Name, c.Title, c.Alt)
			}
		}
		for i, row := range s.Rows {
			for j, c := range row.Cells {
				if at := (reports.Ref{Sheet: s.Name, Position: reports.Position{Row: i, Column: j}}).Address(); c.Figure != nil && c.Number.Valid && c.Note != "" && !strings.HasPrefix(c.Note, "Mind: ") {
					t.Errorf("%s: a figure has the note %q", at, c.Note)
				}
				for _, role := range []reports.Role{reports.Input, reports.Calculated, reports.Crossing, reports.Absent, reports.Good, reports.Bad, reports.Warning} {
					if c.Style.Role == role && !key[role] {
						t.Errorf("%s: the style key does not explain %s", s.Name, role)
						key[role] = true
					}
				}
			}
		}
		if s == cover {
			continue
		}
		if _, listed := rowOf(t, cover, s.Name, contents); listed[1].Text != s.Kind.String() || listed[1].Style.Role != s.Kind.Role() || !key[s.Kind.Role()] {
			t.Errorf("the cover says of %s that it is of %q, not %s, or the style key does not explain that", s.Name, listed[1].Text, s.Kind)
		}
		if kind, _, _ := strings.Cut(s.Rows[1].Cells[0].Text, " · "); !strings.EqualFold(kind, s.Kind.String()) {
			t.Errorf("%s says that it is of %s, not %s", s.Name, kind, s.Kind)
		}
		if back := s.Rows[aboutRow].Cells[0].Link; back == nil || back.Sheet != coverSheet {
			t.Errorf("%s does not lead back to the cover", s.Name)
		}
		if len(s.Rows) > 50 && len(s.Charts) == 0 && s.TitleRows == 0 {
			t.Errorf("%s has %d rows and no heading that repeats on every page", s.Name, len(s.Rows))
		}
	}
	if len(kinds) != 4 {
		t.Errorf("there are sheets of %d kinds, want all 4", len(kinds))
	}

	definitions := 0
	for _, row := range sheets[glossarySheet].Rows[firstGlossaryRow:] {
		name, _, _ := strings.Cut(row.Cells[0].Text, " (")
		to := row.Cells[1].Link
		if definitions++; to == nil || !inside(sheets[to.Sheet], to.Position) {
			t.Errorf("the definition of %s leads nowhere", name)
		} else if shown := sheets[to.Sheet].Rows[to.Row].Cells; to.Sheet != accountsSheet && !strings.HasPrefix(row.Cells[0].Text, shown[0].Text) {
			t.Errorf("the definition of %s leads to %q", name, shown[0].Text)
		}
		id := "kpi_" + row.Cells[len(row.Cells)-1].Text
		if named := slices.IndexFunc(w.Names, func(n reports.Name) bool { return n.Name == id }); to != nil && to.Sheet != accountsSheet && named < 0 {
			t.Errorf("no cell is named %s", id)
		}
	}
	if definitions < 50 {
		t.Errorf("the glossary has %d rows", definitions)
	}
}
