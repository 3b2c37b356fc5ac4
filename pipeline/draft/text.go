package draft

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kpibook/pipeline/ingest"
)

// Text is the job file, with a comment for everything that was found out.
func (d *Draft) Text() []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Written by kpibook init from what stands in the files. Change what is wrong; `kpibook check` says what would be read, and")
	line("# `kpibook run` publishes the report. Every key is described in the schema that kpibook comes with.")
	line("company: %s", quote(d.Company))
	line("%-22s# of the report; %s", "currency: "+d.Currency, d.CurrencyHow)
	line("%-22s# where days and months begin, such as Europe/Berlin", "timezone: UTC")
	line("")
	line("sources:")
	for i, s := range d.Sources {
		if i > 0 {
			line("")
		}
		s.write(line)
	}
	line("")
	for _, refused := range d.NotRead() {
		line("# not read, as %s:", comment(refused.Why))
		for _, table := range refused.Tables {
			line("#   %s", comment(table))
		}
	}
	if len(d.LeftOut) > 0 {
		line("")
	}
	line("jobs:")
	line("  - name: monthly")
	line("    report: finance")
	line("    period: latest            # the last complete month in the data; or one such as 2026-10")
	line("    output: reports/{company}-finance-{period}.xlsx")
	if dimensions := d.Dimensions(); len(dimensions) > 0 {
		line("    dimensions: [%s]   # account columns to group the KPIs by", strings.Join(dimensions, ", "))
	} else {
		line("    dimensions: []            # account columns to group the KPIs by, such as [segment, region]")
	}
	return []byte(b.String())
}

// asPattern makes a pattern of the name of a file that stands for no other.
var asPattern = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// Count says how many rows there are.
func (s *Source) Count() string {
	if s.More {
		return fmt.Sprintf("more than %d rows", s.Rows)
	}
	if s.Rows == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", s.Rows)
}

// write puts down a source: what the job file has to say, and in comments what is found by itself.
func (s *Source) write(line func(string, ...any)) {
	line("  # %s", s.Count())
	if len(s.Or) > 0 {
		line("  # could also be %s", strings.Join(s.Or, " or "))
	}
	line("  - dataset: %s", s.Dataset)
	quoted := make([]string, len(s.Files))
	for i, file := range s.Files {
		quoted[i] = quote(asPattern.Replace(file))
	}
	line("    files: [%s]", strings.Join(quoted, ", "))
	if s.Profile != nil {
		line("    profile: %s   # %s", s.Profile.ID, comment(s.Profile.Name))
		for _, said := range s.Profile.Says {
			line("    # %s", comment(said))
		}
	}
	source := &s.Source
	if source.Sheet != "" {
		line("    sheet: %s", quote(source.Sheet))
	}
	s.writeMap(line, "columns", source.Columns)
	for _, c := range s.Open {
		line("    # to be settled: %s may be %s (%s; %s). If it is, say so:", c.Column, comment(quote(c.Header)), comment(c.By), samples(c))
		line("    # columns: {%s: %s}", c.Column, comment(quote(c.Header)))
	}
	for _, q := range s.Asked {
		headers := make([]string, len(q.Headers))
		for i, header := range q.Headers {
			headers[i] = quote(header)
		}
		line("    # to be settled: which of these is %s, and the others, or all of them where none is, are to be ignored:", q.Column)
		line("    # columns: {%s: %s}", q.Column, comment(headers[0]))
		line("    # ignore: [%s]", comment(strings.Join(headers, ", ")))
	}
	s.writeMap(line, "constant", source.Constant)
	if len(source.Values) > 0 {
		line("    values:")
		for _, column := range slices.Sorted(maps.Keys(source.Values)) {
			line("      %s: %s", column, flow(source.Values[column]))
		}
	}
	if len(source.EndDates) > 0 {
		line("    end_dates: %s", flow(source.EndDates))
	}
	if len(source.Ignore) > 0 {
		quoted := make([]string, len(source.Ignore))
		for i, header := range source.Ignore {
			quoted[i] = quote(header)
		}
		line("    ignore: [%s]", strings.Join(quoted, ", "))
	}
	for i, j := range source.Joins {
		if i == 0 {
			line("    joins:")
		}
		where := "dataset: " + j.Dataset
		if j.File != "" {
			where = "file: " + quote(j.File)
		}
		line("      - {on: %s, %s, key: %s, take: %s}", quote(j.On), where, quote(j.Key), flow(j.Take))
	}
	for _, setting := range []struct{ key, value string }{{"decimal", source.Decimal}, {"dates", source.Dates}, {"keep", source.Keep}} {
		if setting.value != "" {
			line("    %s: %s", setting.key, quote(setting.value))
		}
	}
	if source.MinorUnit != nil {
		line("    minor_units: %t", *source.MinorUnit)
	}
	s.comments(line)
}

