package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"kpibook/pipeline/draft"
	"kpibook/pipeline/ingest"
)

// questions asks a person, if there is one.
type questions struct {
	out io.Writer
	in  *bufio.Reader
	ask bool
}

// isTerminal tells whether a person can answer.
func isTerminal(stdin io.Reader) bool {
	file, ok := stdin.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// text asks for a text; what is suggested counts when there is no answer.
func (q *questions) text(question, suggested string) string {
	if !q.ask {
		return suggested
	}
	fmt.Fprint(q.out, question)
	if suggested != "" {
		fmt.Fprintf(q.out, " [%s]", suggested)
	}
	fmt.Fprint(q.out, " ")
	answer, err := q.in.ReadString('\n')
	if answer = strings.TrimSpace(answer); answer != "" {
		return answer
	}
	q.ask = q.ask && err == nil
	return suggested
}

// choose asks for one of several; empty when there is no answer.
func (q *questions) choose(question string, choices []string) string {
	for q.ask {
		fmt.Fprintln(q.out, question)
		for i, choice := range choices {
			fmt.Fprintf(q.out, "  %d  %s\n", i+1, choice)
		}
		answer := q.text("Number, or nothing to leave it open:", "")
		if answer == "" {
			return ""
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(choices) {
			return choices[n-1]
		}
		if slices.Contains(choices, answer) {
			return answer
		}
	}
	return ""
}

// columns asks whether guesses are right, leaves those open that nobody answers, and what is missing: the same for all rows, or the header where it stands.
func (q *questions) columns(s *draft.Source) {
	for _, c := range s.Columns {
		question := fmt.Sprintf("%s: %s is taken from %q, %s (such as %s). Is that right? (yes or no)", s.Files[0], c.Column, c.Header, c.By, strings.Join(c.Samples, ", "))
		_, ours := s.Source.Columns[c.Column]
		switch {
		case !ours || c.Certainty == ingest.Sure:
			continue
		case !q.ask && c.Certainty == ingest.Guess:
			s.LeaveOpen(c)
			continue
		case !strings.HasPrefix(strings.ToLower(q.text(question, "yes")), "n"):
			continue
		}
		delete(s.Source.Columns, c.Column)
		q.header(s, c.Column, "what is it")
	}
	s.Missing = slices.DeleteFunc(s.Missing, func(c ingest.Column) bool {
		var choices []string
		switch {
		case c.Name == "billing_interval":
			choices = []string{"month", "quarter", "year"}
		case c.Name == "kind" && s.Dataset == "surveys":
			choices = []string{"nps", "csat", "ces"}
		default:
			return q.header(s, c.Name, c.Meaning)
		}
		answer := q.choose(fmt.Sprintf("%s: %s is missing (%s). What is it for all rows?", s.Files[0], c.Name, c.Meaning), choices)
		if answer == "" {
			return false
		}
		if s.Source.Constant == nil {
			s.Source.Constant = map[string]string{}
		}
		s.Source.Constant[c.Name] = answer
		return true
	})
}

// doubts asks whether tables are what they may be, and leaves those out of which nobody says so.
func (q *questions) doubts(proposals []*ingest.Proposal) {
	for _, p := range proposals {
		if p.Doubt == "" || strings.HasPrefix(strings.ToLower(q.text(fmt.Sprintf("%s: %s. Is it %s? (yes or no)", p.File, p.Doubt, p.Dataset), "no")), "y") {
			continue
		}
		p.Why, p.Dataset, p.Near = p.Doubt, "", "if it is "+p.Dataset+", a source of that dataset in the job file reads it"
	}
}

// header asks which header stands for a column. It tells whether there was an answer.
func (q *questions) header(s *draft.Source, column, meaning string) bool {
	answer := q.choose(fmt.Sprintf("%s: which column is %s (%s)?", s.Files[0], column, meaning), s.Header)
	if answer == "" {
		return false
	}
	if s.Source.Columns == nil {
		s.Source.Columns = map[string]string{}
	}
	s.Source.Columns[column] = answer
	return true
}

// settle asks what settles faults. It tells whether any answer was given.
func (q *questions) settle(d *draft.Draft, faults ingest.Faults) bool {
	answered := false
	for _, fault := range faults {
		for _, s := range d.Sources {
			if fault.Setting == "" || !slices.Contains(s.Files, fault.File) || s.Sheet != "" && s.Sheet != fault.Sheet {
				continue
			}
			shown, source := fault.File+": "+fault.Message, &s.Source
			if fault.Excerpt != "" {
				shown += "\n" + fault.Excerpt
			}
			column, ofColumn := strings.CutPrefix(fault.Setting, "columns.")
			switch {
			case ofColumn && source.Columns[column] == "" && !slices.Contains(source.Ignore, fault.Choices[0]):
				answered = q.which(s, column, shown, fault.Choices) || answered
			case fault.Setting == "dates" && source.Dates == "":
				source.Dates = q.choose(shown, fault.Choices)
				answered = answered || source.Dates != ""
			case fault.Setting == "decimal" && source.Decimal == "":
				source.Decimal = q.choose(shown, fault.Choices)
				answered = answered || source.Decimal != ""
			case fault.Setting == "keep" && source.Keep == "":
				source.Keep = q.choose(shown, fault.Choices)
				answered = answered || source.Keep != ""
			case fault.Setting == "minor_units" && source.MinorUnit == nil:
				if answer := q.choose(shown, fault.Choices); answer != "" {
					minor := answer == "true"
					source.MinorUnit, answered = &minor, true
				}
			}
		}
	}
	return answered
}

// which asks which of several headers a column is, and of an end date whether it is the last day. It tells whether there was an answer.
func (q *questions) which(s *draft.Source, column, shown string, choices []string) bool {
	header := q.choose(shown, choices)
	switch header {
	case "":
		return false
	case ingest.NoneOf:
		s.Source.Ignore = append(s.Source.Ignore, slices.DeleteFunc(slices.Clone(choices), func(name string) bool { return name == ingest.NoneOf })...)
		return true
	}
	if s.Source.Columns == nil {
		s.Source.Columns = map[string]string{}
	}
	s.Source.Columns[column] = header
	if column == "ended_on" && ingest.Inclusion(header) == "" {
		if by := q.choose(fmt.Sprintf("Is %q the last day of service (inclusive), or the first day without (exclusive)?", header), []string{"inclusive", "exclusive"}); by != "" {
			s.Source.EndDates = map[string]string{column: by}
		}
	}
	return true
}

// mostKept is how many further columns of accounts are shown.
const mostKept = 10

// showDraft prints what the files were taken for, with how sure that is and what stands in them.
func (p *program) showDraft(d *draft.Draft) {
	if p.quiet {
		return
	}
	for _, s := range d.Sources {
		name := s.Files[0]
		if len(s.Files) > 1 {
			name += fmt.Sprintf(" and %d more", len(s.Files)-1)
		}
		if s.Sheet != "" && s.Source.Sheet != "" {
			name += ", sheet " + s.Sheet
		}
		fmt.Fprintf(p.stdout, "%s: %s (%s)\n", name, s.Dataset, s.Count())
		if s.Profile != nil {
			fmt.Fprintf(p.stdout, "  %s\n", s.Profile.Name)
		}
		if len(s.Or) > 0 {
			fmt.Fprintf(p.stdout, "  could also be %s\n", strings.Join(s.Or, " or "))
		}
		kept := []string{}
		for _, c := range s.Columns {
			if c.By == "further column" {
				kept = append(kept, c.Column)
				continue
			}
			fmt.Fprintf(p.stdout, "  %-8s %-20s %-24s %s\n", c.Certainty, c.Column, shownHeader(c), strings.Join(c.Samples, ", "))
		}
		if more := len(kept) - mostKept; more > 0 {
			kept = append(kept[:mostKept:mostKept], fmt.Sprintf("and %d more", more))
		}
		if len(kept) > 0 {
			fmt.Fprintf(p.stdout, "  %-8s %s\n", "kept", strings.Join(kept, ", "))
		}
		for _, c := range s.Missing {
			fmt.Fprintf(p.stdout, "  %-8s %-20s %s\n", "missing", c.Name, c.Meaning)
		}
		if unused := s.NotUsed(); unused != "" {
			fmt.Fprintf(p.stdout, "  %-8s %s\n", "not used", unused)
		}
		fmt.Fprintln(p.stdout)
	}
	p.showLeftOut(d)
}

func shownHeader(c ingest.ProposedColumn) string {
	if c.By == "constant" {
		return "for all rows"
	}
	return c.Header
}

func (p *program) showLeftOut(d *draft.Draft) {
	for _, refused := range d.NotRead() {
		fmt.Fprintf(p.stdout, "not read, as %s:\n", refused.Why)
		for _, table := range refused.Tables {
			fmt.Fprintf(p.stdout, "  %s\n", table)
		}
	}
}
