package ingest

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/currency"

	"kpibook/pipeline/delimited"
	"kpibook/pipeline/ingest/xlsx"
)

// fieldEvidence is what the texts of one field are.
type fieldEvidence struct {
	filled, days, numbers, priced int
	different                     map[string]bool
	samples                       []string
	currencies                    map[string]bool // beside amounts, or alone
	signs                         map[string]bool // of several currencies, beside amounts
}

// Bounds of what is looked at.
const (
	fewValues     = 15 // of a column to group by
	mostCurrency  = 12 // currencies of a column; more are something else
	fewestSamples = 3
)

func (e *fieldEvidence) look(text, shown string, of kind) {
	if isNothing(text) {
		return
	}
	e.filled++
	if e.different == nil {
		e.different, e.currencies, e.signs = map[string]bool{}, map[string]bool{}, map[string]bool{}
	}
	if !e.different[text] {
		e.different[text] = true
		if len(e.samples) < fewestSamples {
			e.samples = append(e.samples, shorten(shown, 40))
		}
	}
	figure, _ := takeApart(text)
	switch {
	case of == serialDay || orderOf(text) != anyOrder:
		e.days++
	case len(text) == 3 && isMoney(strings.ToUpper(text)):
		e.priced++
		e.currencies[strings.ToUpper(text)] = true
	case delimited.KindOf(text) == delimited.Number:
		e.numbers++
		switch {
		case shared[figure.currency] != "":
			e.signs[figure.currency] = true
		case isMoney(figure.currency):
			e.priced++
			e.currencies[figure.currency] = true
		}
	}
}

// isMoney tells the codes of currencies that there are from other three letters.
func isMoney(code string) bool {
	_, err := currency.ParseISO(code)
	return err == nil && code != ""
}

// mostly tells whether nearly all filled texts are of a sort.
func (e *fieldEvidence) mostly(n int) bool { return e.filled > 0 && n*10 >= e.filled*9 }

// unique tells whether no text comes twice.
func (e *fieldEvidence) unique() bool {
	return e.filled > 0 && len(e.different) == e.filled
}

// holds tells whether the texts of a field can be of a type.
func (e *fieldEvidence) holds(of Type) bool {
	switch {
	case of == Day || of == Moment || of == MonthType:
		return e.mostly(e.days)
	case of.isNumber():
		return e.mostly(e.numbers)
	case of == IntervalType:
		for text := range e.different {
			if _, problem := parseInterval(text); problem != "" {
				return false
			}
		}
		return e.filled > 0
	}
	return e.filled > 0 && !e.mostly(e.days)
}

// words are those of headers in German, in English.
var words = map[string]string{"kunde": "customer name", "kundennummer": "customer number", "kundennr": "customer number", "kundenid": "customer id", "nr": "number", "vertrag": "subscription", "vertragsnummer": "subscription number", "abo": "subscription", "betrag": "amount",
	"preis": "price", "beginn": "start", "startdatum": "start", "vertragsbeginn": "start", "ende": "end", "enddatum": "end", "vertragsende": "end", "rechnung": "invoice", "rechnungsnummer": "invoice number",
	"rechnungsdatum": "invoice date", "menge": "quantity", "anzahl": "quantity", "produkt": "product", "tarif": "plan", "zahlweise": "billing period", "abrechnung": "billing period", "zahlungsweise": "billing period", "turnus": "billing period",
	"währung": "currency", "datum": "date", "monat": "month", "kategorie": "category", "nutzer": "user", "benutzer": "user", "land": "country", "branche": "industry", "netto": "net",
	"nettobetrag": "amount", "bruttobetrag": "gross amount", "steuer": "tax", "monatsbetrag": "monthly amount", "jahresbetrag": "annual amount", "quartalsbetrag": "quarterly amount", "wkz": "currency", "artikel": "product", "firma": "company name"}

// intervalWords are German ways to write a billing interval.
var intervalWords = map[string]string{"monatlich": "month", "jährlich": "year", "quartalsweise": "quarter", "vierteljährlich": "quarter", "halbjährlich": "half_year", "wöchentlich": "week", "monat": "month",
	"jahr": "year", "quartal": "quarter", "halbjahr": "half_year"}

// intervals gives the texts of a column of billing intervals that are German what they stand for.
func (e *fieldEvidence) intervals() map[string]string {
	values := map[string]string{}
	for text := range e.different {
		if word, ok := intervalWords[strings.ToLower(text)]; ok {
			values[text] = word
		}
	}
	return values
}

