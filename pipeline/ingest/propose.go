package ingest

import (
	"context"
	"io"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// proposeRows is how many rows of a table are looked at to propose what it is.
const proposeRows = 5000

// Proposal is what a table may be to kpibook: which dataset, and which of its columns are which.
type Proposal struct {
	File    string // as the job file is to name it
	Sheet   string // of a workbook with several
	Rows    int    // looked at
	More    bool   // there are further rows
	Header  []string
	Profile *Profile // the vendor's export that it is; nil: none that is known

	Dataset string // empty: none, for the reason in Why
	Or      []string
	Why     string
	Doubt   string     // what has to be answered with yes for it to be read so; empty: nothing has to
	Near    string     // of a table of none: the dataset that it comes nearest to, and what it lacks
	Source  job.Source // what a job file has to say so that it is read as proposed

	Columns    []ProposedColumn
	Missing    []Column // required, and not in the table
	Unused     []string
	Currencies []string // that stand in it or its headers
	Signs      []string // of several currencies, such as $
	Dimensions []string // of accounts: columns with few values, to group by
}

// ProposedColumn is a column of a dataset and where it is taken from.
type ProposedColumn struct {
	Column, Header string
	By             string // same name, alias, profile, or why it is taken for that
	Certainty      Certainty
	Samples        []string // of its texts
}

// Propose looks at a file and says what each of its tables may be: a text has one, a workbook one on each visible sheet. Errors are
// *Fault for a file that cannot be read, or the context's.
func Propose(ctx context.Context, path, name string) ([]*Proposal, error) {
	first, err := proposeTable(ctx, path, name, "")
	if err == nil && (first.Sheet == "" || len(first.otherSheets) == 0) {
		return []*Proposal{first.Proposal}, nil
	}
	if err != nil && !isTie(err) {
		return nil, err
	}
	sheets, err := visibleSheets(path)
	if err != nil {
		return nil, err
	}
	var all []*Proposal
	for _, sheet := range sheets {
		p, err := proposeTable(ctx, path, name, sheet)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			all = append(all, &Proposal{File: name, Sheet: sheet, Why: Reason(err)})
			continue
		}
		p.Source.Sheet = sheet
		all = append(all, p.Proposal)
	}
	return all, nil
}

// proposal is a Proposal in the making.
type proposal struct {
	*Proposal
	table       *Table
	seen        []fieldEvidence
	otherSheets []string
}

func proposeTable(ctx context.Context, path, name, sheet string) (*proposal, error) {
	t, err := openTable(ctx, path, name, Options{Sheet: sheet}, anyName())
	if err != nil {
		return nil, err
	}
	defer t.Close()
	p := &proposal{Proposal: &Proposal{File: name, Sheet: t.Sheet, Header: t.Header}, table: t, seen: make([]fieldEvidence, len(t.Header))}
	t.needs = make([]bool, len(t.Header)) // an error in a cell is a matter of reading it
	if s, ok := t.rows.(*sheetRows); ok {
		for _, other := range s.book.Sheets {
			if !other.Hidden && other.Name != t.Sheet {
				p.otherSheets = append(p.otherSheets, other.Name)
			}
		}
	}
	for p.Rows < proposeRows {
		row, err := t.Next()
		if err == io.EOF {
			break
		}
		if _, bad := err.(*RowError); bad || err == nil && !row.isData() {
			continue
		}
		if err != nil {
			return nil, err
		}
		p.Rows++
		for i, field := range row.Fields {
			text, of := trimSpace(field), t.rows.kind(row.Line, i)
			shown := text
			if day, ok := t.SerialDate(text); ok && of == serialDay {
				shown = day.String()
			} else if currency := t.beside(row.Line, i).currency; currency != "" {
				text += " " + currency
				shown = text
			}
			p.seen[i].look(text, shown, of)
		}
	}
	if p.Rows == proposeRows {
		_, err := t.Next()
		p.More = err != io.EOF
	}
	p.findCurrencies()
	p.choose()
	return p, nil
}

// anyName scores a header row by the names that any dataset or profile knows, and a row without such names a little by its words.
func anyName() func([]string) int {
	known := map[string]bool{}
	for _, dataset := range Schema() {
		for name := range dataset.byKey() {
			known[name] = true
		}
	}
	for _, profile := range Profiles() {
		for _, header := range profile.known() {
			for _, spelling := range spellings(header) {
				known[key(spelling)] = true
			}
		}
	}
	return func(fields []string) int {
		points := 0
		for _, field := range fields {
			switch {
			case key(field) == "":
			case known[key(field)] || known[key(translated(field))]:
				points += 10
			case isCode(strings.TrimSpace(field)):
				points++
			}
		}
		points += 2 * len(monthFields(fields, nil, noSerial))
		return 2*points + min(countNames(fields), 9)
	}
}

// A table comes near to a dataset when it has so many columns of it, and lacks no more than so many.
const (
	fewestKnown = 3
	mostLacking = 2
)

