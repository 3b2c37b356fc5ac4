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

// chain leads from the sealed data to that of today, one cause after the other.
type chain struct {
	ids     map[string]string // KPI as published: as it is looked for
	links   []link
	changes []change
	files   []ingest.File
	remarks []string
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

// from makes the links up to, not including, the definitions of today. The first one is the sealed data read by this program:
// what differs by then is a matter of definitions. It tells false when the sealed data is not known, so that nothing can be told
// apart.
func (c *chain) from(ctx context.Context, l *ledger.Ledger, seal ledger.Seal, s settings, today *pipeline.Book, asOf period.Month) (known bool, err error) {
	if !seal.Kept {
		c.remarks = append(c.remarks, "the inputs were not kept when it was sealed, so the causes cannot be told apart")
		return false, nil
	}
	if s.fault != nil {
		c.remarks = append(c.remarks, "this program refuses the sealed job file, so the causes cannot be told apart: "+firstLine(s.fault))
		return false, nil
	}
	then, err := s.read(ctx, l, seal)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil {
		c.remarks = append(c.remarks, "the sealed inputs cannot be read, so the causes cannot be told apart: "+firstLine(err))
		return false, nil
	}
	add := func(cause pipeline.RestatedBy, file job.File, records *ingest.Records, usage *facts.Usage) {
		book, err := pipeline.Assemble(&file, s.catalogue, records, usage, asOf)
		if err != nil {
			c.add(cause, nil, err)
			return
		}
		c.add(cause, NewEvaluator(book), nil)
	}
	add(pipeline.ByDefinition, *s.file, then.records, then.usage)

	// The data of today under the sealed job file.
	file := *s.file
	late, whole := s.newUsage(), s.newUsage()
	then.counted.replay(late)
	news := &newRows{then: then.counted, late: late, whole: whole, until: asOf.Last(), came: map[string]*usageChange{}}
	records, err := ingest.Read(ctx, &file, news)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil {
		for _, cause := range []pipeline.RestatedBy{pipeline.ByLateRow, pipeline.ByCorrectedRow, pipeline.ByRemovedRow, pipeline.ByRates} {
			c.add(cause, nil, nil)
		}
		c.remarks = append(c.remarks, "the files of today cannot be read as the sealed job file says, so rows and rates count as mapping: "+firstLine(err))
	} else {
		records = behind(then.records, records)
		b := blend(then.records, records)
		c.changes, c.files = append(b.changes, then.counted.changes(news, len(then.records.Files))...), records.Files
		add(pipeline.ByLateRow, file, b.withLate, late)
		add(pipeline.ByCorrectedRow, file, b.withCorrected, late)
		add(pipeline.ByRemovedRow, file, withRates(records, then.records), whole)
		file.FX = today.Job.FX
		add(pipeline.ByRates, file, records, whole)
	}
	file.FX, file.Sources = today.Job.FX, today.Job.Sources
	usage := s.newUsage()
	records, err = ingest.Read(ctx, &file, usage)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil {
		c.add(pipeline.ByMapping, nil, err)
		return true, nil
	}
	add(pipeline.ByMapping, file, records, usage)
	return true, nil
}
