package formulas

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
)

// The entries that a model is handed to.
const (
	healthScore       = "health_score"
	healthStatus      = "health_status"
	healthCoverage    = "health_coverage"
	arrAtRisk         = "arr_at_risk"
	customerSentiment = "customer_sentiment"
)

// Health is the model of the health score.
type Health struct {
	Scorecard                 // of customers that no other model is for
	Models      []HealthModel // the first that is for a customer counts
	Bands       Bands
	RenewalDays int // ARR at risk: renewals that fall due within so many days of the period's end
}

// HealthModel is the score of the customers with some values of a dimension, such as segment.
type HealthModel struct {
	Dimension string
	Values    []string
	Scorecard
}

// linear is an input on a straight line.
func linear(id string, weight int64, over Span, worst, best string) ScoreInput {
	return ScoreInput{ID: id, Weight: decimal.NewFromInt(weight), Over: over,
		Scale: Scale{Worst: decimal.RequireFromString(worst), Best: decimal.RequireFromString(best)}}
}

// stepwise is an input by steps of falling points, each "points under limit"; the last has no limit.
func stepwise(id string, weight int64, over Span, steps ...Step) ScoreInput {
	return ScoreInput{ID: id, Weight: decimal.NewFromInt(weight), Over: over, Scale: Scale{Steps: steps}}
}

func step(from, to string, points int64) Step {
	return Step{NewRange(from, to), decimal.NewFromInt(points)}
}

func DefaultHealth() Health {
	return Health{
		Scorecard: Scorecard{Coverage: decimal.New(5, -1), Inputs: []ScoreInput{
			linear("adoption_rate", 20, "month", "0.05", "0.45"),
			linear("stickiness", 15, "month", "0.02", "0.22"),
			stepwise("days_since_last_activity", 10, "month", step("", "8", 100), step("8", "15", 60), step("15", "31", 30), step("31", "", 0)),
			linear("user_growth_rate", 5, "quarter", "-0.25", "0.05"),
			linear("net_promoter_score", 10, "ttm", "-50", "50"),
			linear("customer_satisfaction_score", 10, "ttm", "0.5", "0.95"),
			linear("tickets_per_active_user", 5, "quarter", "1", "0"),
			stepwise("escalations", 5, "quarter", step("", "1", 100), step("1", "2", 50), step("2", "", 0)),
			linear("sla_attainment", 5, "quarter", "0.7", "1"),
			linear("net_revenue_retention", 10, "ttm", "0.8", "1.05"),
			stepwise("touchpoints", 5, "quarter", step("", "1", 0), step("1", "2", 60), step("2", "", 100)),
		}},
		Bands:       Bands{Green: NewRange("70", ""), Yellow: NewRange("40", "70"), Red: NewRange("", "40")},
		RenewalDays: 90,
	}
}

// DefaultSentiment is the customer sentiment of a job file that gives no weights and no effort scale.
func DefaultSentiment() Scorecard {
	return Scorecard{Inputs: []ScoreInput{
		linear("net_promoter_score", 1, "", "-100", "100"),
		linear("customer_satisfaction_score", 1, "", "0", "1"),
		linear("customer_effort_score", 1, "", "1", "7"),
	}}
}