// translated is a header with its German words in English.
func translated(header string) string {
	parts := strings.Split(plain(header), "_")
	for i, part := range parts {
		if word, ok := words[part]; ok {
			parts[i] = word
		}
	}
	return strings.Join(parts, " ")
}

// into makes an attempt the proposal.
func (a *attempt) into(p *proposal) {
	p.Dataset, p.Source, p.Missing = a.dataset.Name, a.source, a.missing
	p.Unused = a.layout.unused
	for _, m := range a.layout.mapped {
		column := ProposedColumn{Column: m.Column, Header: m.Header, By: m.By}
		if m.By == "constant" {
			column.Samples = []string{m.Header}
		} else if field := slices.Index(p.Header, m.Header); field >= 0 {
			column.Samples = p.seen[field].samples
		} else if number, unit := p.counted(); number >= 0 && m.Header == p.Header[number]+" + "+p.Header[unit] {
			column.Samples = []string{strings.Join(append(p.seen[number].samples[:1:1], p.seen[unit].samples[:1]...), " ")}
		}
		if field := p.fieldOf(a, m.Column); m.Column == "billing_interval" && field >= 0 {
			if values := p.seen[field].intervals(); len(values) > 0 {
				p.Source.Values = map[string]map[string]string{m.Column: values}
			}
		}
		if reason := a.reasons[m.Column]; reason != "" {
			column.By, column.Certainty = reason, a.certainty(m)
		}
		p.Columns = append(p.Columns, column)
	}
	for field, header := range p.Header {
		few := len(p.seen[field].different)
		if !a.dataset.open() || few < 2 || few > fewValues || p.seen[field].mostly(p.seen[field].days) {
			continue
		}
		if m := slices.IndexFunc(a.layout.mapped, func(m Mapping) bool { return m.Header == header }); m >= 0 && groups(a.layout.mapped[m].Column, a.layout) {
			p.Dimensions = append(p.Dimensions, a.layout.mapped[m].Column)
		}
	}
}

// findCurrencies notes the currencies that stand in amounts, in columns of currencies and in the headers of numbers.
func (p *proposal) findCurrencies() {
	found, signed := map[string]bool{}, map[string]bool{}
	for field, header := range p.Header {
		seen := &p.seen[field]
		if seen.mostly(seen.numbers) {
			maps.Copy(signed, seen.signs)
			switch said := readAmountHeader(header); {
			case shared[said.currency] != "":
				signed[said.currency] = true
			case said.currency != "" && len(said.name) > 0:
				found[said.currency] = true
			}
		}
		if name := key(translated(header)); len(seen.currencies) <= mostCurrency && seen.mostly(seen.priced) && (seen.mostly(seen.numbers) || strings.Contains(name, "currency")) {
			for code := range seen.currencies {
				found[code] = true
			}
		}
	}
	for code := range found {
		p.Currencies = append(p.Currencies, code)
	}
	slices.Sort(p.Currencies)
	p.Signs = slices.Sorted(maps.Keys(signed))
}

// SharedSign are the currencies that are written with a sign; the first of the usual ones, where there are any.
func SharedSign(sign string) (codes []string) {
	for _, common := range commonCodes {
		if code := strings.ToUpper(common); agrees(sign, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return strings.Fields(shared[sign])
	}
	return codes[:min(len(codes), 3)]
}

// groups tells the columns of accounts to group by.
func groups(column string, l *layout) bool {
	if i, ok := l.index[column]; ok {
		return slices.Contains([]string{"segment", "industry", "region", "country", "csm"}, l.dataset.Columns[i].Name)
	}
	return true
}

// isTie tells the fault of a workbook of which several sheets fit.
func isTie(err error) bool {
	var fault *Fault
	return errors.As(err, &fault) && strings.HasSuffix(fault.Message, "fit equally well")
}

// Reason is why a file cannot be read, without its name and the remedy.
func Reason(err error) string {
	var fault *Fault
	if !errors.As(err, &fault) {
		return err.Error()
	}
	if strings.HasPrefix(fault.Message, "no header found") {
		return "none of its columns has a name that kpibook knows"
	}
	return fault.Message
}

// visibleSheets are the names of the sheets of a workbook that are not hidden.
func visibleSheets(path string) ([]string, error) {
	opened, _, err := openContent(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	content, err := io.ReadAll(&bounded{r: opened, left: maxArchive})
	if err != nil {
		return nil, err
	}
	book, err := xlsx.Open(content, maxWorkbook)
	if err != nil {
		return nil, sheetFault(err)
	}
	var sheets []string
	for _, sheet := range book.Sheets {
		if !sheet.Hidden {
			sheets = append(sheets, sheet.Name)
		}
	}
	return sheets, nil
}
