package facts

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// LastCompleteMonth is the last month that the data covers to its end, and one sentence on how that is known: by the latest
// usage row, else by the last month of the mrr table, else by the latest start of a subscription. A single date far behind
// all others is more likely a typing error than the present, so it is refused: everything would be reported for a month that
// has not come.
func LastCompleteMonth(calendar period.Calendar, records *ingest.Records, usage *Usage) (period.Month, string, error) {
	if loaded := records.Datasets["usage"]; usage != nil && loaded != nil && loaded.Rows > 0 && loaded.Last != period.NoDate {
		return complete(calendar, loaded.Last, "usage row", 3, slices.Collect(maps.Keys(usage.months)))
	}
	if loaded := records.Datasets["mrr"]; loaded != nil && loaded.Rows > 0 && len(records.Subscriptions) == 0 {
		var months []period.Month
		for _, row := range records.MRR {
			months = append(months, row.Month)
		}
		last := slices.Max(months)
		return complete(calendar, last.Last(), "month of the mrr table", 3, months)
	}
	if len(records.Subscriptions) > 0 {
		last, ending := period.NoDate, 0
		var months []period.Month
		for _, s := range records.Subscriptions {
			if !s.Ahead {
				last, months = max(last, s.StartedOn), append(months, calendar.MonthOf(s.StartedOn))
			}
		}
		if last == period.NoDate {
			return 0, "", errors.New("no subscription has started by its status, so there is no month to report")
		}
		for _, s := range records.Subscriptions {
			if s.EndedOn > last {
				ending++
			}
		}
		month, how, err := complete(calendar, last, "start of a subscription", 12, months)
		if err == nil && ending > 0 {
			how += fmt.Sprintf(" (%d end later; if some of them have ended by now, say the month to report with --as-of)", ending)
		}
		return month, how, err
	}
	return 0, "", errors.New("no subscriptions, mrr or usage rows, so there is no month to report")
}

// complete is the last month that ends no later than a day, which stands at most so many months behind the others.
func complete(calendar period.Calendar, day period.Date, what string, gap period.Month, months []period.Month) (period.Month, string, error) {
	slices.Sort(months)
	months = slices.Compact(months)
	if n := len(months); n > 1 && months[n-1]-months[n-2] > gap {
		return 0, "", fmt.Errorf("the latest %s is %s, %d months after all others (%s and before), so it cannot tell which month to report", what, day, months[n-1]-months[n-2], months[n-2].Label())
	}
	month := calendar.MonthOf(day)
	if day < month.Last() {
		month--
	}
	return month, fmt.Sprintf("%s is the last complete month: the latest %s is %s", month.Label(), what, day), nil
}

// firstCovered is the first month of the datasets there are, where no recurring revenue tells when the history starts.
func (f *Facts) firstCovered() period.Month {
	first := f.Last
	for _, loaded := range f.datasets {
		if loaded.Rows > 0 && loaded.First != period.NoDate {
			first = min(first, f.Calendar.MonthOf(loaded.First))
		}
	}
	return first
}
