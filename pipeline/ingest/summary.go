package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/delimited"
)

// The words for sums, as exports and people write them. A word for a part, or for all, is one wherever it stands; a word for either may be
// the start of a name, such as Total Energies.
var (
	partWords = [...]string{"subtotals", "subtotal", "sub-totals", "sub-total", "sub totals", "sub total", "zwischensummen", "zwischensumme", "teilsumme", "teilergebnis", "sous-total", "sous total", "subtotaal", "subtotale", "delsumma", "delsum", "carried forward", "brought forward", "carry forward", "übertrag", "à reporter", "report à nouveau"}
	allWords  = [...]string{"grand totals", "grand total", "overall total", "report total", "gesamtsumme", "gesamtergebnis", "gesamt", "endsumme", "summe gesamt", "total général", "total general", "total geral", "totale generale", "totale complessivo", "eindtotaal"}
	sumWords  = [...]string{"totals", "total", "summe", "sum", "somme", "totaal", "totale", "summa", "suma", "razem", "ergebnis"}
	meanWords = [...]string{"average", "avg", "mean", "median", "minimum", "min", "maximum", "max", "count", "durchschnitt", "mittelwert", "moyenne", "media", "gemiddelde"}
)

// sumLabel is what the first or only text of a row of sums says.
type sumLabel struct {
	text string
	part bool   // of some of the rows
	sub  bool   // its word is one for a part
	of   string // which ones; empty: it does not say
}

// labelOf reads a text such as Total, Subtotal EU, EU Total or Grand totals (3 records).
func labelOf(text string) (sumLabel, bool) {
	text = strings.TrimSpace(text)
	bare := text
	if open := strings.IndexByte(bare, '('); open > 0 {
		bare = bare[:open]
	}
	bare = strings.TrimRight(bare, ": =")
	for _, kind := range []struct {
		words        []string
		part, suffix bool
	}{{allWords[:], false, false}, {partWords[:], true, true}, {sumWords[:], false, true}} {
		for _, word := range kind.words {
			if len(bare) < len(word) {
				continue
			}
			start, end := bare[:len(word)], bare[len(bare)-len(word):]
			switch {
			case strings.EqualFold(bare, word):
				return sumLabel{text: text, part: kind.part, sub: kind.part}, true
			case strings.EqualFold(start, word) && !isLetter(bare[len(word)]) && !isDigit(bare[len(word)]) && bare[len(word)] < 0x80:
				of := strings.TrimLeft(bare[len(word):], " :-–")
				if startsWith(of, allOf[:], false) || of == "" || delimited.KindOf(of) > delimited.Code {
					return sumLabel{text: text, part: kind.part, sub: kind.part}, true
				}
				return sumLabel{text: text, part: true, sub: kind.part, of: forWhich(of)}, true
			case kind.suffix && word != "sum" && strings.EqualFold(end, word) && bare[len(bare)-len(word)-1] == ' ':
				return sumLabel{text: text, part: true, sub: kind.part, of: strings.TrimRight(bare[:len(bare)-len(word)], " :-–")}, true
			}
		}
	}
	return sumLabel{}, false
}

// allOf follow a word for a sum and say that it is of all rows.
var allOf = [...]string{"all", "overall", "gesamt", "général", "general"}

// forWhich is what a sum is of, without the word between.
func forWhich(text string) string {
	for _, word := range []string{"for ", "of ", "für ", "pour ", "de "} {
		if len(text) > len(word) && strings.EqualFold(text[:len(word)], word) {
			return text[len(word):]
		}
	}
	return text
}

// summary tells a row that is no data: one that adds up those above it, a figure about them such as their average, or their count. Its label
// may stand in any column; the other cells have figures, currencies or what stands in the row above as well, and the columns of ids and days
// that no row of data may leave empty are empty. So a customer called Total Energies, who has an id, a date or a name, is data.
func summary(fields, above []string, l *layout) (rule string, of sumLabel) {
	first := slices.IndexFunc(fields, func(field string) bool { return trimSpace(field) != "" })
	filled := 0
	for _, field := range l.idFields() {
		if field < len(fields) && trimSpace(fields[field]) != "" {
			filled++
		}
	}
	if first < 0 || filled > 1 {
		return "", sumLabel{}
	}
	if _, counts := countOf(fields); counts {
		return "footer", sumLabel{}
	}
	at, found := -1, sumLabel{}
	for i, field := range fields[first:] {
		text := trimSpace(field)
		if text == "" || isDigit(text[0]) || len(text) > 80 {
			continue
		}
		if it, ok := labelOf(text); ok {
			at, found, rule = first+i, it, "totals row"
			break
		}
		if startsWith(text, meanWords[:], true) {
			at, rule = first+i, "statistics row"
			break
		}
		if !l.dataset.Money {
			break
		}
	}
	switch {
	case at < 0, found.of != "" && !l.dataset.Money, !onlyFigures(fields, above, at, found.of):
		return "", sumLabel{}
	}
	switch missing, other := l.withoutIDs(fields, at); {
	case other, missing == 0 && rule != "totals row":
		return "", sumLabel{}
	case missing == 0 && found.of != "" && !found.sub: // Total EU, or a customer called Total Energies: its amounts tell
		return "", found
	}
	return rule, found
}