// health is the part of the Operations family that rests on the health score. Its words and what it rests on follow from the
// model.
func health() []KPI {
	paying := "closing_arr"
	return family(Operations, []KPI{
		{
			ID: healthScore, Name: "Health score",
			Definition: "How a customer does, from 0 to 100: the weighted mean of figures that the job file names, each scaled to 0..100. Of a group or the portfolio, the mean over its paying customers, weighted by their ARR.",
			Not:        "It is no forecast. The weight of an input that is not known is shared out among the others; health coverage shows how much is known.",
			Source:     Source{Landscape, "Health Score"},
			Method:     MethodHealthScore,
			Unit:       Score, Better: Up,
			Examples: []Example{
				example("adoption_rate=0.45 stickiness=0.22 days_since_last_activity=3 net_promoter_score=50", "100"),
				example("adoption_rate=0.25 stickiness=0.12 net_promoter_score=0 customer_satisfaction_score=0.725", "50"),
				example("stickiness=0.4 net_promoter_score=50", "n/a (data gap: 25% of the weight is known, 50% is needed)"),
			},
		},
		{
			ID: healthStatus, Name: "Health status", Short: "RYG",
			Definition: "The band that the health score lies in: green is healthy, yellow a potential risk, red a high risk.",
			Not:        "A group's status is that of its mean score, which hides the customers below it; the numbers of customers by band show them.",
			Source:     Source{Landscape, "Red Yellow Green (RYG)"},
			Method:     MethodHealthStatus,
			Basis:      []string{healthScore},
			Unit:       LabelUnit,
			Examples: []Example{
				example("health_score=70", "green (healthy)"),
				example("health_score=69.99", "yellow (potential risk)"),
				example("health_score=39.5", "red (high risk)"),
				example("stickiness=0.4", "n/a (data gap: 15% of the weight is known, 50% is needed)"),
			},
		},
		{
			ID: healthCoverage, Name: "Health coverage",
			Definition: "The share of the health score's weight whose inputs are known. Of a group and of the portfolio, the mean over its paying customers, weighted by their ARR.",
			Not:        "It says nothing of how a customer does, only how much is known of it. A customer without enough for a score counts with what is known.",
			Method:     MethodHealthCoverage,
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("stickiness=0.4 net_promoter_score=50", "0.25"),
				example("", "n/a (data gap: no input is known)"),
			},
		},
		{
			ID: "customers_green", Name: "Healthy customers",
			Definition: "Paying customers whose health status is green.",
			Not:        "Customers without a score are in none of the three.",
			Source:     Source{Landscape, "Red Yellow Green (RYG)"},
			Method:     MethodCustomersGreen, Computed: "the paying customers of the last day whose health score lies in the green band, counted.",
			Basis: []string{healthScore, paying},
			Unit:  Count, Better: Up,
			Grains:   AtDimension | AtPortfolio,
			Examples: []Example{example("customers_green=120", "120"), example("", "n/a (data gap: 0% of the weight is known, 50% is needed)")},
		},
		{
			ID: "customers_yellow", Name: "Customers at potential risk",
			Definition: "Paying customers whose health status is yellow.",
			Not:        "Customers without a score are in none of the three.",
			Source:     Source{Landscape, "Red Yellow Green (RYG)"},
			Method:     MethodCustomersYellow, Computed: "the paying customers of the last day whose health score lies in the yellow band, counted.",
			Basis: []string{healthScore, paying},
			Unit:  Count, Better: Down,
			Grains:   AtDimension | AtPortfolio,
			Examples: []Example{example("customers_yellow=40", "40"), example("", "n/a (data gap: 0% of the weight is known, 50% is needed)")},
		},
		{
			ID: "customers_red", Name: "Customers at high risk",
			Definition: "Paying customers whose health status is red.",
			Not:        "Customers without a score are in none of the three.",
			Source:     Source{Landscape, "Red Yellow Green (RYG)"},
			Method:     MethodCustomersRed, Computed: "the paying customers of the last day whose health score lies in the red band, counted.",
			Basis: []string{healthScore, paying},
			Unit:  Count, Better: Down,
			Grains:   AtDimension | AtPortfolio,
			Examples: []Example{example("customers_red=12", "12"), example("", "n/a (data gap: 0% of the weight is known, 50% is needed)")},
		},
		{
			ID: arrAtRisk, Name: "ARR at risk",
			Definition: "ARR of customers whose health is yellow or red and who have a renewal falling due soon after the end of the period.",
			Not:        "The whole ARR of such a customer counts, once, whatever part of it falls due. A customer without a score is not in it.",
			Source:     Source{Landscape, "Risk / Churn Risk"},
			Method:     MethodARRAtRisk,
			Basis:      []string{healthScore, paying, "renewals_due"},
			Unit:       Money, Better: Down,
			Examples: []Example{example("arr_at_risk=48000", "48000"), example("", "n/a (data gap: 0% of the weight is known, 50% is needed)")},
		},
	})
}

