package ingest

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// otherUnits are how many times as much an amount is in another unit: cents for euros, euros for thousands.
var otherUnits = [...]int64{100, 1000}

// fewestRows of a file are those from which on its amounts have a mean worth comparing.
const fewestRows = 3

// TimesAsMuch says how many times an amount is another one, both above zero, where that is about what another unit would make of it: "about
// 100 times", "about 1/1000 of"; else it is empty. A quarter more or less is put down to customers who came or went.
func TimesAsMuch(was, is *big.Rat) string {
	for _, unit := range otherUnits {
		for _, said := range []struct {
			times *big.Rat
			text  string
		}{{new(big.Rat).Quo(is, was), fmt.Sprintf("about %d times", unit)}, {new(big.Rat).Quo(was, is), fmt.Sprintf("about 1/%d of", unit)}} {
			if said.times.Cmp(big.NewRat(4*unit, 5)) >= 0 && said.times.Cmp(big.NewRat(5*unit, 4)) <= 0 {
				return said.text
			}
		}
	}
	return ""
}

// means are the mean amounts of the rows that were loaded, by column and currency.
func (f *File) means() map[string]string {
	means := map[string]string{}
	for _, t := range f.Totals {
		if f.Loaded >= fewestRows && t.Loaded.Sign() > 0 {
			means[t.Column+" "+t.Currency] = t.Loaded.DivRound(decimal.NewFromInt(int64(f.Loaded)), 8).String()
		}
	}
	return means
}

// rescaled reports amounts that are on average as much more, or less, than an earlier run read from such a file as another unit would make
// them.
func (v *view) rescaled(before *Reading) {
	now := v.file.means()
	for _, column := range slices.Sorted(maps.Keys(now)) {
		was, err := decimal.NewFromString(before.Means[column])
		if err != nil || was.Sign() <= 0 {
			continue
		}
		is := decimal.RequireFromString(now[column])
		if times := TimesAsMuch(was.Rat(), is.Rat()); times != "" {
			v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "scale_changed", Count: 1,
				Text: fmt.Sprintf("%s is on average %s, %s what %s read: %s", column, is.Round(2), times, before.run(), was.Round(2)),
				Fix:  "see whether the amounts are in cents or thousands now, or were before: minor_units: true is for a source in cents; anything else has to be exported in whole units"})
		}
	}
}
