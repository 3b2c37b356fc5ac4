package job

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

var (
	shareText = regexp.MustCompile(`^(100|[1-9][0-9]?)%$`)
	countText = regexp.MustCompile(`^[1-9][0-9]{0,5}$`)
)

// Segment is a size of customer, by what its employees and its own annual revenue exceed.
type Segment struct {
	// What the segment is called, such as SMB.
	Name string `yaml:"name" jsonschema:"required,example=Enterprise"`
	// More employees than this put a customer into the segment; not for the first one.
	EmployeesAbove int `yaml:"employees_above" jsonschema:"minimum=1,maximum=10000000"`
	// A higher annual revenue of its own than this, in the reporting currency, puts a customer into the segment; not for the
	// first one.
	RevenueAbove string `yaml:"revenue_above" jsonschema:"example=10000000"`
}

// Band is a segment with the figures that a customer has to exceed to be in it; those of the first one are 0 and not looked at.
type Band struct {
	Name               string
	Employees, Revenue decimal.Decimal
}

// SegmentBands are the job's segments, the smallest first; without any, those of the glossary.
func (k KPIs) SegmentBands() []Band {
	if len(k.Segments) == 0 {
		return []Band{{Name: "SMB"}, {"SME", decimal.NewFromInt(100), decimal.NewFromInt(10_000_000)},
			{"Enterprise", decimal.NewFromInt(1000), decimal.NewFromInt(1_000_000_000)}}
	}
	bands := make([]Band, len(k.Segments))
	for i, s := range k.Segments {
		revenue, _ := decimal.NewFromString(s.RevenueAbove) // checked by Decode
		bands[i] = Band{s.Name, decimal.NewFromInt(int64(s.EmployeesAbove)), revenue}
	}
	return bands
}

// KeyAccountRule is which customers are key accounts: the first share of ARR, or, when most is above 0, so many of the largest.
func (k KPIs) KeyAccountRule() (share decimal.Decimal, most int) {
	text := k.KeyAccounts
	if text == "" {
		text = "80%"
	}
	if percent, ok := strings.CutSuffix(text, "%"); ok {
		share, _ = decimal.NewFromString(percent) // checked by Decode
		return share.Shift(-2), 0
	}
	most, _ = strconv.Atoi(text)
	return share, most
}

// RenewalWindow is how many days before its renewal a customer is in the lifecycle stage renew.
func (k KPIs) RenewalWindow() int {
	if k.RenewalWindowDays == 0 {
		return 90
	}
	return k.RenewalWindowDays
}

// segments checks the segments, the rule of key accounts and the target of a manager.
func (c *checker) segments() {
	names := map[string]bool{}
	for i, s := range c.KPIs.Segments {
		at := func(key string) []string { return []string{"kpis", "segments", strconv.Itoa(i), key} }
		switch {
		case s.Name == "":
			continue // dropped as faulty
		case names[s.Name]:
			c.value("segment "+quoted(s.Name)+" is here twice", "give each segment a name of its own", at("name")...)
		}
		names[s.Name] = true
		if i == 0 {
			continue
		}
		if !plainAmount.MatchString(s.RevenueAbove) || s.EmployeesAbove == 0 {
			c.value("segment "+quoted(s.Name)+" does not say what its customers exceed", "give it employees_above and revenue_above, in plain digits", at("name")...)
			continue
		}
		before, _ := decimal.NewFromString(c.KPIs.Segments[i-1].RevenueAbove)
		if revenue, _ := decimal.NewFromString(s.RevenueAbove); i > 1 && (s.EmployeesAbove <= c.KPIs.Segments[i-1].EmployeesAbove || revenue.LessThanOrEqual(before)) {
			c.value("segment "+quoted(s.Name)+" does not begin above the one before", "order the segments by size, the smallest first", at("name")...)
		}
	}
	if text := c.KPIs.KeyAccounts; text != "" && !shareText.MatchString(text) && !countText.MatchString(text) {
		c.value("key_accounts "+quoted(text)+" is neither a share nor a number", "write a share of ARR such as 80%, or how many of the largest, such as 20", "kpis", "key_accounts")
	}
	if text := c.KPIs.TargetARRPerCSM; text != "" && (!plainAmount.MatchString(text) || strings.Trim(text, "0.") == "") {
		c.value("target_arr_per_csm "+quoted(text)+" is no amount above 0", "write it in plain digits, such as 2000000", "kpis", "target_arr_per_csm")
	}
}
