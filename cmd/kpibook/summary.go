package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/reports/finance"
)

// summary is what a run says about a report it published.
type summary struct {
	Job       string         `json:"job"`
	Company   string         `json:"company"`
	Period    string         `json:"period"`
	AsOf      string         `json:"as_of"`
	Currency  string         `json:"currency"`
	KPIs      []headline     `json:"kpis"`
	Checks    int            `json:"checks_passed"`
	Cases     int            `json:"equations"`
	Findings  int            `json:"findings"`
	Rejected  []rejectedRows `json:"rejected"`
	Rejects   string         `json:"rejects_file,omitempty"`
	Workbook  string         `json:"workbook,omitempty"`
	Files     []string       `json:"files,omitempty"` // of a report that is a folder, with how much it holds of what
	Size      int            `json:"size,omitempty"`
	Of        string         `json:"size_of,omitempty"`
	DryRun    bool           `json:"dry_run,omitempty"`
	Run       int64          `json:"run,omitempty"`       // in the ledger
	Unchanged bool           `json:"unchanged,omitempty"` // the report is what was published before

	period period.Period
}

// headline is one KPI of a summary.
type headline struct {
	KPI     string   `json:"kpi"`
	Variant string   `json:"variant,omitempty"`
	Period  string   `json:"period"`
	Unit    string   `json:"unit"`
	Value   *string  `json:"value"` // a plain decimal, or null with a reason
	Reason  string   `json:"reason,omitempty"`
	Changes []change `json:"changes"`

	label string
	shown string
	moved map[string]string
}

// change is a headline held against an earlier period.
type change struct {
	Comparison string  `json:"comparison"`
	Absolute   *string `json:"absolute"`
	Percent    *string `json:"percent"` // a share, 0.25 for 25 %; null for a rate, which changes in points
}

// rejectedRows is how many rows of a file were not loaded.
type rejectedRows struct {
	File string `json:"file"`
	Rows int    `json:"rows"`
}

// summarise gathers what there is to say about a report.
func (p *program) summarise(book *pipeline.Book, t task) summary {
	s := summary{
		Job: t.job.Name, Company: book.Job.Company, Period: t.period.ID(), AsOf: book.AsOf.String(), Currency: book.Facts.Currency,
		Rejected: []rejectedRows{}, Rejects: filepath.ToSlash(t.rejects), DryRun: p.dryRun,
		Findings: len(book.Records.Findings), period: t.period,
	}
	count, of := t.product.size()
	s.Size, s.Of = count, of
	for _, path := range t.product.files() {
		s.Files = append(s.Files, filepath.ToSlash(path))
	}
	if !t.job.Folder() {
		s.Workbook, s.Files = s.Files[0], nil
	}
	for _, check := range book.Checks {
		if check.Cases > 0 && check.Passed() {
			s.Checks++
		}
		s.Cases += check.Cases
	}
	for _, f := range book.Records.Files {
		if f.Rejected > 0 {
			s.Rejected = append(s.Rejected, rejectedRows{f.Path, f.Rejected})
		}
	}
	for _, h := range finance.Headlines(book, t.job, t.period) {
		value, reason := plain(h.Value)
		k := headline{
			KPI: h.KPI.ID, Variant: h.Variant, Period: h.Period.ID(), Unit: string(h.KPI.UnitOf(h.Variant)), Value: value, Reason: reason,
			Changes: []change{}, label: h.KPI.Name, shown: h.Shown, moved: h.Moved,
		}
		if h.Period.Kind != period.MonthKind {
			k.label += ", " + h.Period.Label()
		}
		for _, c := range h.Changes {
			absolute, _ := plain(c.Absolute)
			percent, _ := plain(c.Percent)
			k.Changes = append(k.Changes, change{c.Comparison.ID, absolute, percent})
		}
		s.KPIs = append(s.KPIs, k)
	}
	return s
}

// plain is a value as text for programs: a plain decimal or a label, or nothing and the reason.
func plain(v expr.Value) (value *string, reason string) {
	if !v.Available() {
		return nil, v.Reason().String()
	}
	text := v.String()
	return &text, ""
}

// published are the paths of the report's files.
func (s summary) published() []string {
	if s.Workbook != "" {
		return []string{s.Workbook}
	}
	return s.Files
}

// printSummaries prints the summaries as JSON, as text, or with --quiet only the paths of the reports.
func (p *program) printSummaries(summaries []summary) error {
	if p.json {
		return p.printJSON(summaries)
	}
	for i, s := range summaries {
		switch {
		case p.quiet:
			fmt.Fprintln(p.stdout, strings.Join(s.published(), "\n"))
			continue
		case i > 0:
			fmt.Fprintln(p.stdout)
		}
		fmt.Fprintf(p.stdout, "%s, %s report for %s\n", s.Company, s.Job, s.period.LabelInDays())
		fmt.Fprint(p.stdout, columns(s.lines(), 1, 2, 3, 4))
	}
	return nil
}

// lines are the rows of the summary below its title.
func (s summary) lines() (rows [][]string) {
	comparisons := []string{}
	for _, c := range formulas.Comparisons() {
		if slices.ContainsFunc(s.KPIs, func(k headline) bool { return k.moved[c.Short] != "" }) {
			comparisons = append(comparisons, c.Short)
		}
	}
	for _, k := range s.KPIs {
		row := []string{k.label, k.shown}
		for _, short := range comparisons {
			if k.moved[short] == "" {
				row = append(row, "")
				continue
			}
			row = append(row, k.moved[short]+" "+short)
		}
		rows = append(rows, append(row, ""))
	}
	rows = append(rows, []string{"Checks", fmt.Sprintf("%d passed: %s", s.Checks, counted(s.Cases, "equation")+", "+counted(s.Findings, "finding"))})
	outcome := "no rows"
	if len(s.Rejected) > 0 {
		total, files := 0, []string{}
		for _, r := range s.Rejected {
			total += r.Rows
			files = append(files, fmt.Sprintf("%s %d", r.File, r.Rows))
		}
		outcome = counted(total, "row") + ": " + strings.Join(files, ", ")
	}
	rows = append(rows, []string{"Rejected", outcome})
	name := "Workbook"
	if s.Workbook == "" {
		rows, name = append(rows, []string{"Holds", counted(s.Size, s.Of)}), "Files"
	}
	for i, path := range s.published() {
		switch {
		case i > 0:
		case s.DryRun:
			path += " (not written: dry run)"
		case s.Unchanged:
			path += " (unchanged)"
		}
		if i > 0 {
			name = ""
		}
		rows = append(rows, []string{name, path})
	}
	return rows
}

// printJSON prints a result for programs.
func (p *program) printJSON(result any) error {
	encoder := json.NewEncoder(p.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(result)
}
