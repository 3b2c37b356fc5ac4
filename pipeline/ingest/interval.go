package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// intervalNames are the ways to write a billing interval that are no number of something. What may mean two things
// (biweekly, biannual, bimonthly) is not in it.
var intervalNames = map[string]string{
	"day": "1 day", "daily": "1 day", "per day": "1 day",
	"week": "1 week", "weekly": "1 week", "per week": "1 week", "fortnight": "2 week", "fortnightly": "2 week",
	"month": "1 month", "monthly": "1 month", "per month": "1 month", "mo": "1 month", "m": "1 month",
	"quarter": "3 month", "quarterly": "3 month", "per quarter": "3 month", "q": "3 month", "p3m": "3 month",
	"half year": "6 month", "half yearly": "6 month", "halfyear": "6 month", "halfyearly": "6 month", "semi annual": "6 month",
	"semi annually": "6 month", "semiannual": "6 month", "semiannually": "6 month", "semester": "6 month",
	"year": "1 year", "yearly": "1 year", "annual": "1 year", "annually": "1 year", "per year": "1 year", "per annum": "1 year", "yr": "1 year", "y": "1 year",
}

// unclearIntervals are the ways to write a billing interval that may mean two things, and both of them.
var unclearIntervals = map[string][2]string{
	"biannual": {"half_year", "24 months"}, "biannually": {"half_year", "24 months"}, "biyearly": {"half_year", "24 months"},
	"bi annual": {"half_year", "24 months"}, "bi annually": {"half_year", "24 months"}, "biennial": {"24 months", "half_year"},
	"bimonthly": {"2 months", "twice a month"}, "bi monthly": {"2 months", "twice a month"},
	"biweekly": {"2 weeks", "twice a week"}, "bi weekly": {"2 weeks", "twice a week"},
}

// onceOnly are the words for a line that is paid once, in the place of a billing interval.
const onceOnly = "once onetime one_time one_off oneoff single lifetime perpetual einmalig unique"

// intervalFix is what to do about a text that is no billing interval: the readings that it may have, and no guess among them.
func intervalFix(name, text string) string {
	values := func(meant string) string {
		return fmt.Sprintf("values: {%s: {%q: %s}} for this source", name, text, meant)
	}
	if both, ok := unclearIntervals[strings.ReplaceAll(plain(text), "_", " ")]; ok {
		return fmt.Sprintf("it may mean %s or %s; ask who made the export, and say it with %s", both[0], both[1], values("..."))
	}
	if months := trimSpace(text); allDigits(months) {
		return fmt.Sprintf("a number has no unit: if another column has it, take both: columns: {%s: \"NUMBER + UNIT\"}; if it counts months, %s", name, values(months+" months"))
	}
	return "write day, week, month, quarter, half_year, year or a number of months, or say which of them it is with " + values("...")
}

// parseInterval reads a billing interval. The second result says what is wrong; it is empty for an interval.
func parseInterval(text string) (Interval, string) {
	words := strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return isGap(r) || r == '-' || r == '_' || r == '/' }), " ")
	if name, ok := intervalNames[words]; ok {
		words = name
	}
	words = strings.TrimPrefix(words, "every ")
	if words == "" || len(words) > maxNumberLength || strings.HasPrefix(trimSpace(text), "-") {
		return Interval{}, "not a billing interval"
	}
	number, name := words, ""
	if iso, ok := strings.CutPrefix(words, "p"); ok && len(iso) >= 2 { // ISO 8601: P12M, P1Y
		number, name = iso[:len(iso)-1], map[byte]string{'d': "day", 'w': "week", 'm': "month", 'y': "year"}[iso[len(iso)-1]]
	} else if at := strings.IndexFunc(words, func(r rune) bool { return r < '0' || r > '9' }); at > 0 {
		number, name = words[:at], strings.TrimSuffix(strings.TrimSpace(words[at:]), "s")
	}
	n, err := strconv.ParseInt(number, 10, 32)
	perYear := map[string]int64{"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}[name]
	if err != nil || perYear == 0 || n < 1 || n > 1200 {
		return Interval{}, "not a billing interval"
	}
	switch {
	case name == "quarter":
		n, name, perYear = 3*n, "month", 12
	case name == "month" && n%12 == 0:
		n, name, perYear = n/12, "year", 1
	}
	interval := Interval{Name: name, PerYear: perYear, Per: n}
	switch {
	case n == 1:
	case name == "month" && n == 3:
		return Interval{"quarter", 4, 1}, ""
	case name == "month" && n == 6:
		return Interval{"half_year", 2, 1}, ""
	case name == "year":
		return Interval{strconv.FormatInt(12*n, 10) + " months", 12, 12 * n}, ""
	default:
		interval.Name = strconv.FormatInt(n, 10) + " " + name + "s"
	}
	return interval, ""
}

// minorDigits are the decimals of a currency's smallest unit where they are not two, after ISO 4217.
var minorDigits = map[string]int32{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// MinorDigits is how many decimals the smallest unit of a currency has: none for JPY, three for KWD, two for most.
func MinorDigits(currency string) int32 {
	if digits, ok := minorDigits[currency]; ok {
		return digits
	}
	return 2
}

// minorOf is the currency of which a code means the hundredth part, as on stock exchanges; empty for any other text. GBp is pence, where
// gbp and Gbp are pounds.
func minorOf(text string) string {
	switch {
	case text == "GBp" || strings.EqualFold(text, "GBX"):
		return "GBP"
	case strings.EqualFold(text, "ZAC"):
		return "ZAR"
	case strings.EqualFold(text, "ILA"):
		return "ILS"
	}
	return ""
}

// codeOf is a code of a currency in capitals, but for those of hundredth parts.
func codeOf(text string) string {
	if minorOf(text) != "" {
		return text
	}
	return strings.ToUpper(text)
}

// parseCurrency reads an ISO 4217 code in any case, or a sign that only one currency has.
func parseCurrency(text string) (string, string) {
	text = trimSpace(text)
	if of := minorOf(text); of != "" {
		return "", fmt.Sprintf("the hundredth part of %s, and no currency of its own", of)
	}
	if isCode(text) {
		return strings.ToUpper(text), ""
	}
	for sign, code := range signs {
		if text == string(sign) && shared[code] == "" {
			return code, ""
		}
	}
	return "", "not an ISO 4217 currency code"
}

// parseBool reads yes or no.
func parseBool(text string) (bool, string) {
	switch strings.ToLower(trimSpace(text)) {
	case "true", "yes", "y", "t", "1", "on":
		return true, ""
	case "false", "no", "n", "f", "0", "off", "":
		return false, ""
	}
	return false, "not yes or no"
}

// isMissing tells the texts by which exports say that there is no value.
func isMissing(text string) bool {
	switch len(text) {
	case 0:
		return true
	case 2:
		return text == `\N`
	case 3, 4:
		return strings.EqualFold(text, "n/a") || strings.EqualFold(text, "null") || strings.EqualFold(text, "none")
	}
	return false
}