// choose finds the dataset that the table fits best.
func (p *proposal) choose() {
	p.Profile = Recognize(p.Header, "")
	switch {
	case p.Profile != nil && p.Profile.Dataset == "":
		p.Why = "it is " + p.Profile.Name + ": " + p.Profile.Unusable
		p.Unused = p.Header
		return
	case p.Profile != nil:
		p.try(p.Profile.Dataset).into(p)
		return
	}
	var best, nearest *attempt
	for _, dataset := range Schema() {
		a := p.try(dataset.Name)
		if p.near(a) && (nearest == nil || a.points > nearest.points) {
			nearest = a
		}
		switch {
		case !p.fits(a):
		case best == nil || a.points > best.points:
			best = a
			p.Or = nil
		case a.points == best.points:
			p.Or = append(p.Or, dataset.Name)
		}
	}
	if best != nil && best.dataset.Name == "accounts" && nearest != nil && nearest.known() > best.known() {
		best = nil // a customer stands in every table
	}
	if (best == nil || best.dataset.Name == "accounts") && sideBySide(p.Header) {
		best, nearest = nil, nil
		p.Near = "it has a column for each of several periods, and an mrr table has one for each month, such as Jan 2026, or a row for each customer and month"
	}
	if best == nil {
		p.Why = "its columns are those of no dataset that kpibook reads"
		p.Unused = p.Header
		if nearest != nil {
			p.Near = nearest.lacks()
		}
		return
	}
	best.into(p)
	switch {
	case len(p.Or) > 0:
		p.Doubt = "it has the columns of " + strings.Join(append([]string{p.Dataset}, p.Or...), " and of ")
	case best.layout.months != nil && !p.saysRecurring():
		p.Doubt = "it has an amount for each month, and nothing says that these are the monthly recurring revenue"
	}
}

// saysRecurring tells whether a table says that its amounts are recurring: by its name, its header or what stands above it.
func (p *proposal) saysRecurring() bool {
	texts := slices.Concat([]string{p.File, p.Sheet}, p.Header)
	for _, row := range p.table.Above {
		texts = append(texts, row.fields...)
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		words := plain(text)
		return strings.Contains(words, "mrr") || strings.Contains(words, "recurring") || strings.Contains(words, "wiederkehrend")
	})
}

// otherwise are headers by which a table is of something else than the dataset whose columns it has.
var otherwise = map[string][]string{
	"accounts":      {"invoice", "invoiceid", "invoicenumber", "invoicedate", "amount", "netamount", "tax", "vat", "billinginterval", "billingcycle", "billingperiod", "billingfrequency", "quantity", "unitprice", "unitamount"},
	"subscriptions": {"invoiceid", "couponid", "amountoff", "percentoff", "amountdue", "opportunityid", "dealstage"},
	"renewals":      {"invoiceid", "invoicenumber", "amountpaid", "subtotal"},
	"usage":         {"amount", "mrr", "price", "revenue", "total", "betrag", "umsatz"},
}

// near tells whether a table may be meant for a dataset of which it lacks something.
func (p *proposal) near(a *attempt) bool {
	return a.dataset.Name != "accounts" && len(a.missing) > 0 && len(a.missing) <= mostLacking && a.known() >= fewestKnown && !p.otherwise(a)
}

// otherwise tells whether a header says that the table is of something else.
func (p *proposal) otherwise(a *attempt) bool {
	if a.dataset.Name == "accounts" && monthFields(p.Header, nil, p.table.SerialDate) != nil {
		return true
	}
	return slices.ContainsFunc(p.Header, func(header string) bool { return slices.Contains(otherwise[a.dataset.Name], key(header)) })
}

// fits tells whether a table is likely to be of the dataset.
func (p *proposal) fits(a *attempt) bool {
	matched := map[string]bool{}
	for _, m := range a.layout.mapped {
		if m.By != "constant" && m.By != "further column" {
			matched[m.Column] = true
		}
	}
	if p.otherwise(a) {
		return false
	}
	for _, c := range a.missing {
		if !askable(a.dataset.Name, c.Name) && !a.asks(c.Name) {
			return false
		}
	}
	for _, fault := range a.layout.faults {
		if fault.Setting == "" && !strings.HasPrefix(fault.Message, "no column for") { // with a setting it is a question
			return false
		}
	}
	if slices.ContainsFunc(a.layout.wide, func(field int) bool { return p.seen[field].filled > 0 && !p.seen[field].mostly(p.seen[field].numbers) }) {
		return false
	}
	switch a.dataset.Name {
	case "usage":
		return matched["user_id"] || matched["feature"] || matched["count"] || matched["active_users"]
	case "accounts":
		field := p.fieldOf(a, "account_id")
		return len(matched) >= 2 && (matched["valid_from"] || field >= 0 && p.seen[field].unique())
	case "users":
		return len(matched) >= 2
	case "tickets":
		said := 0
		for _, name := range []string{"priority", "channel", "resolved_at", "first_responded_at", "first_response_minutes", "first_response_hours", "contacts", "reopened", "escalated"} {
			if matched[name] {
				said++
			}
		}
		return said >= 2 || slices.ContainsFunc(p.Header, func(header string) bool {
			return strings.HasPrefix(key(header), "ticket") || strings.HasPrefix(key(header), "case")
		})
	}
	return len(matched)+len(a.source.Constant) >= 3
}
