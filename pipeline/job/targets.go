package job

import (
	"strconv"

	"github.com/shopspring/decimal"
)

// Target is what a KPI is to reach, set in the job file instead of the targets dataset.
type Target struct {
	// The KPI, by its id, name or abbreviation.
	KPI string `yaml:"kpi" jsonschema:"required,example=net_revenue_retention"`
	// The period it is for, such as 2026-10, FY2027-Q3 or 2026-10-TTM.
	Period string `yaml:"period" jsonschema:"required,example=2026-10"`
	// The figure to reach: money in the currency of the report, a share as 104% or 1.04.
	Value string `yaml:"value" jsonschema:"required,example=104%"`
	// Whose figure: portfolio, account:ID, or an account column and its value, such as segment:Enterprise.
	Scope string `yaml:"scope" jsonschema:"default=portfolio,example=segment:Enterprise"`
}

// Tolerance is by how much a figure may miss its target to count as nearly met, as a share of the target.
func (k KPIs) Tolerance() decimal.Decimal { return plain(k.TargetTolerance) }

// targets checks the spelling of targets; what they mean takes the data to see.
func (c *checker) targets() {
	if text := c.KPIs.TargetTolerance; text != "" && (!plainNumber.MatchString(text) || plain(text).IsNegative() || plain(text).GreaterThan(decimal.NewFromInt(1))) {
		c.value("target_tolerance "+quoted(text)+" is no share", "write a share of the target such as 5%", "kpis", "target_tolerance")
	}
	for i, t := range c.Targets {
		at := func(key string) []string { return []string{"targets", strconv.Itoa(i), key} }
		if t.Value != "" && !plainNumber.MatchString(t.Value) {
			c.value("value "+quoted(t.Value)+" is not a number", "write digits with a decimal point at most, such as 270000, or 104%", at("value")...)
		}
		if _, err := c.Calendar().Parse(t.Period); t.Period != "" && err != nil {
			c.value(err.Error(), "write a period such as 2026-10, 2026-Q3 or 2026-10-TTM", at("period")...)
		}
	}
}
