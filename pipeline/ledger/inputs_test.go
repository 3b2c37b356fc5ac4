package ledger

import (
	"context"
	"testing"
)

// TestInputsBefore: a file is compared with the newest published run that did not read it, so that reading it again compares it with the same
// run; failed runs, runs that wrote elsewhere and later ones do not count.
func TestInputsBefore(t *testing.T) {
	l, ctx := opened(t), context.Background()
	reads := func(content string) func(*Result) {
		return func(r *Result) {
			r.Inputs = []Input{{Path: "a.csv", Dataset: "mrr", SHA256: content, Reading: "{" + content + "}"}, {Path: "b.csv", Dataset: "users", SHA256: "same", Reading: "{}"}}
		}
	}
	first, second := published(t, l, "1", reads("a")), published(t, l, "2", reads("b"))
	published(t, l, "3", func(r *Result) { reads("c")(r); r.Outcome = Failed; r.Outputs = nil })
	again := published(t, l, "4", reads("b"))
	run, err := l.Begin(ctx, Start{JobFile: "kpibook.yaml", StartedAt: noon, Arguments: `{"out":"/elsewhere"}`})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := Result{Ending: Ending{Outcome: Published}}
	reads("d")(&elsewhere)
	if err := l.Finish(ctx, run, elsewhere); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		jobFile, dataset, content string
		before                    int64
		want                      int64
	}{
		{"kpibook.yaml", "mrr", "", 0, again}, {"kpibook.yaml", "mrr", "b", 0, first}, {"kpibook.yaml", "mrr", "a", 0, again}, {"kpibook.yaml", "mrr", "a", again, second},
		{"kpibook.yaml", "mrr", "a", first, 0}, {"kpibook.yaml", "users", "same", 0, 0}, {"kpibook.yaml", "tickets", "", 0, 0}, {"other.yaml", "mrr", "", 0, 0},
	} {
		run, at, inputs, err := l.Inputs(ctx, c.jobFile, c.dataset, c.content, c.before)
		if err != nil {
			t.Fatal(err)
		}
		if run != c.want || (run != 0) != (len(inputs) == 1) || run != 0 && !at.Equal(noon) {
			t.Errorf("%+v: run %d at %s with %+v", c, run, at, inputs)
		}
		for _, in := range inputs {
			if in.Dataset != c.dataset || in.SHA256 == c.content || in.Reading == "" {
				t.Errorf("%+v: %+v", c, in)
			}
		}
	}
}
