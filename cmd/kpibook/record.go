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
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
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

	Restates bool `json:"restates,omitempty"` // it is a restatement of sealed periods
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
	out := p.out
	if out != "" {
		if absolute, err := filepath.Abs(out); err == nil {
			out = absolute
		}
	}
	said, err := json.Marshal(arguments{names, p.asOf, p.until, p.period, out, p.policy, p.all, p.restating != nil})
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
	r.run, err = r.ledger.Begin(ctx, ledger.Start{JobFile: r.ledger.Name(file.Path), StartedAt: r.started, Arguments: string(said),
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
	r.result.Outputs, r.result.Removed, r.result.Seals, r.result.Messages = nil, nil, nil, nil
	if ctx.Err() == nil && r.program.out == "" {
		err = errors.Join(err, r.tellFailure(ctx, codeOf(err)))
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
