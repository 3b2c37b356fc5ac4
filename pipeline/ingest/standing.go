package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// statusRows are rows by the status that they have, as the file has it.
type statusRows map[string]*statusRow

// statusRow counts the rows with a status and adds up what they are worth, by currency.
type statusRow struct {
	tally
	worth map[string]decimal.Decimal
}

func (s statusRows) note(status string, at Place, id, currency string, worth decimal.Decimal) {
	row := s[status]
	if row == nil {
		row = &statusRow{worth: map[string]decimal.Decimal{}}
		s[strings.Clone(status)] = row
	}
	row.tally.note(at, strings.Clone(id))
	row.worth[strings.Clone(currency)] = row.worth[currency].Add(worth)
}

// statusRows are the subscriptions that a finding about their status is for.
func (r *reader) statusRows(of standing) statusRows {
	if r.statuses[of] == nil {
		r.statuses[of] = statusRows{}
	}
	return r.statuses[of]
}

// sum adds up all rows: how many, the words with the number of rows that have each, most first, and what they are worth.
func (s statusRows) sum() (all tally, words []string, worth string) {
	sums := map[string]decimal.Decimal{}
	order := slices.SortedFunc(maps.Keys(s), func(a, b string) int {
		return cmp.Or(cmp.Compare(s[b].count, s[a].count), cmp.Compare(a, b))
	})
	all.at = Place{-1, 0}
	for _, word := range order {
		row := s[word]
		if all.count == 0 || row.at.File < all.at.File || row.at.File == all.at.File && row.at.Line < all.at.Line {
			all.at = row.at
		}
		all.count += row.count
		all.sample = append(all.sample, row.sample...)
		for currency, value := range row.worth {
			sums[currency] = sums[currency].Add(value)
		}
		if len(words) < maxShown {
			words = append(words, fmt.Sprintf("%q on %s", shorten(word, 40), plural(row.count, "row")))
		}
	}
	if more := len(s) - len(words); more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	all.sample = all.sample[:min(len(all.sample), maxShown)]
	var amounts []string
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		amounts = append(amounts, strings.TrimSpace(sums[currency].StringFixed(MinorDigits(currency))+" "+currency))
	}
	return all, words, strings.Join(amounts, " and ")
}

// reportStatus makes a finding of rows by their status. The text has %s for the words and for what the rows are worth, the remedy %q for
// the first of the words.
func (r *reader) reportStatus(kind string, rows statusRows, text, fix string) {
	if len(rows) == 0 {
		return
	}
	all, words, worth := rows.sum()
	first := slices.MinFunc(slices.Collect(maps.Keys(rows)), func(a, b string) int {
		return cmp.Or(cmp.Compare(rows[b].count, rows[a].count), cmp.Compare(a, b))
	})
	r.records.Findings = append(r.records.Findings, Finding{Place: all.at, Kind: kind, Count: all.count, Sample: all.sample,
		Text: fmt.Sprintf(text, strings.Join(words, ", "), worth), Fix: fmt.Sprintf(fix, first)})
}

// monthly is what a line is worth a month, before discounts.
func (s *Subscription) monthly() decimal.Decimal {
	return s.Amount.Mul(decimal.NewFromInt(s.Interval.PerYear)).DivRound(decimal.NewFromInt(12*s.Interval.Per), MinorDigits(s.Currency))
}

// noteStatus takes the status of a line that is loaded into account: what is in trial by it and does not say until when has not been paid
// for, so that all of it is a trial. Any other says how things stood on the day of the export, and changes nothing.
func (r *reader) noteStatus(s *Subscription, by standing) {
	s.Ahead = by == notStarted
	if by == inTrial && s.TrialEndsOn == period.NoDate && !s.Trial && s.Kind != "one_time" {
		s.Trial = true
		if !r.job.MRR.Trials {
			r.statusRows(inTrial).note(s.Status, s.Place, s.ID, s.Currency, s.monthly())
		}
	}
}

