package ingest

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gocarina/gocsv"
	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// chunkReader hands rows to gocsv under the names of the columns.
type chunkReader struct {
	names []string
	lines []line
	at    int
}

// Read gives the names first, then row by row.
func (c *chunkReader) Read() ([]string, error) {
	rows, err := c.ReadAll()
	c.at++
	return rows[c.at-1], err
}

// ReadAll gives the names and all rows.
func (c *chunkReader) ReadAll() ([][]string, error) {
	rows := make([][]string, 0, len(c.lines)+1)
	rows = append(rows, c.names)
	for i := range c.lines {
		rows = append(rows, c.lines[i].fields)
	}
	return rows, nil
}

// chunkRows is how many rows are handed to gocsv at a time.
const chunkRows = 1000

// chunk reads the next rows, each into memory of its own.
func (v *view) chunk() (lines []line, err error) {
	for len(lines) < chunkRows {
		var l line
		if err := v.read(&l); err == io.EOF {
			return lines, nil
		} else if err != nil {
			return nil, err
		}
		l.raw = slices.Clone(l.raw)
		lines = append(lines, l)
	}
	return lines, nil
}

// each reads all rows of a view as raw records and hands them over with what parses their fields.
func each[T any](v *view, keep func(*cells, *T)) error {
	for {
		lines, err := v.chunk()
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return nil
		}
		var raws []T
		if err := gocsv.UnmarshalCSV(&chunkReader{names: v.layout.dataset.names(), lines: lines}, &raws); err != nil {
			return fmt.Errorf("%s: %w", v.table.Path, err)
		}
		for i := range raws {
			ok, err := v.judge(&lines[i])
			if err != nil {
				return err
			}
			if ok {
				c := &cells{v: v, line: &lines[i]}
				c.required()
				keep(c, &raws[i])
			}
		}
	}
}

// cells parses the fields of one row; those that cannot be read reject it.
type cells struct {
	v       *view
	line    *line
	problem *problem
}

// fail rejects a row for what its values are together. It says nothing where one of them is at fault by itself.
func (c *cells) fail(column, value, fix, format string, args ...any) {
	if c.problem == nil {
		c.note(column, value, fix, fmt.Sprintf(format, args...))
	}
}

// bad rejects a value for what is wrong with it.
func (c *cells) bad(column, value, problem, fix string) {
	if strings.HasPrefix(problem, "more than ") && strings.HasSuffix(problem, " decimals") {
		fix = "round it where it comes from, an amount to the smallest unit of its currency"
	}
	c.note(column, value, fix, fmt.Sprintf("%s %q: %s", column, shorten(value, 60), problem))
}

// note adds a fault to those of the row, one for each column, so that all of them can be mended at once.
func (c *cells) note(column, value, fix, reason string) {
	p := c.problem
	switch {
	case p == nil:
		c.problem = &problem{column: column, value: value, reason: reason, fix: fix}
	case p.column == column || slices.Contains(p.also, column):
	default:
		p.also, p.reason = append(p.also, column), p.reason+"; "+reason
		if !strings.Contains(p.fix, fix) {
			p.fix += "; " + fix
		}
	}
}

// load tells whether the row is loaded, or else has been rejected.
func (c *cells) load() bool {
	if c.problem != nil {
		c.v.reject(c.line, *c.problem)
		return false
	}
	c.v.load(c.line)
	return true
}

// required rejects a row with an empty required field.
func (c *cells) required() {
	var empty []string
	for _, i := range c.v.layout.required {
		if c.line.fields[i] == "" {
			name := c.v.layout.dataset.Columns[i].Name
			if name == "billing_interval" && c.paidOnce() {
				continue
			}
			empty = append(empty, name)
		}
	}
	switch len(empty) {
	case 0:
	case 1:
		c.note(empty[0], "", "fill it in, or map another column to "+empty[0], empty[0]+" is empty")
	default:
		c.note(empty[0], "", "fill them in, or map other columns to them", strings.Join(empty, ", ")+" are empty")
		c.problem.also = empty[1:]
	}
}

// paidOnce tells a line that needs no billing interval, because its kind says that it does not recur and so does not count.
func (c *cells) paidOnce() bool {
	kind := c.v.layout.dataset.Columns[c.column("kind")].Values[dimension(c.line.fields[c.column("kind")])]
	return kind == "one_time" && !c.v.r.job.MRR.OneTime || kind == "usage" && !c.v.r.job.MRR.Usage
}

func (c *cells) column(name string) int { return c.v.layout.index[name] }

