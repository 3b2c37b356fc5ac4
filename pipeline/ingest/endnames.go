package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// ending is what the words of a header say about an end.
type ending uint8

const (
	noEnd    ending = iota
	termEnd         // of a term or of a billing period, after which a line may go on: Renewal date
	leavesBy        // of the line, or when it was given notice: Canceled at
)

// Words of headers of dates on which something ends, alone or as part of a word, as kündig in Kündigungsdatum.
var (
	endWords   = []string{"end", "ends", "ended", "ending", "until", "till", "through", "thru", "to", "stop", "stops", "stopped", "left", "exit", "closed", "close", "closing", "bis", "zum", "ende", "endet", "endete", "fin", "fim", "fine", "einde", "final", "due", "next"}
	endStems   = []string{"expir", "renew", "ablauf", "auslauf", "laufzeit", "gültig", "gueltig", "verläng", "échéance", "echeance", "vencim", "caduc", "scaden", "enddat", "enddag"}
	leaveStems = []string{"cancel", "terminat", "churn", "kündig", "kuendig", "storn", "résili", "resili", "disdett", "opzeg", "deactivat", "discontinu", "lapse", "cessat", "beendet", "unsubscri"}
	// Words of a term or a period: its end is one of many.
	termWords = []string{"period", "term", "contract", "billing", "invoice", "next", "current", "due", "paid", "valid", "vertrag", "vertragsende", "laufzeitende"}
	// What else has an end, and a column of its own.
	otherEnds = []string{"trial", "discount", "promo", "promotion", "coupon", "test", "testphase", "pilot"}
)

// headerWords are the words of a header in lower case; CanceledAt are two.
func headerWords(header string) []string {
	var b strings.Builder
	var before rune
	for _, r := range header {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return strings.FieldsFunc(plain(b.String()), func(r rune) bool { return r == '_' })
}

// endsBy tells what kind of an end the words of a header name, if the column has dates.
func endsBy(header string) ending {
	words := headerWords(header)
	has := func(list []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(list, word) })
	}
	holds := func(stems []string) bool {
		return slices.ContainsFunc(words, func(word string) bool {
			return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(word, stem) })
		})
	}
	compound := slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(word, "ende") || strings.HasSuffix(word, "end") })
	lastDay := has([]string{"last", "letzter", "dernier"}) && has([]string{"day", "tag", "jour", "service"})
	switch {
	case has(otherEnds):
		return noEnd
	case holds(leaveStems), lastDay:
		return leavesBy
	case holds(endStems), has([]string{"next", "due"}):
		return termEnd
	case !has(endWords) && !compound:
		return noEnd
	case has(termWords):
		return termEnd
	}
	return leavesBy
}

// Inclusion is what the words of a header say about whether its day is the last one (inclusive) or the first without (exclusive); empty
// when they say nothing.
func Inclusion(header string) string {
	words := headerWords(header)
	has := func(word string) bool { return slices.Contains(words, word) }
	switch {
	case has("exclusive"), has("exclusiv"), has("exkl"), has("exklusiv"), has("first") && has("without"):
		return "exclusive"
	case has("inclusive"), has("incl"), has("inkl"), has("inklusive"), has("through"), has("thru"), (has("last") || has("final")) && has("day"), has("letzter") && has("tag"), has("dernier") && has("jour"):
		return "inclusive"
	}
	return ""
}

// planEnds reads an end date as its header says, Last day of service, unless the job file or the profile says how.
func (l *layout) planEnds() {
	said := map[string]string{}
	for i, column := range l.dataset.Columns {
		if column.Type != Day || !l.ownField(i) || l.source.EndDates[column.Name] != "" || !isEnd(column.Name) {
			continue
		}
		header := l.table.Header[l.origins[i].field]
		if by := Inclusion(header); by != "" {
			said[column.Name] = by
			l.how = append(l.how, fmt.Sprintf("%s: %s, as the header %q says", column.Name, by, header))
		}
	}
	if len(said) > 0 {
		source := *l.source
		source.EndDates = maps.Clone(said)
		maps.Copy(source.EndDates, l.source.EndDates)
		l.source = &source
	}
}

// isEnd tells the columns whose day is the first without something, or the last with it.
func isEnd(column string) bool {
	return slices.Contains([]string{"ended_on", "trial_ends_on", "discount_ends_on", "deactivated_on", "terminated_on", "ends_on", "service_end"}, column)
}
