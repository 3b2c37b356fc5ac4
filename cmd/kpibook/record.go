package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/restate"
	"kpibook/reports"
)

// recording is a run on its way into the ledger. Without a ledger it records nothing.
type recording struct {
	program *program
	ledger  *ledger.Ledger // nil: the run is not recorded
	run     int64
	result  ledger.Result
	lap     time.Time
	done    bool // the result is in the ledger

	file    *job.File
	names   []string // of the jobs, all for none
	jobFile string   // by its name in the ledger
	started time.Time
	notices func(context.Context) ([]delivery.Notice, error) // of what is published; nil: nobody is told
}

// arguments are what the command line says that decides over a run's results.
type arguments struct {
	Jobs   []string `json:"jobs,omitempty"`
	AsOf   string   `json:"as_of,omitempty"`
	Until  string   `json:"until,omitempty"`
	Period string   `json:"period,omitempty"`
	Out    string   `json:"out,omitempty"`
	Policy string   `json:"policy,omitempty"`
	All    bool     `json:"all,omitempty"`
}

// begin opens the ledger, mends what an earlier run was kept from, and notes that a run begins. The lock of the job file is held.
func (p *program) begin(ctx context.Context, file *job.File, catalogue *formulas.Catalogue, names []string) (*recording, error) {
	r := &recording{program: p, lap: p.now(), file: file, names: names, started: p.now()}
	var err error
	if r.ledger, err = p.openLedger(ctx, file); r.ledger == nil {
		return r, err
	}
	if err := r.start(ctx, file, catalogue, names); err != nil {
		r.ledger.Close()
		return nil, err
	}
	return r, nil
}

func (r *recording) start(ctx context.Context, file *job.File, catalogue *formulas.Catalogue, names []string) error {
	p := r.program
	r.jobFile = r.ledger.Name(file.Path)
	r.ledger.ClearLeftovers(p.now().AddDate(0, 0, -1))
	if err := p.putInPlace(ctx, r.ledger); err != nil {
		return err
	}
	said, err := json.Marshal(arguments{names, p.asOf, p.until, p.period, p.out, p.policy, p.all})
	if err != nil {
		return err
	}
	settings, err := os.ReadFile(file.Path)
	if err != nil {
		return &failure{invalid, err}
	}
	kept, err := r.ledger.Put(bytes.NewReader(settings))
	if err != nil {
		return unrecorded(r.ledger.Dir(), err)
	}
	r.run, err = r.ledger.Begin(ctx, ledger.Start{JobFile: r.ledger.Name(file.Path), StartedAt: p.now(), Arguments: string(said),
		Program: programVersion(), Catalogue: catalogueHash(catalogue), Settings: kept.SHA256})
	if err != nil {
		return unrecorded(r.ledger.Dir(), err)
	}
	return nil
}

// programVersion is the version that a run is recorded with.
func programVersion() string {
	b := newBuild()
	if b.Revision != "" {
		return b.Version + " " + b.Revision
	}
	return b.Version
}

// catalogueHash is the same for the same definitions.
func catalogueHash(catalogue *formulas.Catalogue) string {
	sum := sha256.Sum256([]byte(catalogue.Markdown()))
	return hex.EncodeToString(sum[:])
}

// took is the time since it was last asked for.
func (r *recording) took() time.Duration {
	now := r.program.now()
	defer func() { r.lap = now }()
	return now.Sub(r.lap)
}

// end records how the run came out, unless it published, and closes the ledger. Whatever goes wrong comes back with the error
// of the run.
func (r *recording) end(ctx context.Context, err error) error {
	if r.ledger == nil {
		return err
	}
	defer r.ledger.Close()
	if r.done || err == nil {
		r.send(ctx)
		return err
	}
	r.result.Outcome, r.result.Code, r.result.Message = ledger.Failed, int(codeOf(err)), err.Error()
	r.result.Outputs, r.result.Removed, r.result.Messages = nil, nil, nil
	if ctx.Err() == nil && r.program.out == "" {
		err = errors.Join(err, r.queue(failures(r.file, r.names, r.run, codeOf(err))))
	}
	err = errors.Join(err, r.finish(ctx))
	r.send(ctx)
	return err
}

// send sends what is queued. What cannot be sent stays queued, which is said; what was published stands.
func (r *recording) send(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if err := r.program.deliver(ctx, r.ledger, r.file, r.program.sayUnsent); err != nil {
		fmt.Fprintf(r.program.stderr, "messages are not sent yet: %v\n", err)
	}
}

// finish records the result, even when a signal has come: it is known by now.
func (r *recording) finish(ctx context.Context) error {
	r.result.EndedAt = r.program.now()
	if err := r.ledger.Finish(context.WithoutCancel(ctx), r.run, r.result); err != nil {
		return unrecorded(r.ledger.Dir(), err)
	}
	r.done = true
	return nil
}

