package ingest

import (
	"fmt"
	"maps"
	"slices"

	"kpibook/formulas/period"
)

// ends are the end dates of one column.
type ends struct {
	first  Place
	count  int
	months int // that are the last day of one
}

func (v *view) ends(column string) *ends {
	if v.ending == nil {
		v.ending = map[string]*ends{}
	}
	if v.ending[column] == nil {
		v.ending[column] = &ends{}
	}
	return v.ending[column]
}

func (e *ends) note(day period.Date, at Place) {
	if e.count++; e.count == 1 {
		e.first = at
	}
	if day == day.Month().Last() {
		e.months++
	}
}

// sayEnds says how end dates are read that the job file says nothing about, and doubts it where nearly all of them look like
// last days.
func (v *view) sayEnds() {
	for _, column := range slices.Sorted(maps.Keys(v.ending)) {
		e, fix := v.ending[column], fmt.Sprintf("end_dates: {%s: inclusive}", column)
		if v.layout.source.EndDates[column] != "" {
			continue
		}
		v.say(fmt.Sprintf("%s: the first day %s; say %s if it is the last day", column, after(column), fix))
		if e.count >= 3 && 5*e.months >= 4*e.count {
			v.find(Finding{Place: e.first, Kind: "end_dates_doubtful", Count: e.months,
				Text: fmt.Sprintf("%d of %d dates in %s are the last day of a month, but are read as the first day %s", e.months, e.count, column, after(column)),
				Fix:  fmt.Sprintf("say %s for this source if they are the last day; if they are not, say exclusive", fix)})
		}
	}
}

// after says what the first day after an end date is.
func after(column string) string {
	switch column {
	case "trial_ends_on":
		return "after the trial"
	case "discount_ends_on":
		return "at the full price"
	case "deactivated_on":
		return "without access"
	case "terminated_on":
		return "without the contract"
	}
	return "without service"
}
