package qbr

import (
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
	"kpibook/reports"
)

// TestMustShow_DefinitionsBothWays: every KPI's name in a pack leads to its definition, and every definition back to figures.
func TestMustShow_DefinitionsBothWays(t *testing.T) {
	single, managers := edition(t, job.PerAccount), edition(t, job.PerCSM)
	smallest := slices.MinFunc(managers.Packs, func(a, b Pack) int { return len(a.Accounts) - len(b.Accounts) })
	for _, w := range []*reports.Workbook{single.Build(single.Packs[0]), single.Build(single.Packs[len(single.Packs)-1]), managers.Build(smallest)} {
		cell := func(at reports.Ref) string {
			for _, s := range w.Sheets {
				if s.Name == at.Sheet && at.Row < len(s.Rows) && at.Column < len(s.Rows[at.Row].Cells) {
					return s.Rows[at.Row].Cells[at.Column].Text
				}
			}
			return ""
		}
		there, back := 0, 0
		for _, s := range w.Sheets {
			for _, row := range s.Rows {
				for _, c := range row.Cells {
					if name, ok := strings.CutPrefix(c.LinkTip, "definition of "); ok {
						if there++; !strings.HasPrefix(cell(*c.Link), name) {
							t.Errorf("%s: %q on %s leads to %s, which is %q", w.Title, c.Text, s.Name, c.Link.Address(), cell(*c.Link))
						}
					}
					if name, ok := strings.CutPrefix(c.LinkTip, "figures of "); ok {
						if back++; s.Name != glossarySheet || !strings.HasPrefix(cell(*c.Link), name) {
							t.Errorf("%s: the definition of %s leads to %s, which is %q", w.Title, name, c.Link.Address(), cell(*c.Link))
						}
					}
				}
			}
		}
		glossary := w.Sheets[slices.IndexFunc(w.Sheets, func(s *reports.Sheet) bool { return s.Name == glossarySheet })]
		if entries := len(glossary.Rows) - glossary.Freeze.Row; there < 50 || back != entries {
			t.Errorf("%s: %d links to definitions, %d of %d definitions lead back", w.Title, there, back, entries)
		}
	}
}
