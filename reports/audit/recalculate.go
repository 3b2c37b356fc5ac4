package audit

import (
	"kpibook/reports"
	"kpibook/reports/formula"
)

// Difference is a cell that is not what it should be.
type Difference struct {
	Sheet string
	At    reports.Position
	Whole bool   // it is about the whole sheet, not a cell
	What  string // one sentence
}

// Recalculation is what came of evaluating every formula of a workbook.
type Recalculation struct {
	Formulas    int
	Numbers     int // of the formulas, those that hold a number
	Differences []Difference
}

// Recalculate evaluates every formula from the cells it names, in exact arithmetic, and compares what comes out with what the
// file holds. A formula that cannot be read or evaluated is a difference.
func (w *Workbook) Recalculate() Recalculation {
	book, faults := w.book()
	r := Recalculation{}
	for _, s := range w.Sheets {
		for _, c := range s.Cells {
			if c.Formula == "" {
				continue
			}
			r.Formulas++
			if c.Value.Kind() == formula.Number {
				r.Numbers++
			}
			at := reports.Ref{Sheet: s.Name, Position: c.At}
			if fault, ok := faults[at]; ok {
				r.Differences = append(r.Differences, Difference{s.Name, c.At, false, "its formula cannot be read: " + fault + ": =" + c.Formula})
				continue
			}
			if now := book.Recalculated(at); !book.Agrees(at, c.Value) {
				r.Differences = append(r.Differences, Difference{s.Name, c.At, false, "it holds " + shown(c.Value) + ", and its formula gives " + shown(now) + ": =" + c.Formula})
			}
		}
	}
	return r
}

// book is the workbook as formulas see it, and what is wrong with formulas that cannot be read.
func (w *Workbook) book() (*formula.Book, map[reports.Ref]string) {
	book, faults := formula.NewBook(), map[reports.Ref]string{}
	for name, means := range w.Names {
		book.Name(name, means)
	}
	for _, s := range w.Sheets {
		book.AddSheet(s.Name)
	}
	for _, s := range w.Sheets {
		for _, c := range s.Cells {
			at := reports.Ref{Sheet: s.Name, Position: c.At}
			if c.Formula == "" {
				book.Set(at, c.Value, nil)
				continue
			}
			f, err := formula.Parse(c.Formula)
			if err != nil {
				faults[at] = err.Error()
				book.Set(at, c.Value, nil)
				continue
			}
			book.Set(at, formula.Value{}, f)
		}
	}
	return book, faults
}

// shown is a value in a sentence.
func shown(v formula.Value) string {
	switch v.Kind() {
	case formula.Empty:
		return "nothing"
	case formula.Text:
		return `"` + v.String() + `"`
	}
	return v.String()
}

// Cell is the address of the difference, empty when it is about a whole sheet.
func (d Difference) Cell() string {
	if d.Whole {
		return ""
	}
	return d.At.Address()
}