// read notes what the run has read, as far as it came.
func (r *recording) read(records *ingest.Records) {
	r.result.Read = r.took()
	if records == nil {
		return
	}
	for _, f := range records.Files {
		in := ledger.Input{Path: f.Path, Dataset: f.Dataset, SHA256: f.SHA256, Bytes: f.Bytes, Read: f.Read, Loaded: f.Loaded, Rejected: f.Rejected, Skipped: f.Skipped}
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

// publishes makes an edition record its files with this run. outputs has what is known of each beforehand, by path.
func (r *recording) publishes(e *edition, outputs map[string]ledger.Output) {
	if r.ledger == nil {
		return
	}
	e.commit = func(ctx context.Context) (bool, error) { return r.commit(ctx, e, outputs) }
	e.settle = func(ctx context.Context) error {
		var done []ledger.Placement
		for _, f := range e.files {
			done = append(done, ledger.Placement{Path: r.ledger.Name(f.path), SHA256: f.content.SHA256})
		}
		for _, path := range e.stale {
			done = append(done, ledger.Placement{Path: r.ledger.Name(path)})
		}
		if err := r.ledger.Settle(ctx, done); err != nil {
			return unrecorded(r.ledger.Dir(), err)
		}
		return nil
	}
}

// commit keeps the content of an edition's files and records them; same when all of them were published before as they are.
func (r *recording) commit(ctx context.Context, e *edition, outputs map[string]ledger.Output) (same bool, err error) {
	if same, err = r.published(ctx, e); err != nil {
		return false, unrecorded(r.ledger.Dir(), err)
	}
	if r.result.Outcome = ledger.Unchanged; same {
		r.result.Write = r.took()
		return true, r.finish(ctx)
	}
	r.result.Outcome = ledger.Published
	for _, f := range e.files {
		if err := r.keep(f); err != nil {
			return false, unrecorded(r.ledger.Dir(), err)
		}
		o := outputs[f.path]
		o.Path, o.SHA256, o.Bytes = r.ledger.Name(f.path), f.content.SHA256, f.content.Bytes
		r.result.Outputs = append(r.result.Outputs, o)
	}
	for _, path := range e.stale {
		r.result.Removed = append(r.result.Removed, r.ledger.Name(path))
	}
	if ctx.Err() != nil { // the last moment at which a signal stops the run
		return false, context.Cause(ctx)
	}
	if r.notices != nil {
		notices, err := r.notices(ctx)
		if err := errors.Join(err, r.queue(notices)); err != nil {
			return false, err
		}
	}
	r.result.Write = r.took()
	return false, r.finish(ctx)
}

// keep puts what was written beside a target among the objects.
func (r *recording) keep(f *edited) error {
	if r.ledger.Has(f.content.SHA256) {
		return nil
	}
	written, err := os.Open(f.pending.Name())
	if err != nil {
		return err
	}
	defer written.Close()
	kept, err := r.ledger.Put(written)
	if err == nil && kept != f.content {
		return errors.New(filepath.ToSlash(f.path) + " was changed while it was published")
	}
	return err
}

// published tells whether every file of an edition is what its visible name is to have already, and nothing goes.
func (r *recording) published(ctx context.Context, e *edition) (bool, error) {
	for _, f := range e.files {
		placed, ok, err := r.ledger.Placed(ctx, r.ledger.Name(f.path))
		if err != nil || !ok || placed.SHA256 != f.content.SHA256 {
			return false, err
		}
	}
	for _, path := range e.stale {
		if placed, ok, err := r.ledger.Placed(ctx, r.ledger.Name(path)); err != nil || ok && placed.SHA256 != "" {
			return false, err
		}
	}
	return true, nil
}

// publishedFigures are the figures of a workbook, each once, with their exact values.
func publishedFigures(w *reports.Workbook, book *pipeline.Book) (figures []ledger.Figure) {
	evaluator := restate.NewEvaluator(book)
	seen := map[[3]string]bool{}
	for _, sheet := range w.Sheets {
		for _, row := range sheet.Rows {
			for _, c := range row.Cells {
				if c.Figure == nil {
					continue
				}
				kpi, scope, period := c.Figure.What.ID, c.Figure.Of.ID, c.Figure.Over.ID
				if seen[[3]string{kpi, scope, period}] {
					continue
				}
				seen[[3]string{kpi, scope, period}] = true
				if value, ok := evaluator.Value(kpi, scope, period); ok {
					figures = append(figures, restate.Figure(kpi, scope, period, value))
				}
			}
		}
	}
	return figures
}
