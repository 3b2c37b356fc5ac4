package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// besides is what a profile looks at in a row that is loaded, besides its columns.
type besides struct {
	doubts       []doubt
	mrr          int                        // field of the MRR by the vendor's reckoning; -1: none
	stated, ours map[string]decimal.Decimal // by currency: what rows are worth a month where the two differ
	compared     int
	times        bool // some row is worth as many times the other as an interval has months
	differ       tally
}

// doubt is a field that says of rows that they are not worth what their amounts say.
type doubt struct {
	field int
	text  string
	rows  tally
}

// planBesides prepares to look at what a row has besides its columns, by a profile or in fields that no column took.
func (v *view) planBesides() {
	v.planMarkers()
	v.planCodes()
	v.besides = besides{mrr: -1, stated: map[string]decimal.Decimal{}, ours: map[string]decimal.Decimal{}}
	p := v.layout.profile
	if p == nil {
		return
	}
	if p.MRR != "" {
		v.besides.mrr = p.find(v.table.Header, p.MRR)
	}
	for _, header := range slices.Sorted(maps.Keys(p.Doubts)) {
		if field := p.find(v.table.Header, header); field >= 0 {
			v.besides.doubts = append(v.besides.doubts, doubt{field: field, text: p.Doubts[header]})
		}
	}
}

// lookBesides notes what a loaded subscription has besides its columns.
func (v *view) lookBesides(l *line, s *Subscription) {
	b := &v.besides
	for i := range b.doubts {
		d := &b.doubts[i]
		if text := trimSpace(l.raw[d.field]); !isMissing(text) {
			d.rows.note(s.Place, s.ID)
		}
	}
	if b.mrr < 0 || s.Kind != "recurring" || s.Trial {
		return
	}
	figure, ok := takeApart(trimSpace(l.raw[b.mrr]))
	stated, problem := figure.number(v.formats[v.layout.index["amount"]].mark, maxPlaces)
	if !ok || problem != "" || stated.IsZero() {
		return // which it is of all that has ended or is paused
	}
	if v.layout.source.InMinorUnits() {
		stated = stated.Shift(-MinorDigits(s.Currency))
	}
	b.compared++
	if ours := s.monthly(); ours.Sub(stated).Abs().GreaterThan(decimal.New(1, 1-MinorDigits(s.Currency))) {
		b.differ.note(s.Place, s.ID)
		b.stated[s.Currency], b.ours[s.Currency] = b.stated[s.Currency].Add(stated), b.ours[s.Currency].Add(ours)
		b.times = b.times || manifold(ours, stated) || manifold(stated, ours)
	}
}

// manifold tells an amount that is as many times another one as a longer interval has months.
func manifold(more, less decimal.Decimal) bool {
	return slices.ContainsFunc([]int64{3, 6, 12, 24, 36}, func(months int64) bool {
		of := decimal.NewFromInt(months)
		return more.Sub(less.Mul(of)).Abs().LessThan(of.Shift(-2))
	})
}

// reportBesides reports what a profile found besides the columns. Where most rows are worth something else by the vendor's reckoning, or
// one interval for all of them makes one worth twelve times as much, they are read wrongly, so the check fails.
func (v *view) reportBesides() {
	v.reportMarked()
	v.checkCodes()
	b := &v.besides
	for i := range b.doubts {
		v.r.report("not_in_amounts", &b.doubts[i].rows, fmt.Sprintf("a row has a %s: %s", v.table.Header[b.doubts[i].field], b.doubts[i].text), "give what is taken off as discount, in a column of its own")
	}
	if b.differ.count == 0 {
		return
	}
	var sums []string
	for _, currency := range slices.Sorted(maps.Keys(b.stated)) {
		sums = append(sums, fmt.Sprintf("%s instead of %s %s", b.ours[currency].StringFixed(MinorDigits(currency)), b.stated[currency].StringFixed(MinorDigits(currency)), currency))
	}
	text := fmt.Sprintf("%s of %d with an MRR under %q would be worth something else by amount and billing interval: %s; the first is %s",
		plural(b.differ.count, "row"), b.compared, v.table.Header[b.mrr], strings.Join(sums, ", "), b.differ.sample[0])
	if 2*b.differ.count > b.compared || b.times && v.layout.origins[v.layout.index["billing_interval"]].by == "constant" {
		v.r.faults = append(v.r.faults, &Fault{Check: true, File: v.table.Path, Sheet: v.table.Sheet, Line: int(b.differ.at.Line), Message: text,
			Fix: "look at the billing interval first: it may differ from plan to plan, so that one for all of them is wrong"})
		return
	}
	v.find(Finding{Place: b.differ.at, Kind: "mrr_differs", Count: b.differ.count, Sample: b.differ.sample, Text: text,
		Fix: "look at the billing intervals of these rows; a coupon or an add-on that is not in the amounts differs as well"})
}

// perPlan is what the rows of one plan, currency and interval have in common.
type perPlan struct {
	quantity, amount decimal.Decimal // of the first
	rows             tally           // with another quantity and the same amount
}

// checkQuantities looks for amounts that are the price of one: those of a plan which stay the same whatever the quantity, in a file in
// which no amount goes with it.
func (r *reader) checkQuantities() {
	type plan struct {
		file                    int32
		name, product, currency string
		interval                Interval
	}
	plans, scales := map[plan]*perPlan{}, map[int32]bool{}
	for i := range r.records.Subscriptions {
		s := &r.records.Subscriptions[i]
		if !s.Quantity.Valid || s.Quantity.Decimal.Sign() <= 0 || s.Amount.Sign() <= 0 || s.Plan == "" && s.Product == "" {
			continue
		}
		key := plan{s.File, s.Plan, s.Product, s.Currency, s.Interval}
		p := plans[key]
		switch {
		case p == nil:
			plans[key] = &perPlan{quantity: s.Quantity.Decimal, amount: s.Amount}
		case p.quantity.Equal(s.Quantity.Decimal):
		case p.amount.Equal(s.Amount):
			p.rows.note(s.Place, s.ID)
		default:
			scales[s.File] = true
		}
	}
	byFile := map[int32]*tally{}
	for key, p := range plans {
		if p.rows.count == 0 || scales[key.file] {
			continue
		}
		t := byFile[key.file]
		if t == nil {
			t = &tally{}
			byFile[key.file] = t
		}
		if t.count == 0 || p.rows.at.Line < t.at.Line {
			t.at, t.sample = p.rows.at, p.rows.sample
		}
		t.count += p.rows.count
	}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		r.report("amount_per_unit", byFile[file], "a subscription has the amount of another one of its plan that has another quantity, and no amount of the file goes with the quantity; if it is the price of one, the line is worth less here than it is",
			"if so, map it: columns: {unit_amount: HEADER} for this source, and leave amount out")
	}
}
