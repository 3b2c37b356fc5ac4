package main

import (
	"encoding/json"
	"time"

	"kpibook/pipeline/ledger"
)

// runJSON is a run as history --json and show --json print it. Times are in UTC, amounts are texts so that no reader rounds them.
type runJSON struct {
	Run       int64           `json:"run"`
	JobFile   string          `json:"job_file"`
	Started   time.Time       `json:"started"`
	Ended     *time.Time      `json:"ended"` // null while it runs, and of one that died
	Outcome   string          `json:"outcome"`
	Code      int             `json:"code"`
	Message   string          `json:"message,omitempty"`
	Arguments json.RawMessage `json:"arguments"`
	Program   string          `json:"program"`
	Catalogue string          `json:"definitions_sha256"`
	Settings  string          `json:"job_file_sha256"`
	ReadMS    int64           `json:"read_ms"`
	BuildMS   int64           `json:"build_ms"`
	WriteMS   int64           `json:"write_ms"`
	Inputs    []inputJSON     `json:"inputs,omitempty"`
	Findings  []findingJSON   `json:"findings,omitempty"`
	Outputs   []outputJSON    `json:"published"`
}

type inputJSON struct {
	Path     string      `json:"path"`
	Dataset  string      `json:"dataset"`
	Query    string      `json:"query,omitempty"`
	SHA256   string      `json:"sha256"`
	Bytes    int64       `json:"bytes"`
	Read     int         `json:"read"`
	Loaded   int         `json:"loaded"`
	Rejected int         `json:"rejected"`
	Skipped  int         `json:"skipped"`
	Totals   []totalJSON `json:"sums,omitempty"`
}

type totalJSON struct {
	Column     string `json:"column"`
	Currency   string `json:"currency"`
	Read       string `json:"read"`
	Loaded     string `json:"loaded"`
	Rejected   string `json:"rejected"`
	Skipped    string `json:"skipped"`
	Unreadable int    `json:"unreadable"`
	Stated     string `json:"stated,omitempty"`
}

type findingJSON struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"`
	Path  string `json:"path,omitempty"`
	Line  int    `json:"line,omitempty"`
	Cases int    `json:"cases"`
}

type outputJSON struct {
	Job     string `json:"job"`
	Kind    string `json:"kind"`
	Period  string `json:"period"`
	AsOf    string `json:"as_of"`
	Version int    `json:"version"`
	Path    string `json:"path"`
	SHA256  string `json:"sha256"`
	Bytes   int64  `json:"bytes"`
	Figures int    `json:"figures"`
}

func jsonRun(r ledger.Run) runJSON {
	j := runJSON{Run: r.ID, JobFile: r.JobFile, Started: r.StartedAt, Outcome: string(r.Outcome), Code: r.Code, Message: r.Message, Arguments: json.RawMessage(r.Arguments),
		Program: r.Program, Catalogue: r.Catalogue, Settings: r.Settings, ReadMS: r.Read.Milliseconds(), BuildMS: r.Build.Milliseconds(), WriteMS: r.Write.Milliseconds(),
		Outputs: []outputJSON{}}
	if !r.EndedAt.IsZero() {
		j.Ended = &r.EndedAt
	}
	for _, in := range r.Inputs {
		i := inputJSON{Path: in.Path, Dataset: in.Dataset, Query: in.Query, SHA256: in.SHA256, Bytes: in.Bytes, Read: in.Read, Loaded: in.Loaded, Rejected: in.Rejected, Skipped: in.Skipped}
		for _, t := range in.Totals {
			i.Totals = append(i.Totals, totalJSON{t.Column, t.Currency, t.Read, t.Loaded, t.Rejected, t.Skipped, t.Unreadable, t.Stated})
		}
		j.Inputs = append(j.Inputs, i)
	}
	for _, f := range r.Findings {
		j.Findings = append(j.Findings, findingJSON(f))
	}
	for _, o := range r.Outputs {
		j.Outputs = append(j.Outputs, outputJSON{o.Job, o.Kind, o.Period, o.AsOf, o.Version, o.Path, o.SHA256, o.Bytes, o.FigureRows})
	}
	return j
}