// comments say what is found by itself, and what is not used.
func (s *Source) comments(line func(string, ...any)) {
	var found []ingest.ProposedColumn
	for _, c := range s.Columns {
		_, said := s.Source.Columns[c.Column]
		_, constant := s.Source.Constant[c.Column]
		open := slices.ContainsFunc(s.Open, func(o ingest.ProposedColumn) bool { return o.Column == c.Column })
		if !said && !constant && !open && !strings.HasPrefix(c.By, "from ") {
			found = append(found, c)
		}
	}
	if slices.ContainsFunc(s.Columns, func(c ingest.ProposedColumn) bool { return c.Column == "ended_on" && ingest.Inclusion(c.Header) == "" }) && s.Profile == nil && len(s.Source.EndDates) == 0 {
		line("    # end_dates: {ended_on: inclusive}         # if that is the last day of service, not the first day without")
	}
	if len(found) > 0 {
		line("    # found by their headers:")
	}
	for i, c := range found {
		if i == 25 {
			line("    #   and %d more", len(found)-i)
			break
		}
		line("    #   %-22s %-28s %s", c.Column, comment(quote(c.Header)), samples(c))
	}
	for _, c := range s.Missing {
		line("    # missing: %s, %s", c.Name, c.Meaning)
	}
	if unused := s.NotUsed(); unused != "" {
		line("    # not used: %s", comment(unused))
	}
}

// mostUnused is how many headers are named from which nothing is read.
const mostUnused = 15

// NotUsed are the headers from which nothing is read, the first of many.
func (s *Source) NotUsed() string {
	unused := slices.DeleteFunc(slices.Clone(s.Unused), func(name string) bool { return name == "" })
	if n := len(unused); n > mostUnused {
		unused = append(unused[:mostUnused:mostUnused], fmt.Sprintf("and %d more", n-mostUnused))
	}
	return strings.Join(unused, ", ")
}

// writeMap writes columns or constants, one to a line, each with the reason and samples.
func (s *Source) writeMap(line func(string, ...any), key string, values map[string]string) {
	if len(values) == 0 {
		return
	}
	line("    %s:", key)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text := fmt.Sprintf("      %s: %s", name, quote(values[name]))
		for _, c := range s.Columns {
			if c.Column != name {
				continue
			}
			note := c.By
			if note == "job file" || note == "constant" {
				note = ""
			}
			if shown := samples(c); key == "columns" && shown != "" {
				note = strings.Trim(note+"; "+shown, "; ")
			}
			if c.Certainty != ingest.Sure {
				note = "please check: " + note
			}
			if note != "" {
				text = fmt.Sprintf("%-44s # %s", text, comment(note))
			}
			break
		}
		line("%s", text)
	}
}

func samples(c ingest.ProposedColumn) string {
	if len(c.Samples) == 0 || c.By == "constant" {
		return ""
	}
	return "such as " + comment(strings.Join(c.Samples, ", "))
}

// comment is a text that stays on its line.
func comment(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, text)
}

// plainText is what YAML reads as a text without quotes.
var plainText = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./+-]+)*$`)

// quote writes a text as YAML reads it.
func quote(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
	default:
		if plainText.MatchString(text) {
			return text
		}
	}
	quoted, err := json.Marshal(text)
	if err != nil { // no text is refused
		return `""`
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted))
}

// flow writes a map on one line.
func flow(values map[string]string) string {
	var entries []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		entries = append(entries, quote(key)+": "+quote(values[key]))
	}
	return "{" + strings.Join(entries, ", ") + "}"
}