// onlyFigures tells whether all cells but one are figures, currencies, what the label says, or what stands above as well.
func onlyFigures(fields, above []string, but int, of string) bool {
	for i, field := range fields {
		text := trimSpace(field)
		if text == "" || i == but {
			continue
		}
		if i < len(above) && text == trimSpace(above[i]) && delimited.KindOf(text) <= delimited.Code || of != "" && strings.EqualFold(text, of) {
			continue
		}
		if _, problem := parseCurrency(text); problem == "" {
			continue
		}
		figure, ok := takeApart(text)
		if !ok || figure.digits == "" || !isDigit(figure.digits[0]) && !strings.ContainsAny(figure.digits[:1], ".,") {
			return false
		}
		if _, problem := figure.number('.', maxRatePlaces); problem != "" {
			if _, problem := figure.number(',', maxRatePlaces); problem != "" {
				return false
			}
		}
	}
	return true
}

// withoutIDs counts the columns of ids and days that a row of data has to fill in and this one does not, but for the field of its label; other
// tells that one of them is filled in.
func (l *layout) withoutIDs(fields []string, but int) (missing int, other bool) {
	for _, field := range l.idFields() {
		switch {
		case field == but:
		case field >= len(fields) || trimSpace(fields[field]) == "":
			missing++
		default:
			return missing, true
		}
	}
	return missing, false
}

// idFields are the fields of ids and days that no row may leave empty.
func (l *layout) idFields() []int {
	if l.leave.ids == nil {
		l.leave.ids = []int{}
		for i, column := range l.dataset.Columns {
			if column.Required && l.ownField(i) && (column.Type == ID || column.Type == Day || column.Type == MonthType) {
				l.leave.ids = append(l.leave.ids, l.origins[i].field)
			}
		}
	}
	return l.leave.ids
}

// isSum tells a row that its label alone does not show to be a sum: one without a label that has nothing but figures, and as amounts what the
// rows above it add up to; or one whose label may be a name, where it is that of a group or its amounts tell.
func (v *view) isSum(l *line) bool {
	if l.label.text == "" {
		missing, other := v.layout.withoutIDs(l.raw, -1)
		return !other && missing >= 2 && onlyFigures(l.raw, nil, -1, "") && v.addsUp(l)
	}
	for _, column := range v.layout.money {
		if _, group := v.totals.parts[[2]string{v.layout.dataset.Columns[column].Name, strings.ToLower(l.label.of)}]; group {
			return true
		}
	}
	if v.file.Loaded+v.file.Rejected >= 2 && v.addsUp(l) {
		return true
	}
	v.named.note(v.place(l), l.label.text)
	return false
}

// addsUp tells whether the amounts of a row are what the rows above it add up to.
func (v *view) addsUp(l *line) bool {
	if v.layout.months != nil {
		sum, ok := v.monthsTogether(l.number, l.raw)
		return ok && !sum.IsZero() && v.totals.ends([2]string{"mrr", ""}, sum)
	}
	given := false
	for _, column := range v.layout.money {
		stated, ok := v.statedIn(l.number, l.raw, column)
		if !ok {
			continue
		}
		if stated.IsZero() || !v.totals.ends([2]string{v.layout.dataset.Columns[column].Name, ""}, stated) {
			return false
		}
		given = true
	}
	return given
}

// sayNamed doubts rows that are read as data although their names are like labels of sums.
func (v *view) sayNamed() {
	if v.named.count > 0 {
		v.find(Finding{Place: v.named.at, Kind: "total_or_name", Count: v.named.count, Sample: v.named.sample,
			Text: fmt.Sprintf("read as data, because the amounts are not those of the rows above: %s that may be a total or a name: %s", plural(v.named.count, "row"), strings.Join(v.named.sample, ", ")),
			Fix:  "take out of the export what is a total"})
	}
}

// statedIn is the amount that a row of sums has in a column of money.
func (v *view) statedIn(line int, fields []string, column int) (stated decimal.Decimal, ok bool) {
	o := v.layout.origins[column]
	if o.constant != "" || o.join != nil || o.field >= len(fields) {
		return stated, false
	}
	figure, ok := takeApart(v.table.written(line, o.field, fields[o.field], Money, v.formats[column].mark))
	stated, problem := figure.number(v.formats[column].mark, maxPlaces)
	return stated, ok && problem == ""
}

// addParts books amounts under the texts of their row that a totals row adds up.
func (v *view) addParts(l *line) {
	var seen []string
	for _, field := range l.raw {
		text := strings.ToLower(trimSpace(field))
		if text == "" || !v.layout.leave.parts[text] || slices.Contains(seen, text) {
			continue
		}
		seen = append(seen, text)
		for i, a := range l.amounts {
			if of := [2]string{v.layout.dataset.Columns[v.layout.money[i]].Name, text}; a.given && a.problem == "" {
				v.totals.parts[of] = v.totals.parts[of].Add(a.plain)
			}
		}
	}
}
