package facts

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// LastCompleteMonth is the last month that the data covers to its end, and one sentence on how that is known: by the latest
// usage row, else by the last month of the mrr table, else by the latest start of a subscription.
func LastCompleteMonth(records *ingest.Records) (period.Month, string, error) {
	complete := func(day period.Date, what string) (period.Month, string, error) {
		month := day.Month()
		if day < month.Last() {
			month--
		}
		return month, fmt.Sprintf("%s is the last complete month: the latest %s is %s", month.Label(), what, day), nil
	}
	if loaded := records.Datasets["usage"]; loaded != nil && loaded.Rows > 0 && loaded.Last != period.NoDate {
		return complete(loaded.Last, "usage row")
	}
	if loaded := records.Datasets["mrr"]; loaded != nil && loaded.Rows > 0 && len(records.Subscriptions) == 0 {
		month := slices.MaxFunc(records.MRR, func(a, b ingest.MonthlyRevenue) int { return cmp.Compare(a.Month, b.Month) }).Month
		return month, fmt.Sprintf("%s is the last month of the mrr table", month.Label()), nil
	}
	if len(records.Subscriptions) > 0 {
		last := slices.MaxFunc(records.Subscriptions, func(a, b ingest.Subscription) int { return cmp.Compare(a.StartedOn, b.StartedOn) })
		return complete(last.StartedOn, "start of a subscription")
	}
	return 0, "", errors.New("no subscriptions, mrr or usage rows, so there is no month to report")
}
