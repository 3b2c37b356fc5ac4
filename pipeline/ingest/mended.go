package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"kpibook/pipeline/delimited"
	"kpibook/pipeline/job"
)

// Policy is what becomes of a row of a text that breaks the rules of its grammar, or has another width than the header.
type Policy string

// The policies. Both read what is sound in the same way.
const (
	Quarantine Policy = "quarantine" // it is rejected, with its text
	Repair     Policy = "repair"     // it is read by the edits that make it fit the other rows, and each is recorded; else rejected
)

// Edit is what was done to a row of a text to read it, or left out of it.
type Edit struct {
	Line     int // on which the row starts
	What     string
	Old, New string // the text of the row, and the row as a CSV with commas would have it
	Excerpt  string
	Kept     bool // nothing was done, but the row may mean something else
	ByHand   bool // by a correction, not by a rule
}

// optionsOf are the options that a source of a job sets.
func optionsOf(s *job.Source) Options {
	return Options{Sheet: s.Sheet, HeaderRow: s.HeaderRow, HeaderRows: s.HeaderRows, Delimiter: s.Delimiter, Quote: s.Quote, Escape: s.Escape,
		Comments: s.Comments, Encoding: s.Encoding, Policy: Policy(s.Policy)}
}

func (t *Table) edited(line int, old, what string, fields []string, shown string) {
	t.Edits = append(t.Edits, Edit{Line: line, What: what, Old: old, New: asCSV(fields), Excerpt: shown})
}

// reportEdits makes findings of what was done to rows to read them.
func (v *view) reportEdits() {
	for _, e := range v.table.Edits {
		f := Finding{Place: Place{v.index, int32(e.Line)}, Kind: "second_table", Count: 1, Text: e.What, Fix: "export the two tables into files of their own"}
		if e.New != "" {
			f.Kind, f.Fix = "row_repaired", "correct the row in the export, or set policy: quarantine for this source to have such rows rejected"
			if e.ByHand {
				f.Fix = "nothing, if it is right; else " + v.r.takeOut() + ", and the row is read as the export has it"
			}
			f.Text = fmt.Sprintf("the row was read with an edit: %s. It is %q and was read as %q", e.What, shorten(e.Old, 200), shorten(e.New, 200))
		}
		v.find(f)
	}
}

// doubtful notes a row whose reading is sure by the rules, but most likely not what was meant: a program that changed the quotes
// around the fields has left those inside doubled.
func (r *textRows) doubtful() {
	if r.scanner.Grammar().Quote == '\'' && bytes.Contains(r.record.Raw, []byte(`""`)) {
		r.source.table.edited(r.line, string(r.record.Raw), "two double quotes in a row that has single quotes around its fields; they are read as they stand, and may stand for one",
			r.record.Fields, r.excerpt(-1))
		edits := r.source.table.Edits
		edits[len(edits)-1].Kept = true
	}
}

// asCSV writes a row as a line of CSV, without its end.
func asCSV(fields []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(fields) // a builder never fails
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// repair mends the rows of a text. What its columns look like is learned from its first rows, when it is needed.
type repair struct {
	sample  []byte
	whole   bool
	grammar delimited.Grammar
	line    int // of the header
	offset  int // of the header in the sample
	profile *delimited.Profile
	mender  *delimited.Mender
}

func (r *repair) mend(t *Table, text string) (delimited.Mend, bool) {
	if len(t.Edits) >= maxRejects { // it is the wrong file
		return delimited.Mend{}, false
	}
	if r.mender == nil {
		width := max(t.rawHeader, len(t.Header))
		if r.profile == nil || r.profile.Width() != width {
			r.profile = r.learn(width, len(t.Header))
		}
		r.mender = &delimited.Mender{Grammar: r.grammar, Width: width, Profile: r.profile}
	}
	return r.mender.Mend(text)
}

// learn is the profile of the sound rows below the header.
func (r *repair) learn(width, names int) *delimited.Profile {
	profile, header := delimited.NewProfile(width), true
	padded := make([]string, width)
	delimited.Each(r.sample[r.offset:], r.whole, r.grammar, dialectBytes, func(record *delimited.Record) {
		if n := len(record.Fields); !header && (n == width || n == names) {
			copy(padded, record.Fields)
			profile.Add(padded)
		}
		header = false
	})
	return profile
}
