package main

import (
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/ledger"
)

// read notes what the run has read, as far as it came.
func (r *recording) read(records *ingest.Records) {
	r.result.Read = r.took()
	if records == nil || r.ledger == nil {
		return
	}
	for _, f := range records.Files {
		in := ledger.Input{Path: f.Path, Dataset: f.Dataset, Query: f.Query, SHA256: f.SHA256, Bytes: f.Bytes, Read: f.Read, Loaded: f.Loaded, Rejected: f.Rejected, Skipped: f.Skipped, Reading: readingOf(&f)}
		for _, t := range f.Totals {
			total := ledger.Total{Column: t.Column, Currency: t.Currency, Read: t.Read.String(), Loaded: t.Loaded.String(), Rejected: t.Rejected.String(),
				Skipped: t.Skipped.String(), Unreadable: t.Unreadable}
			if t.Stated.Valid {
				total.Stated = t.Stated.Decimal.String()
			}
			in.Totals = append(in.Totals, total)
		}
		r.result.Inputs = append(r.result.Inputs, in)
	}
	if f := records.Fixes; f.Name != "" {
		r.result.Inputs = append(r.result.Inputs, ledger.Input{Path: f.Name, Dataset: ingest.FixesFile, SHA256: f.SHA256, Bytes: f.Bytes})
	}
	r.findings(records)
}

// findings notes the findings, which grow while the figures are worked out.
func (r *recording) findings(records *ingest.Records) {
	r.result.Findings = nil
	for _, f := range records.Findings {
		found := ledger.Finding{Kind: f.Kind, Text: f.Text, Fix: f.Fix, Line: int(f.Line), Cases: f.Count}
		if f.File >= 0 && int(f.File) < len(records.Files) {
			found.Path = records.Files[f.File].Path
		}
		r.result.Findings = append(r.result.Findings, found)
	}
}
