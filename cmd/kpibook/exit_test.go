package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want code
	}{
		{nil, done},
		{errors.New("anything else"), internalFault},
		{usagef("no such flag"), usageFault},
		{job.Faults{{Message: "unknown key"}}, invalid},
		{ingest.Faults{{Message: "empty file"}}, inputRefused},
		{&pipeline.ChecksFailed{}, checksFailed},
		{unwritable("reports/monthly.xlsx", errors.New("no space left")), cannotWrite},
		{fmt.Errorf("job monthly: %w", ingest.Faults{{Message: "empty file"}}), inputRefused},
		{errors.Join(ingest.Faults{{Message: "empty file"}}, unwritable("rejects.csv", errors.New("no space left"))), inputRefused},
	} {
		if got := supervise(io.Discard, func(context.Context) error { return c.err }); got != c.want {
			t.Errorf("%v: got %d, want %d", c.err, got, c.want)
		}
	}
}

func TestPanicIsAnInternalFault(t *testing.T) {
	var stderr strings.Builder
	got := supervise(&stderr, func(context.Context) error { panic("a table without rows") })
	if got != internalFault {
		t.Errorf("got %d, want %d", got, internalFault)
	}
	for _, want := range []string{"panic: a table without rows", "exit_test.go", "kpibook: internal fault"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr does not hold %q:\n%s", want, stderr.String())
		}
	}
}
