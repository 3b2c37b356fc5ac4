package finance

import (
	"path/filepath"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// content is a sheet and what it is, for the table of contents.
type content struct {
	sheet *reports.Sheet
	what  string
}

// The columns of the cover: names, then values that run up to the last.
const (
	coverValue = 1
	coverLast  = 6

	logoWidth, logoHeight = 220, 64 // pixels
)

// hashShown is how many digits of a hash stand on the cover; the whole of it stands on the sheet of data quality.
const hashShown = 12

// cover is the first sheet: what this is, whether it may be trusted, where to find what, and what it was made of. Nothing on
// it depends on when, where or how often the program ran.
func (r *report) cover(contents []content) *reports.Sheet {
	p := page{&reports.Sheet{Name: coverSheet, Kind: reports.Control, Portrait: true, Widths: []int{31, 14, 11, 11, 11, 11, 27}, Footer: r.book.Job.Company + " · finance report · " + r.month.Label()}}
	title := text(reports.Title, r.book.Job.Company)
	title.Style.Wrap = true
	row := p.add(title)
	if len(r.look.Logo) == 0 {
		p.spread(row, 0)
	} else {
		p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row}, To: reports.Position{Row: row, Column: coverLast - 3}})
	}
	p.add(text(reports.Subtitle, "Finance report · "+r.month.Label()))
	if len(r.look.Logo) > 0 {
		p.Rows[0].Height = logoHeight * 3 / 4
		p.Pictures = []reports.Picture{{At: reports.Position{Column: coverLast - 2}, Width: logoWidth, Height: logoHeight, Data: r.look.Logo, Alt: "Logo of " + r.book.Job.Company}}
	}
	p.add()
	r.coverFacts(p)

	p.add()
	p.add(text(reports.Heading, "Contents"))
	p.spread(p.add(append(headers("Sheet", "Kind"), indented(header("What it shows", "")))...), coverValue+1)
	for _, c := range contents {
		p.spread(p.add(link(c.sheet.Name, reports.Ref{Sheet: c.sheet.Name}), indented(text(c.sheet.Kind.Role(), c.sheet.Kind.String())), indented(prose(c.what))), coverValue+1)
	}

	p.add()
	p.add(text(reports.Heading, "How to read it"))
	r.styleKey(p, contents)

	p.add()
	p.Breaks = []int{p.add(text(reports.Heading, "Made of"))}
	p.add(append(headers("File", "Dataset", "Read", "Loaded", "Rejected", "Skipped"), indented(header("SHA-256", "")))...)
	for _, file := range r.book.Records.Files {
		p.add(text(reports.Label, file.Path), text(reports.Plain, file.Dataset), count(file.Read), count(file.Loaded), count(file.Rejected), count(file.Skipped),
			indented(text(reports.Plain, short(file.SHA256))))
	}
	made := func(name, what, sum string) {
		p.add(text(reports.Label, name), text(reports.Plain, what), reports.Cell{}, reports.Cell{}, reports.Cell{}, reports.Cell{}, indented(text(reports.Plain, short(sum))))
	}
	if fixes := r.book.Records.Fixes; fixes.Name != "" {
		made(fixes.Name, ingest.FixesFile, fixes.SHA256)
	}
	made(filepath.Base(r.book.Job.Path), ingest.JobFile, r.book.Job.SHA256)
	p.add(text(reports.Body, "The full hashes, and how each file was read, stand on the sheet "+qualitySheet+"."))

	p.add()
	p.add(text(reports.Heading, "Settings"))
	for _, s := range r.settings() {
		p.fact(s.Name, s.Value)
	}

	return p.Sheet
}

// short is the start of a hash.
func short(hash string) string { return hash[:min(hashShown, len(hash))] }

// fact is a row of the cover: a name and what there is to say, which wraps up to the last column.
func (p page) fact(name, value string) {
	p.spread(p.add(text(reports.Label, name), prose(value)), coverValue)
}

// spread gives the last cell of a row of the cover all columns to the right.
func (p page) spread(row, from int) {
	p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: from}, To: reports.Position{Row: row, Column: coverLast}})
}

