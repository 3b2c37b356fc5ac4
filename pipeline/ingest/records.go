package ingest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// Records is everything read from the sources of a job, and the account of how it was read.
type Records struct {
	Accounts      []Account
	Subscriptions []Subscription
	MRR           []MonthlyRevenue
	Users         []User
	Rates         []Rate
	Invoices      []InvoiceLine
	Contracts     []Contract
	Renewals      []Renewal
	Tickets       []Ticket
	Surveys       []Survey
	Opportunities []Opportunity
	Leads         []Lead
	Costs         []Cost
	Milestones    []Milestone
	Touchpoints   []Touchpoint
	Targets       []Target

	Files    []File    // in the order of the job file, globs sorted by name
	Fixes    Fixes     // the file with rows mended by hand, with which the files were read
	Findings []Finding // sorted by file and line; those without a place last
	Datasets map[string]*Loaded
}

// Loaded says what is known of one dataset: which columns the sources mapped, and the days its rows cover.
type Loaded struct {
	Rows    int
	Columns map[string]bool // canonical columns that at least one source has, by header, constant or join
	First   period.Date     // earliest and latest dated row; NoDate when the dataset has no dates
	Last    period.Date
}

// File is one source file: what it was, how it was read, and where each of its rows went.
type File struct {
	Path    string // as the job file names it, with forward slashes; never absolute. For a query, which of the job file it is
	Query   string // empty for a file
	Dataset string
	SHA256  string
	Bytes   int64
	Sheet   string
	How     []string // one sentence per decision: encoding, delimiter, header row, decimal mark, date order, mapping
	Mapped  []Mapping
	Header  []string            // as the file has it
	Unused  []string            // headers that no column took
	Words   map[string][]string // of columns such as a status: the different texts

	Read, Loaded, Rejected, Skipped int            // rows; Read = Loaded + Rejected + Skipped
	SkippedBy                       map[string]int // rule: rows
	Totals                          []Total        // one per money column and currency
	Rejects                         []Reject

	days map[period.Date]dayRows // of rows without an id, where the dataset has several files
}

// Mapping is one decision of which header gives which dataset column.
type Mapping struct{ Column, Header, By string } // By: job file, same name, alias, constant, join

// Total is the sum of a money column: Read = Loaded + Rejected + Skipped, to the last digit. A rejected amount that is no
// number is not in the sums and is counted in Unreadable; the amount of a totals row is in none of the sums either.
type Total struct {
	Column, Currency                string // Currency is empty for rows whose currency cannot be read, and for what a totals row says over several
	Read, Loaded, Rejected, Skipped decimal.Decimal
	Unreadable                      int
	Stated                          decimal.NullDecimal // what a totals row of the file says, if there is one
}

// Reject is a row that was not loaded, with what it takes to mend it.
type Reject struct {
	Place
	Column string
	Also   []string // columns with further faults
	Value  string
	Reason string // all that is wrong with it
	Fix    string
	Row    []string // the row as read, in the order of the file's header; dates of a workbook as days
	Mark   string   // fingerprint of the row in the file, before anything was mended by hand
}

// Finding is something a reader of the report should know. A Fatal one stops the run before anything is published.
type Finding struct {
	Place         // Line 0: the whole file; File -1: no file
	Kind   string // stable key, such as duplicate_id
	Text   string // what, in one sentence with counts
	Fix    string
	Count  int
	Fatal  bool
	Sample []string // a few of the rows or ids concerned
}

// Said is what was found, with examples that the text does not have yet.
func (f Finding) Said() string {
	if len(f.Sample) == 0 || strings.Contains(f.Text, f.Sample[0]) {
		return f.Text
	}
	return f.Text + " (such as " + strings.Join(f.Sample[:min(len(f.Sample), 3)], ", ") + ")"
}

// Faults are all column and file faults of a run, sorted by place.
type Faults []*Fault

// Error gives the faults one below the other.
func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.Error()
	}
	return strings.Join(texts, "\n")
}

// OnlyChecks tells whether everything was read with certainty, so that only checks failed.
func (f Faults) OnlyChecks() bool {
	return !slices.ContainsFunc(f, func(fault *Fault) bool { return !fault.Check })
}

// Monthless tells whether everything was read, and only the month to report is not known.
func (f Faults) Monthless() bool {
	return !slices.ContainsFunc(f, func(fault *Fault) bool { return !fault.Monthless })
}

// sort orders faults by place.
func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
}

// Fault makes a fault of the record at a place.
func (r *Records) Fault(at Place, message, fix string) *Fault {
	fault := &Fault{Line: int(at.Line), Message: message, Fix: fix}
	if at.File >= 0 && int(at.File) < len(r.Files) {
		fault.File, fault.Sheet = r.Files[at.File].Path, r.Files[at.File].Sheet
	}
	return fault
}
