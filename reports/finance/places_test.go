package finance

import (
	"testing"

	"github.com/shopspring/decimal"
)

// TestCheckPlaces: a check looks at every digit that cells of 15 can hold of the sums, which is all of a usual book's, and at whole units
// at least.
func TestCheckPlaces(t *testing.T) {
	for figure, want := range map[string]int{"0": 6, "-276775.31": 6, "9999999.99": 6, "59894697105": 2, "-59894697105.25": 2, "700000000000000": 0} {
		if got := checkPlaces(decimal.NewFromInt(1), decimal.RequireFromString(figure)); got != want {
			t.Errorf("%s: got %d, want %d", figure, got, want)
		}
	}
}