// coverFacts says what the report is about and whether its checks passed.
func (r *report) coverFacts(p page) {
	f := r.book.Facts
	year := "calendar year"
	if f.Calendar.Fiscal() {
		year = r.fiscalYear()
	}
	if f.Calendar.Weeks != 0 {
		year += "; month, in this report, is one of its twelve periods"
	}
	var longer []string
	for _, q := range r.longer {
		longer = append(longer, r.periodName(q))
	}
	p.spread(p.add(text(reports.Label, "Checks"), r.master()), coverValue)
	p.fact("Period", r.month.Label()+" ("+r.month.FirstDay().String()+" to "+r.month.LastDay().String()+")")
	p.fact("As of", r.book.AsOfHow)
	p.fact("Year", year)
	p.fact("Longer periods", strings.Join(longer, "; "))
	p.fact("Customers", whoCounts(r.book))
	p.fact("Currency", f.Currency+", every amount converted into it"+constantCurrency(r.book))
	if r.book.Tool != "" {
		p.fact("Made by", r.book.Tool)
	}
}

// settings are the choices of the job file, the definitions that are not the default ones among them.
func (r *report) settings() []job.Setting {
	var others []string
	for _, c := range r.kpis {
		if c.Variant != "" {
			others = append(others, c.KPI.Name+": "+c.Variant)
		}
	}
	definitions := "the default of every KPI"
	if others != nil {
		definitions += ", but for " + strings.Join(others, "; ")
	}
	return append(r.book.Job.Settings(), job.Setting{Name: "Definitions", Value: definitions})
}

// styleKey explains the looks of cells and of sheets.
func (r *report) styleKey(p page, contents []content) {
	for _, k := range []struct {
		role      reports.Role
		name, how string
	}{
		{reports.ResultsTab, "results", "a sheet to read and print; its tab has this colour"},
		{reports.WorkingsTab, "workings", "a sheet that leads from inputs to results"},
		{reports.InputsTab, "inputs", "a sheet of figures counted from the data, which formulas point at"},
		{reports.ControlTab, "control", "a sheet of proofs and definitions"},
		{reports.Input, "blue on yellow", "a figure counted from the rows of the data, or foretold from it; no formula"},
		{reports.Calculated, "black", "a live formula over cells of the same sheet"},
		{reports.Crossing, "green", "a live formula that points at another sheet"},
		{reports.Total, "bold, with a line above", "a sum, or all of them together"},
		{reports.Absent, notAvailable, "not available, with a reason: never 0, and left out of no sum in silence"},
		{reports.Good, "✓ ▲", "a check that passed, a target that was met, a change for the better"},
		{reports.Warning, "●", "neither, or something to know"},
		{reports.Bad, "✗ ▼", "a check that did not pass, a row that was rejected, a target that was missed, a change for the worse"},
	} {
		p.spread(p.add(text(k.role, k.name), indented(prose(k.how))), coverValue)
	}
	if slices.ContainsFunc(r.kpis, func(c compute.Chosen) bool { return c.Bands() != (formulas.Bands{}) }) {
		p.spread(p.add(text(reports.Label, "▲ ● ▼ before a figure"), indented(prose("it lies in the green, yellow or red band of its KPI, which the note of the heading has"))), coverValue)
	}
	if slices.ContainsFunc(contents, func(c content) bool { return len(c.sheet.Scales) > 0 }) {
		p.fact("shaded figures", "of a triangle of cohorts: the darker, the more stayed")
	}
	p.fact("–", "nothing to say: a rate has no change in per cent, or there is no target")
	p.fact("↑ up, ↓ down", "the direction that is better; % pts are percentage points")
	p.fact("KPI headings", "point at one for its definition; click on it for its row of the glossary")
	p.fact("Figures", "cells hold the unrounded value; only what is shown is rounded. Amounts below zero stand in parentheses")
}

// whoCounts says what a customer is in this report.
func whoCounts(b *pipeline.Book) string {
	if b.Job.Customers == "parent" {
		return "groups: what an account pays, does and costs counts for its ultimate parent"
	}
	return "accounts, each for itself"
}

// constantCurrency says at whose rates, where all periods are valued alike.
func constantCurrency(b *pipeline.Book) string {
	switch at := b.Job.FX.ConstantAt; at {
	case "":
		return ""
	case job.Latest:
		return " at the closing rates of " + b.AsOf.Label() + ", whatever the period (constant currency)"
	default:
		return " at the closing rates of " + at + ", whatever the period (constant currency)"
	}
}
