package pipeline

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// setTargets hands the targets of the dataset and those of the job file to the figures. What is wrong with a target of the dataset
// is a finding; the error is job.Faults for those of the job file.
func (b *Book) setTargets() error {
	if b.Records.Datasets["targets"] == nil && len(b.Job.Targets) == 0 {
		return nil
	}
	var faults job.Faults
	for _, f := range b.SetTargets(slices.Concat(b.Records.Targets, inline(b.Job))) {
		if f.File >= 0 {
			b.Records.Find(f)
			continue
		}
		_, problem, _ := strings.Cut(f.Text, " is not used: ")
		faults = append(faults, b.Job.Fault("the target means nothing: "+problem, f.Fix, "targets", strconv.Itoa(int(f.Line)-1)))
	}
	if faults == nil {
		return nil
	}
	return faults
}

// inline are the targets of the job file. Their place is in no file of data: its line counts them from 1.
func inline(file *job.File) (targets []ingest.Target) {
	for i, t := range file.Targets {
		text, percent := strings.CutSuffix(t.Value, "%")
		value := decimal.RequireFromString(text) // checked by job.Decode
		if percent {
			value = value.Shift(-2)
		}
		targets = append(targets, ingest.Target{Place: ingest.Place{File: -1, Line: int32(i + 1)}, KPI: t.KPI, Period: t.Period, Scope: t.Scope, Value: value, Percent: percent})
	}
	return targets
}
