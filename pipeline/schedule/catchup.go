package schedule

import "time"

// CatchUp is what becomes of due times that passed while nobody watched.
type CatchUp string

// The policies.
const (
	None   CatchUp = "none"   // they are said, and not made up
	Latest CatchUp = "latest" // the last one is made up, for all of them
	All    CatchUp = "all"    // each is made up, in order
)

// Grace is how late a due time may be seen without counting as missed.
const Grace = 5 * time.Minute

// Missed tells whether a due time had passed before it was seen.
func (d Due) Missed(now time.Time) bool { return now.Sub(d.At) > Grace }

// Choose splits due times, in their order, into those to run and those that are only said.
func (c CatchUp) Choose(dues []Due, now time.Time) (run, skipped []Due) {
	for i, due := range dues {
		if !due.Missed(now) && c != Latest || c == All || c == Latest && i == len(dues)-1 {
			run = append(run, due)
		} else {
			skipped = append(skipped, due)
		}
	}
	return run, skipped
}
