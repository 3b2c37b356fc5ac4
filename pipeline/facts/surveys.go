package facts

import (
	"math/big"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// bookSurveys books surveys on the day they were sent, and their answers on the day of the answer; an answer without a day of
// its own stands on the day the survey was sent. A survey without a score is one without an answer.
//
// An answer that its kind's rule cannot place is in survey_responses, and left out of the kind's measures and counted: a
// recommendation that is no whole number of 0 to 10, a satisfaction outside its scale, an effort on a scale
// other than the job's.
func (f *Facts) bookSurveys(rows []ingest.Survey) {
	scored := func(measure string) *flow { return f.flow(measure, "surveys", 1).needs(f, "score") }
	sent, answered := f.flow("surveys_sent", "surveys", 1).needs(f, "sent_on"), scored("survey_responses")
	groups := map[string]*flow{"promoters": scored("promoters"), "passives": scored("passives"), "detractors": scored("detractors")}
	recommendations, otherRecommendations := scored("nps_responses"), f.leftOut("nps_responses", "surveys")
	typed := map[string]map[string][]*flow{}
	for _, kind := range []string{"relational", "transactional"} {
		of := func(measure string) *flow { return scored(kind+"_"+measure).needs(f, "survey_type") }
		all := of("nps_responses")
		typed[kind] = map[string][]*flow{"promoters": {of("promoters"), all}, "passives": {all}, "detractors": {of("detractors"), all}}
	}
	satisfied, satisfactions, otherSatisfactions := scored("csat_satisfied"), scored("csat_responses"), f.leftOut("csat_responses", "surveys")
	satisfactionTotal := scored("csat_total")
	satisfactionTotal.denominator = places
	effort, efforts, otherEfforts := scored("ces_total"), scored("ces_responses"), f.leftOut("ces_responses", "surveys")
	effort.denominator = scale
	for i := range rows {
		s := &rows[i]
		account := f.account(s.Account)
		sent.add(account, s.SentOn, 1, s.Place)
		if !s.Score.Valid {
			continue
		}
		on := s.RespondedOn
		if on == period.NoDate {
			on = s.SentOn
		}
		add := func(l *flow, amount int64) { l.add(account, on, amount, s.Place) }
		add(answered, 1)
		switch s.Kind {
		case "nps":
			group, ok := recommendation(s)
			if !ok {
				add(otherRecommendations, 1)
				continue
			}
			add(groups[group], 1)
			add(recommendations, 1)
			for _, l := range typed[s.Type][group] {
				add(l, 1)
			}
		case "csat":
			happy, place, ok := satisfaction(s)
			if !ok {
				add(otherSatisfactions, 1)
				continue
			}
			if happy {
				add(satisfied, 1)
			}
			add(satisfactionTotal, place)
			add(satisfactions, 1)
		case "ces":
			amount, ok := f.effort(s)
			if !ok {
				add(otherEfforts, 1)
				continue
			}
			add(effort, amount)
			add(efforts, 1)
		}
	}
}

// is tells whether the end of a scale is a number, or not given.
func is(end decimal.NullDecimal, number int64) bool {
	return !end.Valid || end.Decimal.Equal(decimal.NewFromInt(number))
}

// onScale tells whether a score lies between two ends.
func onScale(score decimal.Decimal, low, high int64) bool {
	return score.GreaterThanOrEqual(decimal.NewFromInt(low)) && score.LessThanOrEqual(decimal.NewFromInt(high))
}

// recommendation is the group of an answer of 0 to 10, 10 the best; without a scale the answer is taken to be on this one.
func recommendation(s *ingest.Survey) (group string, ok bool) {
	score := s.Score.Decimal
	if !is(s.ScaleMin, 0) || !is(s.ScaleMax, 10) || s.LowIsGood || !score.IsInteger() || !onScale(score, 0, 10) {
		return "", false
	}
	switch points := score.IntPart(); {
	case points >= 9:
		return "promoters", true
	case points >= 7:
		return "passives", true
	}
	return "detractors", true
}

// places is the denominator of an answer's place on its scale: exact for scales of up to ten steps and six decimals.
const places = 2520 * scale

// satisfaction tells whether an answer lies in the top two boxes of its scale, the top one on a scale of three points or
// fewer, and its place between the bad end, 0, and the good end, 1, in parts of places; where low is good, the top is the low
// end.
func satisfaction(s *ingest.Survey) (satisfied bool, place int64, ok bool) {
	score, low, high := s.Score.Decimal, s.ScaleMin.Decimal, s.ScaleMax.Decimal
	if !s.ScaleMin.Valid || !s.ScaleMax.Valid || !low.LessThan(high) || score.LessThan(low) || score.GreaterThan(high) {
		return false, 0, false
	}
	below := high.Sub(score) // from the good end
	if s.LowIsGood {
		below = score.Sub(low)
	}
	boxes := decimal.NewFromInt(1)                            // down from the top one
	if high.Sub(low).LessThanOrEqual(decimal.NewFromInt(2)) { // points are one more than the steps between them
		boxes = decimal.Zero
	}
	steps := high.Sub(low)
	part := new(big.Rat).Quo(steps.Sub(below).Rat(), steps.Rat())
	place, err := roundHalfEven(part.Mul(part, big.NewRat(places, 1)))
	return below.LessThanOrEqual(boxes), place, err == nil
}

// effort is a score on the job's scale, in millionths. Answers of a file that gives no scale or no direction are taken to be
// on it, whatever the reader has filled in.
func (f *Facts) effort(s *ingest.Survey) (amount int64, ok bool) {
	hardest, easiest := f.settings.kpis.EffortScale()
	low, high := min(hardest, easiest), max(hardest, easiest)
	given := func(column string) bool { return f.datasets["surveys"] != nil && f.datasets["surveys"].Columns[column] }
	if given("scale_min") && !is(s.ScaleMin, low) || given("scale_max") && !is(s.ScaleMax, high) || !onScale(s.Score.Decimal, low, high) ||
		given("higher_is") && s.LowIsGood != (hardest > easiest) {
		return 0, false
	}
	amount, err := annualise(s.Score.Decimal, 1, 1)
	return amount, err == nil
}
