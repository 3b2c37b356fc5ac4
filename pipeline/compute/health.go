package compute

import (
	"fmt"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// healthOf is what is known of one paying customer's health at the end of a period.
type healthOf struct {
	id                   string
	arr, score, coverage expr.Value
}

// band is the band of its score.
func (b *Book) band(h healthOf) formulas.Band {
	band, _ := b.Catalogue.Health().Bands.Of(h.score)
	return band
}

// scored works out a score of a scope and period.
func (b *Book) scored(card formulas.Scorecard, scope facts.Scope, p period.Period) formulas.Scored {
	return card.Of(func(in formulas.ScoreInput) expr.Value { return b.scoreInput(in, scope, p) })
}

// scoreInput is the figure of an input for a score of a scope and period.
func (b *Book) scoreInput(in formulas.ScoreInput, scope facts.Scope, p period.Period) expr.Value {
	over := in.Over.Of(p)
	if kpi, ok := b.Catalogue.ByID(in.ID); ok {
		return b.Value(Chosen{kpi, in.Variant}, scope, over)
	}
	return b.Facts.Value(in.ID, scope, over)
}

// models tells which scorecard is for a customer on the last day of a period: the first one for its value of a dimension, else the
// main one; and whose it is, in words, "" for the main one.
func (b *Book) models(p period.Period) func(id string) (formulas.Scorecard, string) {
	h := b.Catalogue.Health()
	var inside []func(id string) bool
	var of []int
	var whose []string
	for i, m := range h.Models {
		for _, value := range m.Values {
			scope := facts.Scope{Dimension: m.Dimension, Value: value}
			inside, of, whose = append(inside, b.Facts.Within(scope, p)), append(of, i), append(whose, scope.String())
		}
	}
	return func(id string) (formulas.Scorecard, string) {
		for i, within := range inside {
			if within(id) {
				return h.Models[of[i]].Scorecard, whose[i]
			}
		}
		return h.Scorecard, ""
	}
}

// healthPeriod is the period whose health stands for that of p: where no input is read over the period itself, only its last month
// counts.
func (b *Book) healthPeriod(p period.Period) period.Period {
	h := b.Catalogue.Health()
	inputs := h.Inputs
	for _, m := range h.Models {
		inputs = append(inputs[:len(inputs):len(inputs)], m.Inputs...)
	}
	if slices.ContainsFunc(inputs, func(in formulas.ScoreInput) bool { return in.Over == "" }) {
		return p
	}
	return b.Facts.Calendar.At(period.MonthKind, p.Last)
}

// healths are the paying customers at the end of a period, in the order of the accounts.
type healths struct {
	list []healthOf
	at   map[string]int // by id
}

// health gives every customer that pays on the last day of a period, or the reason why that is not known.
func (b *Book) health(p period.Period) (healths, expr.Reason) {
	p = b.healthPeriod(p)
	b.healthLock.Lock()
	defer b.healthLock.Unlock()
	if known, ok := b.healths[p]; ok {
		return known, expr.Reason{}
	}
	model, absent := b.models(p), b.absent(p)
	all := healths{at: map[string]int{}}
	for _, account := range b.Facts.Accounts {
		scope := facts.AccountScope(account.ID)
		arr := b.Facts.Value("closing_arr", scope, p)
		if !arr.Available() {
			return healths{}, arr.Reason()
		}
		if arr.Sign() <= 0 {
			continue
		}
		card, _ := model(account.ID)
		scored := card.Of(func(in formulas.ScoreInput) expr.Value {
			if v, ok := absent[in.Key()]; ok {
				return v
			}
			return b.scoreInput(in, scope, p)
		})
		all.at[account.ID] = len(all.list)
		all.list = append(all.list, healthOf{account.ID, arr, scored.Value, scored.Coverage})
	}
	if len(b.healths) >= mostHealths {
		clear(b.healths)
	}
	b.healths[p] = all
	return all, expr.Reason{}
}

// mostHealths is of how many periods the health of every customer is kept: three years of months, because a table of figures asks
// for all of them again and again.
const mostHealths = 40

// absent are the inputs, by key, that no customer can have in a period because the data has no such dataset or column, or the job
// no such setting.
func (b *Book) absent(p period.Period) map[string]expr.Value {
	h := b.Catalogue.Health()
	cards := []formulas.Scorecard{h.Scorecard}
	for _, m := range h.Models {
		cards = append(cards, m.Scorecard)
	}
	none := map[string]expr.Value{}
	for _, card := range cards {
		for _, in := range card.Inputs {
			switch v := b.scoreInput(in, facts.Portfolio, p); v.Reason().Code {
			case expr.NoDataset, expr.NoColumn, expr.NoSetting:
				none[in.Key()] = v
			}
		}
	}
	return none
}

// healthWithin are the paying customers of a scope; the reason tells why there is none.
func (b *Book) healthWithin(scope facts.Scope, p period.Period) ([]healthOf, expr.Reason) {
	all, reason := b.health(p)
	if reason.Code != expr.Available {
		return nil, reason
	}
	if scope.Dimension == "account" {
		at, ok := all.at[scope.Value]
		if !ok {
			return nil, expr.Reason{Code: expr.OutsideCover, Detail: "pays nothing on " + p.LastDay().String()}
		}
		return all.list[at : at+1], expr.Reason{}
	}
	inside := b.Facts.Within(scope, p)
	var list []healthOf
	for _, h := range all.list {
		if inside(h.id) {
			list = append(list, h)
		}
	}
	if len(list) == 0 {
		return nil, expr.Reason{Code: expr.OutsideCover, Detail: "no paying customer on " + p.LastDay().String()}
	}
	return list, expr.Reason{}
}

// weighted is the mean of a figure over customers by ARR; missing ones are left out, and it is missing when all are.
func weighted(list []healthOf, figure func(h healthOf) expr.Value) expr.Value {
	var sum, weight expr.Value
	for _, h := range list {
		if v := figure(h); v.Available() {
			sum, weight = sum.Add(h.arr.Mul(v)), weight.Add(h.arr)
		}
	}
	if weight.Sign() == 0 {
		if len(list) == 1 {
			return figure(list[0])
		}
		return expr.Missing(expr.DataGap, fmt.Sprintf("none of %d customers has a score, %s", len(list), figure(list[0]).Reason().Detail))
	}
	return sum.Quo(weight)
}

func scoreFigure(h healthOf) expr.Value    { return h.score }
func coverageFigure(h healthOf) expr.Value { return h.coverage }

// healthMean is the method of the health score and of its coverage.
func healthMean(figure func(h healthOf) expr.Value) method {
	return method{value: func(b *Book, scope facts.Scope, p period.Period) expr.Value {
		list, reason := b.healthWithin(scope, p)
		if reason.Code != expr.Available {
			return expr.Missing(reason.Code, reason.Detail)
		}
		return weighted(list, figure)
	}}
}

// healthStatus is the band of the health score.
func healthStatus(b *Book, scope facts.Scope, p period.Period) expr.Value {
	score, _ := b.Choose("health_score")
	value := b.Value(score, scope, p)
	if band, ok := b.Catalogue.Health().Bands.Of(value); ok {
		return expr.Label(band.Words())
	}
	return value
}

// healthSum is a method that adds something up over the customers that have a score: part gives that of a customer.
func healthSum(part func(b *Book, p period.Period) (func(h healthOf) expr.Value, expr.Reason)) method {
	shares := func(b *Book, scope facts.Scope, p period.Period) (map[string]expr.Value, expr.Value) {
		list, reason := b.healthWithin(scope, p)
		if reason.Code != expr.Available {
			return nil, expr.Missing(reason.Code, reason.Detail)
		}
		if any := weighted(list, scoreFigure); !any.Available() {
			return nil, any
		}
		of, reason := part(b, p)
		if reason.Code != expr.Available {
			return nil, expr.Missing(reason.Code, reason.Detail)
		}
		parts, total := map[string]expr.Value{}, expr.Value{}
		for _, h := range list {
			if v := of(h); h.score.Available() && v.Sign() != 0 {
				parts[h.id], total = v, total.Add(v)
			}
		}
		return parts, total
	}
	return method{
		value: func(b *Book, scope facts.Scope, p period.Period) expr.Value {
			_, total := shares(b, scope, p)
			return total
		},
		shares: func(b *Book, scope facts.Scope, p period.Period) map[string]expr.Value {
			parts, _ := shares(b, scope, p)
			return parts
		},
	}
}

// customersIn counts the customers of a band.
func customersIn(band formulas.Band) method {
	return healthSum(func(b *Book, _ period.Period) (func(h healthOf) expr.Value, expr.Reason) {
		return func(h healthOf) expr.Value {
			if b.band(h) == band {
				return expr.Fraction(1, 1)
			}
			return expr.Value{}
		}, expr.Reason{}
	})
}

// arrAtRisk adds up the ARR of customers that are not green and have a renewal falling due.
func arrAtRisk() method {
	return healthSum(func(b *Book, p period.Period) (func(h healthOf) expr.Value, expr.Reason) {
		due, reason := b.Facts.DueWithin(p, b.Catalogue.Health().RenewalDays)
		return func(h healthOf) expr.Value {
			if _, ok := due[h.id]; ok && b.band(h) != formulas.Green {
				return h.arr
			}
			return expr.Value{}
		}, reason
	})
}

// customerSentiment is a score over the surveys of the scope itself.
func customerSentiment(b *Book, scope facts.Scope, p period.Period) expr.Value {
	return b.scored(*b.Catalogue.Sentiment(), scope, p).Value
}

// Band is how a figure of a KPI is to be taken: its band, where the KPI has bands and the figure a value.
func (b *Book) Band(c Chosen, v expr.Value) (formulas.Band, bool) { return c.Bands().Of(v) }

// Bands are those of a KPI in a definition; none where the definition has another unit than the KPI.
func (c Chosen) Bands() formulas.Bands {
	if c.KPI.UnitOf(c.Variant) != c.KPI.Unit {
		return formulas.Bands{}
	}
	return c.KPI.Bands
}

// Tolerance is by how much a target may be missed to be nearly met, as a share of the target.
func (b *Book) Tolerance() expr.Value { return b.tolerance }