// setModels hands the models of the scores to the entries that rest on them: what they say and what they are told from.
func (c *Catalogue) setModels() (faults []error) {
	h := &c.health
	faults = c.checkScore(healthScore, h.Scorecard, []string{"health"})
	scores := []Scorecard{h.Scorecard}
	for i, m := range h.Models {
		at := []string{"health", "segments", strconv.Itoa(i)}
		faults = append(faults, c.checkScore(healthScore, m.Scorecard, at)...)
		scores = append(scores, m.Scorecard)
	}
	if message, fix := h.Bands.Check(Up); message != "" {
		faults = append(faults, scoreFault(healthScore, []string{"health", "bands"}, message, fix))
	}
	faults = append(faults, c.checkScore(customerSentiment, c.sentiment, []string{"kpis", "sentiment"})...)
	if len(faults) > 0 {
		return faults
	}
	score, coverage, sentiment := c.byID[healthScore], c.byID[healthCoverage], c.byID[customerSentiment]
	for i, s := range scores {
		at := []string{"health"}
		if i > 0 {
			at = append(at, "segments", strconv.Itoa(i-1))
		}
		for j, in := range s.Inputs {
			if !slices.Contains(score.Basis, in.ID) {
				score.Basis = append(score.Basis, in.ID)
				score.basisAt = append(score.basisAt, append(slices.Clone(at), "inputs", strconv.Itoa(j), "input"))
			}
		}
	}
	score.Bands = h.Bands
	coverage.Basis, coverage.basisAt = score.Basis, score.basisAt
	score.Computed = "the weighted mean of " + h.Scorecard.weights(c.name) + fmt.Sprintf("; n/a when less than %s%% of the weight is known, and of a customer that pays nothing on the last day.", h.Coverage.Shift(2))
	score.Detail = "Scaled to 0..100: " + h.Scorecard.words(c.name) + "."
	for _, m := range h.Models {
		about := m.Dimension + " " + strings.Join(m.Values, ", ")
		score.Computed += " Of " + about + " by a model of its own."
		score.Detail += " Of " + about + ": " + m.Scorecard.words(c.name) + "."
	}
	coverage.Computed = "the weight of the inputs that are known over the weight of all, as the health score has them."
	c.byID[healthStatus].Computed = h.Bands.String() + "; a range has its lower end and not its upper one."
	c.byID[arrAtRisk].Computed = fmt.Sprintf("ARR on the last day of customers whose health is yellow or red and of whom a renewal falls due within %d days after it, unless it was decided by then.", h.RenewalDays)
	for _, in := range c.sentiment.Inputs {
		sentiment.Basis = append(sentiment.Basis, in.ID)
	}
	sentiment.Computed = "the weighted mean of " + c.sentiment.weights(c.name) + ". What is not known is left out, and its weight shared out among the others."
	sentiment.Detail = "Scaled to 0..100: " + c.sentiment.words(c.name) + "."
	return nil
}

// Health is the model of the health score.
func (c *Catalogue) Health() *Health { return &c.health }

// Sentiment is the model of the customer sentiment.
func (c *Catalogue) Sentiment() *Scorecard { return &c.sentiment }

// score works out an entry that rests on a score alone, for calc and for the examples; false for any other.
func (c *Catalogue) score(method Method, lookup func(name string) expr.Value) (expr.Value, bool) {
	of := func(s Scorecard) Scored { return s.Of(func(in ScoreInput) expr.Value { return lookup(in.ID) }) }
	switch method {
	case MethodHealthScore:
		return of(c.health.Scorecard).Value, true
	case MethodHealthCoverage:
		if coverage := of(c.health.Scorecard).Coverage; coverage.Sign() > 0 {
			return coverage, true
		}
		return expr.Missing(expr.DataGap, "no input is known"), true
	case MethodSentiment:
		return of(c.sentiment).Value, true
	case MethodHealthStatus:
		score := lookup(healthScore)
		if band, ok := c.health.Bands.Of(score); ok {
			return expr.Label(band.Words()), true
		}
		return score, true
	}
	return expr.Value{}, false
}
