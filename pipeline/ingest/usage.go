package ingest

import (
	"io"
	"strconv"
	"strings"

	"kpibook/formulas/period"
)

// stream hands usage rows to the sink as they are read.
func (r *reader) stream(v *view) error {
	index := v.layout.index
	account, user, date, feature, count, id := index["account_id"], index["user_id"], index["date"], index["feature"], index["count"], index["usage_id"]
	cover := r.records.Datasets["usage"]
	var l line
	var u Usage
	c := &cells{v: v, line: &l}
	for {
		if err := v.read(&l); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if ok, err := v.judge(&l); err != nil {
			return err
		} else if !ok {
			continue
		}
		c.problem = nil
		c.required()
		u = Usage{Place: v.place(&l), Account: l.fields[account], User: l.fields[user], Feature: l.fields[feature],
			On: c.day("date", l.fields[date]), Count: c.count("count", l.fields[count])}
		if !c.load() {
			continue
		}
		cover.Rows++
		if cover.First == period.NoDate || u.On < cover.First {
			cover.First = u.On
		}
		cover.Last = max(cover.Last, u.On)
		if l.joined.start != period.NoDate && l.joined.values != nil && u.On < l.joined.start {
			r.early.note(u.Place, l.fields[id])
		}
		if u.Account != r.lastAccount {
			if _, ok := r.usageAccounts[u.Account]; !ok {
				r.usageAccounts[strings.Clone(u.Account)] = u.Place
			}
			r.lastAccount = u.Account
		}
		if r.sink != nil {
			r.sink.AddUsage(&u)
		}
	}
}

// count is a whole number, 1 when it is empty.
func (c *cells) count(name, text string) int64 {
	if text == "" {
		return 1
	}
	if len(text) <= 18 && allDigits(text) {
		n, _ := strconv.ParseInt(text, 10, 64) // 18 digits fit
		return n
	}
	f, ok := takeApart(text)
	value, problem := f.number(mark(0), 0)
	if len(c.v.layout.source.Decimal) == 1 {
		value, problem = f.number(mark(c.v.layout.source.Decimal[0]), 0)
	}
	switch {
	case !ok || f.percent || f.currency != "":
		problem = "not a number"
	case problem == "" && value.Sign() < 0:
		problem = "below zero"
	}
	if problem != "" {
		c.bad(name, text, strings.Replace(problem, "more than 0 decimals", "not a whole number", 1), "write a whole number in plain digits")
		return 0
	}
	return value.IntPart()
}
