package finance

import (
	"strings"

	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// content is a sheet and what it is, for the table of contents.
type content struct {
	sheet *reports.Sheet
	what  string
}

// cover is the first sheet: what this is, whether it may be trusted, where to find what, and what it was made of. Nothing on
// it depends on when, where or how often the program ran.
func (r *report) cover(contents []content) *reports.Sheet {
	f := r.book.Facts
	p := page{&reports.Sheet{Name: coverSheet, Kind: reports.Control, Portrait: true, Widths: []int{30, 44, 12, 12, 12, 12, 16}, Footer: r.book.Job.Company + " · finance report · " + r.month.Label()}}
	p.add(text(reports.Title, r.book.Job.Company))
	p.add(text(reports.Subtitle, "Finance report · "+r.month.Label()))
	p.add()
	year := "calendar year"
	if f.Calendar.Fiscal() {
		year = r.fiscalYear()
	}
	if f.Calendar.Weeks != 0 {
		year += "; month, in this report, is one of its twelve periods"
	}
	p.add(text(reports.Label, "Period"), text(reports.Body, r.month.Label()+" ("+r.month.FirstDay().String()+" to "+r.month.LastDay().String()+")"))
	p.add(text(reports.Label, "Year"), text(reports.Body, year))
	var longer []string
	for _, q := range r.longer {
		longer = append(longer, r.periodName(q))
	}
	p.add(text(reports.Label, "Longer periods"), prose(strings.Join(longer, "\n")))
	p.add(text(reports.Label, "Customers"), text(reports.Body, whoCounts(r.book)))
	p.add(text(reports.Label, "Currency"), text(reports.Body, f.Currency+", every amount converted into it"+constantCurrency(r.book)))
	p.add(text(reports.Label, "As of"), text(reports.Body, r.book.AsOfHow))
	p.add(text(reports.Label, "Checks"), r.master())

	p.add()
	p.add(text(reports.Heading, "Contents"))
	for _, c := range contents {
		p.add(link(c.sheet.Name, reports.Ref{Sheet: c.sheet.Name}), text(reports.Body, c.what))
	}

	p.add()
	p.add(text(reports.Heading, "Made of"))
	p.add(append(headers("File", "Dataset", "Read", "Loaded", "Rejected", "Skipped"), indented(header("SHA-256", "")))...)
	for _, file := range r.book.Records.Files {
		p.add(text(reports.Label, file.Path), text(reports.Plain, file.Dataset), count(file.Read), count(file.Loaded), count(file.Rejected), count(file.Skipped),
			indented(text(reports.Plain, file.SHA256[:min(12, len(file.SHA256))])))
	}
	p.add(text(reports.Body, "The full hashes stand on the sheet "+qualitySheet+"."))

	p.add()
	p.add(text(reports.Heading, "How to read it"))
	for _, k := range []struct {
		role      reports.Role
		name, how string
	}{
		{reports.Input, "blue on yellow", "a figure counted from the data"},
		{reports.Calculated, "black", "a live formula over cells of the same sheet"},
		{reports.Crossing, "green", "a live formula that points at another sheet"},
		{reports.Absent, notAvailable, "not available, with a reason: never 0, and left out of no sum in silence"},
		{reports.Good, "✓", "a check that passed"},
		{reports.Bad, "✗", "a check that did not, or a row that was rejected"},
	} {
		p.add(text(k.role, k.name), indented(text(reports.Body, k.how)))
	}
	p.add(text(reports.Label, "KPI headings"), text(reports.Body, "point at one for its definition; click on it for its row of the glossary"))
	p.add(text(reports.Label, "Figures"), text(reports.Body, "cells hold the unrounded value; only what is shown is rounded. Amounts below zero stand in parentheses"))
	return p.Sheet
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
