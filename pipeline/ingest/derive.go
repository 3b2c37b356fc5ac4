package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// recurringNames are the words of headers of an amount that says itself how long it is for, beside the interval.
var recurringNames = []string{"mrr", "arr", "acv", "amount", "fee", "charge", "price", "recurring", "revenue", "contract", "subscription", "plan", "value"}

// recurs tells whether a header is that of a recurring amount that says how long it is for: MRR, monthly fee, amount per year. Annual
// revenue is a customer's own.
func (h amountHeader) recurs() bool {
	strange := slices.ContainsFunc(h.name, func(word string) bool { return !slices.Contains(recurringNames, word) })
	return !strange && len(h.name) > 0 && h.interval != "" && h.tax == "" && (!slices.Contains(h.name, "revenue") || slices.Contains(h.name, "recurring"))
}

// recurring is the field of such an amount, one for a month before one for a year before others; -1: none, or several that are called
// the same and are in another currency or unit.
func (p *proposal) recurring() int {
	best, tie := -1, false
	rank := func(h amountHeader) int { return slices.Index([]string{"year", "month"}, h.interval) }
	for field, header := range p.Header {
		said := readAmountHeader(header)
		if !said.recurs() || !p.seen[field].holds(Money) {
			continue
		}
		before := amountHeader{}
		if best >= 0 {
			before = readAmountHeader(p.Header[best])
		}
		switch {
		case best < 0 || rank(said) > rank(before):
			best, tie = field, false
		case said.interval == before.interval && slices.Equal(said.name, before.name):
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}

// translate takes headers whose names are known in German.
func (p *proposal) translate(a *attempt) {
	known := a.dataset.byKey()
	taken := map[int]bool{}
	for _, header := range p.Header {
		if column, ok := known[key(header)]; ok {
			taken[column] = true
		}
	}
	for field, header := range p.Header {
		english := translated(header)
		column, ok := known[key(english)]
		if !ok || taken[column] || english == strings.ReplaceAll(plain(header), "_", " ") {
			continue
		}
		if a.dataset.Columns[column].Name == "ended_on" && endsBy(header) == termEnd && p.seen[field].filled == p.Rows {
			continue // where every line has one it is the end of a term, which may be renewed
		}
		taken[column] = true
		a.source.Columns[a.dataset.Columns[column].Name] = header
	}
}

// derive takes headers for required columns that are missing, for a stated reason. It tells whether it found any.
func (p *proposal) derive(a *attempt) bool {
	found := false
	take := func(column string, field int, reason string) {
		a.source.Columns[column] = p.Header[field]
		a.reasons[column] = reason
		found = true
	}
	lacks := func(name string) bool {
		return slices.ContainsFunc(a.missing, func(c Column) bool { return c.Name == name })
	}
	if a.dataset.Name == "subscriptions" && lacks("amount") {
		if field := p.recurring(); field >= 0 && a.source.Columns["amount"] == "" {
			said, column := readAmountHeader(p.Header[field]), "amount"
			if slices.Contains(said.name, "price") && p.fieldOf(a, "quantity") >= 0 {
				column = "unit_amount"
			}
			interval := said.interval
			take(column, field, "an amount for a "+spoken(interval))
			a.source.Constant["billing_interval"] = interval
			a.reasons["billing_interval"] = fmt.Sprintf("%q is for a %s, however it is billed", p.Header[field], spoken(interval))
		}
	}
	if a.dataset.Name == "subscriptions" && a.source.Columns["billing_interval"] == "" && a.source.Constant["billing_interval"] == "" {
		if number, unit := p.counted(); number >= 0 {
			take("billing_interval", number, "a number and its unit")
			a.source.Columns["billing_interval"] += " + " + p.Header[unit]
		}
	}
	for _, column := range a.missing {
		if column.Type == ID || a.dataset.Name == "mrr" && column.Type == Money {
			continue // an id or a recurring amount that is not sure is none
		}
		if a.source.Columns[column.Name] != "" || a.source.Constant[column.Name] != "" {
			continue
		}
		if field := p.alike(a, column); field >= 0 {
			take(column.Name, field, "by the words in its header")
		}
	}
	if line := p.named("subscription_id", "subscription", "subscription number"); lacks("account_id") && line >= 0 && a.dataset.Name != "subscriptions" && a.dataset.Name != "accounts" && len(a.source.Joins) == 0 && a.source.Columns["account_id"] == "" {
		a.source.Joins = []job.Join{{On: p.Header[line], Dataset: "subscriptions", Key: "subscription_id", Take: map[string]string{"account_id": "account_id"}}}
		a.reasons["account_id"], found = "the customer of the subscription", true
	}
	if lacks("account_id") && len(a.source.Joins) == 0 && a.source.Columns["account_id"] == "" && a.dataset.Name != "accounts" {
		if field := p.named("customer name", "account name", "company name", "company", "client", "client name", "kunde", "kundenname", "firma"); field >= 0 {
			take("account_id", field, "names stand for customers, as there is no id")
		}
	}
	if a.dataset.Name == "accounts" && lacks("account_id") && a.source.Columns["account_id"] == "" {
		if field := p.named("customer name", "account name", "company name", "company", "client", "client name", "kunde", "firma"); field >= 0 && p.seen[field].unique() {
			take("account_id", field, "no customer comes twice")
		}
	}
	if a.dataset.Name == "subscriptions" && lacks("subscription_id") && a.source.Columns["subscription_id"] == "" {
		account := p.fieldOf(a, "account_id")
		if field := p.named("id", "contract", "contract id", "contract number", "vertrag", "vertragsnummer", "order id"); field >= 0 && p.seen[field].unique() {
			take("subscription_id", field, "no text comes twice")
		} else if account >= 0 && p.seen[account].unique() {
			take("subscription_id", account, "no customer comes twice, so it names the line as well")
			a.source.Columns["account_id"] = p.Header[account]
		}
	}
	if a.dataset.Name == "invoices" && lacks("issued_on") && a.source.Columns["issued_on"] == "" && p.fieldOf(a, "invoice_id") >= 0 {
		if field := p.named("date", "document date", "datum", "belegdatum"); field >= 0 && p.seen[field].holds(Day) {
			take("issued_on", field, "the date of an invoice")
		}
	}
	if a.dataset.Name == "surveys" && lacks("kind") {
		for _, kind := range []string{"nps", "csat", "ces"} {
			if field := slices.IndexFunc(p.Header, func(h string) bool { return slices.Contains(strings.Split(plain(h), "_"), kind) }); field >= 0 && p.seen[field].holds(Number) {
				a.source.Constant["kind"], a.source.Columns["score"] = kind, p.Header[field]
				a.reasons["kind"], a.reasons["score"], found = "as the header of the score says", "by the words in its header", true
				break
			}
		}
	}
	return found
}

// counted are two fields that together are an interval, as plan_interval_length with 12 and plan_interval_unit with months; -1: none.
func (p *proposal) counted() (number, unit int) {
	for number, header := range p.Header {
		words := strings.Split(plain(header), "_")
		last := len(words) - 1
		if !slices.Contains([]string{"length", "count", "frequency", "number"}, words[last]) || !p.seen[number].mostly(p.seen[number].numbers) {
			continue
		}
		for unit, header := range p.Header {
			other := strings.Split(plain(header), "_")
			if unit != number && (slices.Equal(other, words[:last]) || slices.Equal(other[:len(other)-1], words[:last])) && p.seen[unit].units() {
				return number, unit
			}
		}
	}
	return -1, -1
}

// units tells whether the texts of a field are units of time, such as months.
func (e *fieldEvidence) units() bool {
	for text := range e.different {
		if _, problem := parseInterval("1 " + text); problem != "" {
			return false
		}
	}
	return e.filled > 0
}

// named is the field of the first of these headers; -1: none.
func (p *proposal) named(names ...string) int {
	for _, name := range names {
		if field := slices.IndexFunc(p.Header, func(h string) bool { return key(h) == key(name) }); field >= 0 {
			return field
		}
	}
	return -1
}

// fieldOf is the field that a column is read from in an attempt; -1: none.
func (p *proposal) fieldOf(a *attempt, column string) int {
	if header := a.source.Columns[column]; header != "" {
		return slices.Index(p.Header, header)
	}
	if i, ok := a.layout.index[column]; ok && a.layout.ownField(i) {
		return a.layout.origins[i].field
	}
	return -1
}

// commonWords say too little to tell one column from another.
var commonWords = []string{"id", "name", "on", "at", "of", "the", "number", "no", "code", "date", "time", "in", "and", "is", "type"}

// alike is the one free field whose header shares words with a column, and whose texts can be its; -1: none, or several.
func (p *proposal) alike(a *attempt, column Column) int {
	wanted := map[string]bool{}
	for _, name := range append([]string{column.Name}, column.Aliases...) {
		for _, word := range strings.Split(plain(name), "_") {
			wanted[word] = !slices.Contains(commonWords, word)
		}
	}
	best, most, tie := -1, 0, false
	for field, header := range p.Header {
		if column.Type == Day && slices.ContainsFunc(strings.Split(plain(header), "_"), func(word string) bool { return word == "current" || word == "next" }) {
			continue // of a billing period, which moves on
		}
		used := slices.ContainsFunc(a.layout.mapped, func(m Mapping) bool { return m.Header == header })
		if used || header == "" || !p.seen[field].holds(column.Type) || column.Type == Choice {
			continue
		}
		shared := 0
		if column.Type == Money {
			switch said := readAmountHeader(header); {
			case said.plainFor(a.dataset, column):
				shared = len(wanted) // before those with words that are not known
			case said.ofAnother():
				continue
			}
		}
		for _, word := range strings.Split(plain(translated(header)), "_") {
			if wanted[word] {
				shared++
			}
		}
		switch {
		case shared > most:
			best, most, tie = field, shared, false
		case shared == most:
			tie = true
		}
	}
	if most == 0 || tie {
		return -1
	}
	return best
}