// checkStandings compares the status of subscriptions with their dates. The latest start of a line that has begun is a day that the
// export covers: what should not be in service then by its status, and is, is a finding, and so is the other way round.
func (r *reader) checkStandings() {
	of := map[string]standing{"": pays}
	last, starts := period.NoDate, map[string]period.Date{} // of subscriptions that are over by their dates only: the latest start
	for i := range r.records.Subscriptions {
		s := &r.records.Subscriptions[i]
		if _, ok := of[s.Status]; !ok {
			of[s.Status] = standingOf(s.Status)
		}
		if of[s.Status] != notStarted {
			last = max(last, s.StartedOn)
		}
	}
	if len(of) == 1 {
		return
	}
	over := func(s *Subscription) bool {
		return of[s.Status] == pays && s.Status != "" && s.EndedOn != period.NoDate && s.EndedOn <= last
	}
	for i := range r.records.Subscriptions {
		if s := &r.records.Subscriptions[i]; over(s) {
			starts[s.ID] = s.StartedOn
		}
	}
	for i := range r.records.Subscriptions {
		s := &r.records.Subscriptions[i]
		if start, ok := starts[s.ID]; ok {
			starts[s.ID] = max(start, s.StartedOn)
		}
	}
	for i := range r.records.Subscriptions {
		s := &r.records.Subscriptions[i]
		by, ends := of[s.Status], s.EndedOn != period.NoDate
		runs := !ends || s.EndedOn > last
		switch {
		case s.Status == "" || s.Kind == "one_time":
		case by == unknownStanding, by == stillPays && runs, by == resting && runs, by == hasLeft && !ends, by == notStarted && runs && s.StartedOn <= last,
			over(s) && starts[s.ID] < s.EndedOn:
			r.statusRows(by).note(s.Status, s.Place, s.ID, s.Currency, s.monthly())
		}
	}
}

// reportStatuses reports what statuses say against the dates of their lines, and the words that nobody knows.
func (r *reader) reportStatuses() {
	r.checkStandings()
	const known = "; for those that do not count in any month, values: {status: {%[1]q: void}}; if they are paid for all the same: {%[1]q: active}"
	r.reportStatus("status_without_end", r.statuses[hasLeft], "subscriptions that have ended by their status, %s, have no ended_on; a status has no date, so they count as running, worth %s a month",
		"export the end date and map it to ended_on"+known)
	r.reportStatus("status_not_paying", r.statuses[resting], "subscriptions that are not paid for by their status, %s, have not ended; a status has no date, so they count as running, worth %s a month",
		"give those that are not paid for any more the day of that as ended_on"+known)
	r.reportStatus("status_not_started", r.statuses[notStarted], "subscriptions that have not started by their status, %s, have started by their started_on, so they count as running, worth %s a month",
		"correct started_on"+known)
	r.reportStatus("status_trial", r.statuses[inTrial], "subscriptions that are in trial by their status, %s, do not say when the trial ends, so they are not counted, worth %s a month",
		"export the end of the trial and map it to trial_ends_on; if they are paid for: values: {status: {%q: active}}, or mrr: {trials: true} to count trials")
	r.reportStatus("status_skipped", r.statuses[neverBegan], "subscriptions that never came into service by their status, %s, are skipped, with amounts of %s",
		"nothing, if that is so; to count them: values: {status: {%q: active}} for this source")
	r.reportStatus("status_after_end", r.statuses[pays], "subscriptions that are in service by their status, %s, have ended before others started, so they do not count any more, worth %s a month",
		"if ended_on is the end of a term that renews by itself, map the day on which service really ended to ended_on; if the status is old, nothing: values: {status: {%q: ended}}")
	r.reportStatus("status_unknown", r.statuses[unknownStanding], "subscriptions with a status that kpibook does not know, %s, count by their dates alone, worth %s a month",
		"say what it means: values: {status: {%q: active}} for this source; or trial, paused, cancelled, void")
	r.reportStatus("status_unknown", r.invoiceStatuses, "invoice lines with a status that kpibook does not know, %s, count as revenue, with amounts of %s",
		"say what it means: values: {status: {%q: paid}} for this source; or draft, void")
	r.reportStatus("paid_once", r.paidOnce, "subscriptions whose billing interval says that they are paid once, %s, are read as kind one_time and so are no recurring revenue, with amounts of %s",
		"nothing, if that is so; else say the interval with values: {billing_interval: {%q: ...}} for this source")
	r.sayStillPaying()
}

// sayStillPaying says in how a file was read that lines count whose status may raise a doubt of it.
func (r *reader) sayStillPaying() {
	rows := r.statuses[stillPays]
	if len(rows) == 0 {
		return
	}
	all, words, worth := rows.sum()
	if all.at.File >= 0 {
		f := &r.records.Files[all.at.File]
		f.How = append(f.How, fmt.Sprintf("status: %s: still in service, so they count until they end, worth %s a month", strings.Join(words, ", "), worth))
	}
}
