package restate

import (
	"context"
	"fmt"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// chain leads from the sealed data of a run to that of today, one cause after the other.
type chain struct {
	settings settings
	asOf     period.Month
	present  *Evaluator // of today
	fault    error      // why there is no present
	links    []link     // the last one is the present; none: not made yet
	changes  []change
	files    []ingest.File
	remarks  []string
}

// link is the data after a cause has been applied; nil when it cannot be worked out.
type link struct {
	cause     pipeline.RestatedBy
	evaluator *Evaluator
}

// add appends a link. What cannot be worked out is said, and counts with the next link.
func (c *chain) add(cause pipeline.RestatedBy, e *Evaluator, err error) {
	if err != nil {
		c.remarks = append(c.remarks, fmt.Sprintf("%s: cannot be told apart, and counts with the next cause that can: %s", cause, firstLine(err)))
	}
	c.links = append(c.links, link{cause, e})
}

// link makes the links. Without the sealed data nothing can be told apart, and there is but the present.
func (c *chain) link(ctx context.Context, l *ledger.Ledger, seal ledger.Seal, today *pipeline.Book) error {
	if len(c.links) > 0 {
		return nil
	}
	last := pipeline.ByUnknown
	switch s := c.settings; {
	case !seal.Kept:
		c.remarks = append(c.remarks, "the inputs were not kept when it was sealed, so the causes cannot be told apart")
	case s.fault != nil:
		c.remarks = append(c.remarks, "this program refuses the sealed job file, so the causes cannot be told apart: "+firstLine(s.fault))
	default:
		run, err := l.Run(ctx, seal.Run)
		if err != nil {
			return err
		}
		then, err := s.read(ctx, l, run.Inputs, today)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			c.remarks = append(c.remarks, "the sealed inputs cannot be read, so the causes cannot be told apart: "+firstLine(err))
			break
		}
		if err := c.from(ctx, then, today); err != nil {
			return err
		}
		last = pipeline.ByDefinition
	}
	c.add(last, c.present, nil)
	return nil
}

// from makes the links up to, not including, the definitions of today. The first one is the sealed data read by this program:
// what differs by then is a matter of definitions. The error is that of the context.
func (c *chain) from(ctx context.Context, then *then, today *pipeline.Book) error {
	s := c.settings
	add := func(cause pipeline.RestatedBy, file job.File, records *ingest.Records, usage *facts.Usage) {
		book, err := pipeline.Assemble(&file, s.catalogue, records, usage, c.asOf)
		if err != nil {
			c.add(cause, nil, err)
			return
		}
		c.add(cause, NewEvaluator(book), nil)
	}
	add(pipeline.ByDefinition, *s.file, then.records, then.usage)

	// The data of today under the sealed job file.
	file := *s.file
	asToday := s.sameAs(today.Job)
	records, late, whole, came := today.Records, then.usage, then.usage, []change(nil)
	if !asToday || then.counted != nil {
		var sink ingest.UsageSink
		var news *newRows
		if then.counted != nil {
			late, whole = s.newUsage(), s.newUsage()
			then.counted.replay(late)
			news = &newRows{then: then.counted, late: late, whole: whole, until: c.asOf.Last(), came: map[string]*usageChange{}}
			sink = news
		}
		var err error
		if records, err = ingest.Read(ctx, &file, sink); ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			records = nil
			c.remarks = append(c.remarks, "the files of today cannot be read as the sealed job file says, so rows and rates count as mapping: "+firstLine(err))
		}
		if news != nil {
			came = then.counted.changes(news, len(then.records.Files))
		}
	}
	if records != nil {
		moved := behind(then.records, records)
		b := blend(then.records, moved)
		c.changes, c.files = append(b.changes, came...), moved.Files
		add(pipeline.ByLateRow, file, b.withLate, late)
		add(pipeline.ByCorrectedRow, file, b.withCorrected, late)
		add(pipeline.ByRemovedRow, file, withRates(moved, then.records), whole)
		file.FX = today.Job.FX
		add(pipeline.ByRates, file, moved, whole)
	}
	if asToday && records != nil {
		return nil // no mapping has changed
	}
	file.FX, file.Sources = today.Job.FX, today.Job.Sources
	usage := s.newUsage()
	records, err := ingest.Read(ctx, &file, usage)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		c.add(pipeline.ByMapping, nil, err)
	default:
		add(pipeline.ByMapping, file, records, usage)
	}
	return nil
}
