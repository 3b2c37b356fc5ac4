package audit

import (
	"cmp"
	"errors"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/reports"
	"kpibook/reports/formula"
	"kpibook/reports/seal"
)

// Figure is one figure of a workbook with its value, which may be a text such as n/a.
type Figure struct {
	What, Of, Over reports.Named
	Format         reports.Format
	Current        string // what kind of period it is the report's latest of; empty for an earlier one
	Value          formula.Value
}

// Change is a figure that two workbooks do not agree about.
type Change struct {
	What, Of      reports.Named
	Format        reports.Format
	Before, After reports.Named // the period in the old workbook and in the new one; the same but where reports of two periods are compared
	Old, New      formula.Value
}

// Comparison is what two workbooks say of the same figures.
type Comparison struct {
	Both     int      // figures of the same KPI, scope and period in both
	Restated []Change // those among them that differ
	Moved    []Change // where the reports are about two periods: figures of the one against those of the other, when they differ
	Held     int      // such figures that are the same
	Gone     []Figure // only in the old workbook, and not compared with another period
	Came     []Figure // only in the new one
}

// figureKey is what makes two figures the same.
type figureKey struct{ what, of, over string }

// Figures lists the figures of a workbook in the order of its sheets, each once. The error says that there is no list.
func (w *Workbook) Figures() ([]Figure, error) {
	if w.Seal == nil {
		return nil, errors.New("it carries no list of its figures, because another program made it or saved it")
	}
	var list []Figure
	seen := map[figureKey]bool{}
	for _, sealed := range w.Seal.Sheets {
		listed, err := w.Seal.Listed(sealed)
		if err != nil {
			return nil, err
		}
		values := map[reports.Position]formula.Value{}
		for _, s := range w.Sheets {
			if s.Name == sealed.Name {
				for _, c := range s.Cells {
					values[c.At] = c.Value
				}
			}
		}
		for _, f := range listed {
			what, of, over := w.Seal.What[f.What], w.Seal.Of[f.Of], w.Seal.Over[f.Over]
			if k := (figureKey{what.ID, of.ID, over.ID}); !seen[k] {
				seen[k] = true
				list = append(list, Figure{named(what), named(of), named(over), reports.Format{Kind: what.Format, Currency: what.Currency}, over.Current, values[f.At]})
			}
		}
	}
	return list, nil
}

func named(w seal.Word) reports.Named { return reports.Named{ID: w.ID, Name: w.Name} }

// Compare finds which figures differ between an older and a newer workbook.
func Compare(older, newer []Figure) Comparison {
	var c Comparison
	before := map[figureKey]Figure{}
	for _, f := range older {
		before[figureKey{f.What.ID, f.Of.ID, f.Over.ID}] = f
	}
	after := map[figureKey]bool{}
	current := map[figureKey]Figure{} // of the new workbook, by kind of period
	for _, f := range newer {
		k := figureKey{f.What.ID, f.Of.ID, f.Over.ID}
		after[k] = true
		if f.Current != "" {
			current[figureKey{f.What.ID, f.Of.ID, f.Current}] = f
		}
		was, ok := before[k]
		if !ok {
			continue
		}
		c.Both++
		if !formula.Same(was.Value, f.Value) {
			c.Restated = append(c.Restated, change(was, f))
		}
	}
	paired := map[figureKey]bool{}
	for _, f := range older {
		now, ok := current[figureKey{f.What.ID, f.Of.ID, f.Current}]
		switch {
		case f.Current == "" || !ok || now.Over == f.Over:
			if !after[figureKey{f.What.ID, f.Of.ID, f.Over.ID}] {
				c.Gone = append(c.Gone, f)
			}
			continue
		case formula.Same(f.Value, now.Value):
			c.Held++
		default:
			c.Moved = append(c.Moved, change(f, now))
		}
		paired[figureKey{now.What.ID, now.Of.ID, now.Over.ID}] = true
	}
	for _, f := range newer {
		k := figureKey{f.What.ID, f.Of.ID, f.Over.ID}
		if _, ok := before[k]; !ok && !paired[k] {
			c.Came = append(c.Came, f)
		}
	}
	return c
}

func change(old, new Figure) Change {
	return Change{new.What, new.Of, new.Format, old.Over, new.Over, old.Value, new.Value}
}

// ByKPI gathers changes by what was measured, in the order in which it first appears.
func ByKPI(changes []Change) (groups [][]Change) {
	at := map[string]int{}
	for _, c := range changes {
		i, ok := at[c.What.ID]
		if !ok {
			i = len(groups)
			at[c.What.ID] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// Largest puts the changes of one KPI in order: the book first, then its groups and customers, the largest difference first, and
// what came or went as a number before all.
func Largest(changes []Change) {
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(rank(a)-rank(b), -a.size().Cmp(b.size()))
	})
}

// rank puts the whole book before its parts.
func rank(c Change) int {
	if c.Of.ID == Book {
		return 0
	}
	return 1
}

// Book is the id of the whole book among those a figure is about.
const Book = "portfolio"

// Difference is new less old; false when one of them is no number.
func (c Change) Difference() (decimal.Decimal, bool) {
	if c.Old.Kind() != formula.Number || c.New.Kind() != formula.Number {
		return decimal.Decimal{}, false
	}
	return decimal.NewFromBigRat(new(big.Rat).Sub(c.New.Rat(), c.Old.Rat()), places), true
}

// places is how many decimals a difference is worked out to; workbooks hold 15 digits.
const places = 15

// size is how large a change is; what is no difference of numbers comes before all that are.
func (c Change) size() decimal.Decimal {
	if d, ok := c.Difference(); ok {
		return d.Abs()
	}
	return decimal.New(1, 300)
}