func (c *cells) day(name, text string) period.Date {
	day, none := c.dated(name, text)
	switch {
	case none == given:
	case c.v.layout.dataset.Columns[c.column(name)].Required:
		c.bad(name, text, "systems write it where they have no date", fmt.Sprintf("fill in the day, or give it with values: {%s: {%q: 2024-01-31}} for this source", name, text))
	default:
		c.sayNone(name, text, "no date")
	}
	return day
}

// end is a day that ends something: the first day after it, whichever of the two the file gives.
func (c *cells) end(name, text string) period.Date {
	day, none := c.dated(name, text)
	if none != given {
		c.sayNone(name, text, "no end")
	}
	if day == period.NoDate {
		return day
	}
	c.v.ends(name).note(day, c.v.place(c.line))
	if c.v.layout.source.EndDates[name] == "inclusive" {
		day++
	}
	return day
}

func (c *cells) month(name, text string) period.Month {
	if text == "" {
		return 0
	}
	month, problem := c.v.month(c.column(name), text)
	if problem != "" {
		c.bad(name, text, problem, monthFix(c.v.r.calendar))
	}
	return month
}

// money is an amount that price has read.
func (c *cells) money(name string) decimal.NullDecimal {
	at := c.column(name)
	for i, column := range c.v.layout.money {
		if column != at {
			continue
		}
		a := c.line.amounts[i]
		switch {
		case a.problem != "":
			c.bad(name, c.line.fields[at], a.problem, cmp.Or(a.fix, "write it as plain digits with a decimal mark, or set decimal: for this source"))
		case a.given && c.line.currency == "":
			c.currency()
		}
		return decimal.NullDecimal{Decimal: a.value, Valid: a.given}
	}
	return decimal.NullDecimal{}
}

// currency is that of the row.
func (c *cells) currency() string {
	if c.line.currency != "" {
		return c.line.currency
	}
	if at, ok := c.v.layout.index["currency"]; ok && c.v.layout.origins[at].by != "" {
		text := c.line.fields[at]
		code, problem := parseCurrency(text)
		switch {
		case text == "" && len(c.v.layout.money) > 0 && c.v.layout.dataset.Money:
			c.note("currency", "", `fill it in, or set values: {currency: {"": EUR}} for this source`, "currency is empty")
		case text != "" && problem != "":
			fix := "write an ISO 4217 code such as EUR, or map it with values: for this source"
			if of := minorOf(text); of != "" {
				fix = fmt.Sprintf("export the amounts in %s; where all rows of this source are in such parts, set minor_units: true and values: {currency: {%s: %s}} for it", of, text, of)
			}
			c.bad("currency", text, problem, fix)
		}
		return code
	}
	return c.v.layout.currency
}

// number is a decimal that is no money.
func (c *cells) number(name, text string, places int32) decimal.NullDecimal {
	if text == "" {
		return decimal.NullDecimal{}
	}
	figure, ok := takeApart(text)
	value, problem := figure.number(c.v.formats[c.column(name)].mark, places)
	if !ok || figure.percent || figure.currency != "" {
		problem = "not a number"
	}
	if unfit, fix := c.v.unfit(c.line, c.column(name)); unfit != "" {
		c.bad(name, text, unfit, fix)
	}
	if problem != "" {
		c.bad(name, text, problem, "write it as plain digits with a decimal mark, or set decimal: for this source")
	}
	return decimal.NewNullDecimal(value)
}

func (c *cells) choice(name, text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	column := &c.v.layout.dataset.Columns[c.column(name)]
	value, ok := column.Values[dimension(text)]
	if !ok {
		c.bad(name, text, "not one of the values it may have", fmt.Sprintf("map it with values: {%s: {%q: ...}} for this source; %s is %s", name, text, name, column.Meaning))
	}
	return value
}

func (c *cells) bool(name, text string) bool {
	value, problem := parseBool(text)
	if problem != "" {
		c.bad(name, text, problem, fmt.Sprintf("map it with values: {%s: {%q: yes}} for this source", name, text))
	}
	return value
}

// interval is a billing interval. It tells true for a word that stands for none, because what it is of is paid once.
func (c *cells) interval(name, text string) (of Interval, once bool) {
	if text == "" {
		return Interval{"year", 1, 1}, false // of a line that does not count, or is rejected
	}
	interval, problem := parseInterval(text)
	switch {
	case problem == "":
	case among(onceOnly, text) && !c.v.r.job.MRR.OneTime: // which would need an interval
		return Interval{"year", 1, 1}, true
	default:
		c.bad(name, text, problem, intervalFix(name, text))
	}
	return interval, false
}
