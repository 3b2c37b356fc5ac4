package job

import (
	"strings"
	"testing"
	"time"
)

// TestService reads targets by priority and the effort scale, and refuses what is neither.
func TestService(t *testing.T) {
	decode := func(kpis string) (*File, error) {
		return Decode("k.yaml", []byte("company: A\ncurrency: EUR\nsources: [{dataset: subscriptions, files: [a.csv]}]\njobs: [{name: a, report: finance}]\nkpis: "+kpis+"\n"), testSchema())
	}
	f, err := decode("{sla_hours: {Urgent: 0.5, normal: 24}, ces_scale: 5-1}")
	if err != nil {
		t.Fatal(err)
	}
	targets := f.KPIs.ResponseTargets()
	if len(targets) != 2 || targets["urgent"] != 30*time.Minute || targets["normal"] != 24*time.Hour {
		t.Errorf("targets: got %v", targets)
	}
	if hardest, easiest := f.KPIs.EffortScale(); hardest != 5 || easiest != 1 {
		t.Errorf("scale 5-1: got %d to %d", hardest, easiest)
	}
	if hardest, easiest := (KPIs{}).EffortScale(); hardest != 1 || easiest != 7 {
		t.Errorf("no scale: got %d to %d, want 1 to 7", hardest, easiest)
	}
	if targets := (KPIs{}).ResponseTargets(); len(targets) != 0 {
		t.Errorf("no targets: got %v", targets)
	}
	for kpis, want := range map[string]string{
		"{sla_hours: {high: 4 hours}}":    `k.yaml:5:26: sla_hours "4 hours" is not a number of hours above 0`,
		"{sla_hours: {high: 0.0}}":        `k.yaml:5:26: sla_hours "0.0" is not a number of hours above 0`,
		"{sla_hours: {High: 4, high: 8}}": `k.yaml:5:29: priority "high" is the same as "High"`,
		"{ces_scale: seven}":              `k.yaml:5:19: ces_scale "seven" is not a scale`,
		"{ces_scale: 5-5}":                `k.yaml:5:19: ces_scale "5-5" is not a scale`,
	} {
		if _, err := decode(kpis); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", kpis, err, want)
		}
	}
}
