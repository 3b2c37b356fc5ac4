package compute

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// TestFlags: a figure over 100 % and one that rests on few answers say so; the mark of the whole book is higher than an account's.
func TestFlags(t *testing.T) {
	records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, ""), "surveys": cover(t, "score"), "tickets": cover(t, "resolved_at")}}
	records.Subscriptions = []ingest.Subscription{yearly(t, "A", 100, "2024-01-01"), yearly(t, "B", 100, "2024-01-01")}
	for i := range 9 {
		records.Surveys = append(records.Surveys, ingest.Survey{Account: "AB"[i%2 : i%2+1], Kind: "nps", Score: decimal.NewNullDecimal(money(9)), SentOn: day(t, "2025-11-03"), RespondedOn: day(t, "2025-11-04")})
	}
	at := func(month time.Month) time.Time { return time.Date(2025, month, 5, 9, 0, 0, 0, time.UTC) }
	for i, created := range []time.Month{10, 10, 11, 11, 11} {
		records.Tickets = append(records.Tickets, ingest.Ticket{ID: fmt.Sprint(i), Account: "A", Created: at(created), Resolved: at(11)})
	}
	b := asOf2025(t, &job.File{}, records, nil)
	for _, c := range []struct {
		kpi, of string
		scope   facts.Scope
		want    string
	}{
		{"net_promoter_score", "2025-11", facts.Portfolio, "few responses: 9"}, {"net_promoter_score", "2025-11", facts.AccountScope("A"), ""}, {"net_promoter_score", "2025-11", facts.AccountScope("B"), "few responses: 4"},
		{"resolution_rate", "2025-11", facts.Portfolio, "over 100 %: more was resolved than came in, as when a backlog is cleared"}, {"resolution_rate", "2025-Q4", facts.Portfolio, ""},
		{"net_promoter_score", "2025-10", facts.Portfolio, ""}, // n/a says why itself
	} {
		p, _ := b.Facts.Calendar.Parse(c.of)
		chosen, _ := b.Choose(c.kpi)
		if got := strings.Join(b.Flags(chosen, c.scope, p), "; "); got != c.want {
			t.Errorf("%s, %s, %s: got %q, want %q", c.kpi, c.scope, c.of, got, c.want)
		}
	}
}
