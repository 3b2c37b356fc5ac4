package ledger

import "time"

// Run is one run of a job file.
type Run struct {
	ID int64
	Start
	EndedAt time.Time // zero while it runs, and of one that died
	Ending
	Inputs   []Input
	Findings []Finding
	Outputs  []Output
}

// Start is what is known of a run when it begins.
type Start struct {
	JobFile   string // by its name in the ledger
	StartedAt time.Time
	Arguments string // what the command line said, as a JSON object; out is where it wrote to instead of where the job file says
	Program   string // its version
	Catalogue string // SHA-256 of all definitions
	Settings  string // SHA-256 of the job file, which is an object
}

// Ending is how a run ended.
type Ending struct {
	Outcome            Outcome
	Code               int    // the exit code
	Message            string // what went wrong; empty when nothing did
	Context            string // object with what the reports say of earlier runs; empty when they say nothing
	Read, Build, Write time.Duration
}

// Outcome is what came of a run.
type Outcome string

// The outcomes.
const (
	Running   Outcome = "running"
	Published Outcome = "published"
	Unchanged Outcome = "unchanged" // every report came out as it was published before
	Failed    Outcome = "failed"    // nothing was published
	Died      Outcome = "died"      // it was killed, or the machine stopped; nothing was published
)

// Input is what a run read: a file, or what a query gave. Read = Loaded + Rejected + Skipped, in rows; they are 0 for a file that holds no
// rows of a dataset.
type Input struct {
	Path, Dataset                   string
	Query                           string // empty for a file
	SHA256                          string // of the file; of a query, of the names of its columns and its rows
	Bytes                           int64
	Read, Loaded, Rejected, Skipped int
	Totals                          []Total
	Reading                         string // how it was read, as JSON: what a later file is compared with
}

// Total is the sum of a money column in one currency, in exact decimals.
type Total struct {
	Column, Currency                        string
	Read, Loaded, Rejected, Skipped, Stated string // Stated is empty when the file says nothing
	Unreadable                              int
}

// Finding is something that a reader of the report should know.
type Finding struct {
	Kind, Text, Fix string
	Path            string // of the file concerned; empty for none
	Line, Cases     int
}

// RestatementNeeded is the kind of the findings that tell of sealed figures which the data contradicts. Messages and the page of the
// service have a part of their own for them.
const RestatementNeeded = "restatement_needed"

// Output is a published file.
type Output struct {
	Number     int // in its run, from 1
	Job, Kind  string
	Period     string // such as 2026-10
	AsOf       string // the last period that the run looked at
	Version    int    // of the report of this job and period, from 1; 0: one more than the last under this name, if it differs
	Path       string // by its name in the ledger
	SHA256     string
	Bytes      int64
	FigureRows int      // how many figures it has
	Figures    []Figure // to be published; use Ledger.Figures to read them
}

// The kinds of published files.
const (
	Workbook = "workbook"
	Table    = "table" // of a tidy export
	Pack     = "pack"  // of business reviews, and their index
	Rejects  = "rejects"
)

// Figure is one published figure. KPI is an id, with the variant behind a point; Scope is portfolio, account:ID or a dimension
// and its value; Period is an id. Exactly one of Number, Label and Reason is set.
type Figure struct {
	KPI, Scope, Period string
	Number             string // an exact decimal, or a fraction such as 1/3 where no decimal is exact
	Label              string
	Reason             string // why there is no figure
}

// Placement is a visible name and the content that it is to have.
type Placement struct {
	Path   string // by its name in the ledger
	Run    int64
	SHA256 string // empty: the file is to be removed
}

// Result is what a run leaves behind; one commit records all of it.
type Result struct {
	EndedAt time.Time
	Ending
	Inputs   []Input
	Findings []Finding
	Outputs  []Output // without a number and a version; Finish gives them
	Removed  []string // visible names that are to go
	Seals    []Seal   // of outputs of this run
	Messages []Message
}
