package service

import (
	"context"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// trend is a KPI over the periods of a report.
type trend struct {
	Name, Value, From, To, Low, High string
	Points                           template.HTML // of the line, in the picture's units
	Description                      string
}

// The trends of a page, and how many periods one has at least and at most.
const (
	trendsShown  = 4
	trendPeriods = 13
	trendAtLeast = 3
)

// The size of a picture, in its units, and the space around the line.
const (
	pictureWidth  = 320
	pictureHeight = 80
	pictureMargin = 6
)

// trends draws the first KPIs of the newest workbook: those on its summary, which come first in the ledger.
func (d *Daemon) trends(ctx context.Context, file *job.File, runs []ledger.Run) ([]trend, error) {
	for _, run := range runs {
		for _, o := range run.Outputs {
			if o.Kind != ledger.Workbook || o.FigureRows == 0 {
				continue
			}
			figures, err := d.ledger.Figures(ctx, run.ID, o.Number)
			if err != nil {
				return nil, err
			}
			return drawn(file, figures)
		}
	}
	return nil, nil
}

// series is a KPI's figures over periods of one kind.
type series struct {
	kpi    string
	kind   period.Kind
	points []point
}

type point struct {
	at    period.Period
	value decimal.Decimal
}

func drawn(file *job.File, figures []ledger.Figure) (list []trend, err error) {
	catalogue, err := file.Catalogue()
	if err != nil {
		return nil, err
	}
	var all []*series
	for _, f := range figures {
		if f.Scope != "portfolio" || f.Number == "" {
			continue
		}
		at, err := file.Calendar().Parse(f.Period)
		value, exact := number(f.Number)
		if err != nil || !exact {
			continue // a period that the job file no longer has
		}
		i := slices.IndexFunc(all, func(s *series) bool { return s.kpi == f.KPI && s.kind == at.Kind })
		if i < 0 {
			i, all = len(all), append(all, &series{kpi: f.KPI, kind: at.Kind})
		}
		all[i].points = append(all[i].points, point{at, value})
	}
	taken := map[string]bool{}
	for _, s := range all {
		id, variant, _ := strings.Cut(s.kpi, ".")
		kpi, known := catalogue.ByID(id)
		if !known || taken[s.kpi] || len(s.points) < trendAtLeast || s.kind != period.MonthKind && s.kind != period.TTM {
			continue
		}
		taken[s.kpi] = true
		if list = append(list, s.draw(kpi, variant, file.Currency)); len(list) == trendsShown {
			break
		}
	}
	return list, nil
}

// number reads an exact decimal, or a fraction such as 1/3 to as many digits as a picture shows.
func number(text string) (decimal.Decimal, bool) {
	above, below, fraction := strings.Cut(text, "/")
	value, err := decimal.NewFromString(above)
	if err != nil || !fraction {
		return value, err == nil
	}
	by, err := decimal.NewFromString(below)
	if err != nil || by.IsZero() {
		return value, false
	}
	return value.DivRound(by, 8), true
}

// draw lays the line out from the oldest to the newest figure.
func (s *series) draw(kpi *formulas.KPI, variant, currency string) trend {
	slices.SortFunc(s.points, func(a, b point) int { return int(a.at.Last - b.at.Last) })
	s.points = s.points[max(0, len(s.points)-trendPeriods):]
	low, high := s.points[0].value, s.points[0].value
	for _, p := range s.points {
		low, high = decimal.Min(low, p.value), decimal.Max(high, p.value)
	}
	span := high.Sub(low)
	var line strings.Builder
	for i, p := range s.points {
		x := pictureMargin + i*(pictureWidth-2*pictureMargin)/(len(s.points)-1)
		y := pictureHeight / 2
		if !span.IsZero() {
			y = pictureHeight - pictureMargin - int(p.value.Sub(low).Mul(decimal.NewFromInt(pictureHeight-2*pictureMargin)).DivRound(span, 0).IntPart())
		}
		fmt.Fprintf(&line, "%d,%d ", x, y)
	}
	first, last := s.points[0], s.points[len(s.points)-1]
	shown := func(v decimal.Decimal) string { return inUnit(v, kpi.UnitOf(variant), currency) }
	t := trend{Name: kpi.Name, Value: shown(last.value), From: first.at.Label(), To: last.at.Label(), Low: shown(low), High: shown(high),
		Points: template.HTML(strings.TrimSpace(line.String()))} // digits, commas and blanks
	t.Description = fmt.Sprintf("%s from %s to %s: %s to %s, lowest %s, highest %s", t.Name, t.From, t.To, shown(first.value), t.Value, t.Low, t.High)
	return t
}

// inUnit is a figure for people.
func inUnit(v decimal.Decimal, unit formulas.Unit, currency string) string {
	switch unit {
	case formulas.Money:
		return grouped(v.StringFixed(0)) + " " + currency
	case formulas.Ratio:
		return v.Shift(2).StringFixed(1) + "%"
	case formulas.Count:
		return grouped(v.StringFixed(0))
	}
	return v.StringFixed(1)
}

// grouped puts a comma between thousands.
func grouped(digits string) string {
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
