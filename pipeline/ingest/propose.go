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
	Source  job.Source // what a job file has to say so that it is read as proposed

	Columns    []ProposedColumn
	Missing    []Column // required, and not in the table
	Unused     []string
	Currencies []string // that stand in it or its headers
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
		if _, bad := err.(*RowError); bad || err == nil && (row.Blank || row.Header || row.Second) {
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
		return 2*points + min(countNames(fields), 9)
	}
}

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
	var best *attempt
	for _, dataset := range Schema() {
		a := p.try(dataset.Name)
		switch {
		case !p.fits(a):
		case best == nil || a.points > best.points:
			best = a
			p.Or = nil
		case a.points == best.points:
			p.Or = append(p.Or, dataset.Name)
		}
	}
	if best == nil {
		p.Why = "its columns are those of no dataset that kpibook reads"
		p.Unused = p.Header
		return
	}
	best.into(p)
}

// attempt is a table read as one dataset.
type attempt struct {
	dataset *Dataset
	source  job.Source
	layout  *layout
	missing []Column
	points  int
	reasons map[string]string // column: why a header is taken for it
}

// try plans the table as a dataset, with what can be derived where a required column is missing.
func (p *proposal) try(name string) *attempt {
	all := Schema()
	dataset := &all[slices.IndexFunc(all, func(d Dataset) bool { return d.Name == name })]
	a := &attempt{dataset: dataset, source: job.Source{Dataset: name, Columns: map[string]string{}, Constant: map[string]string{}}, reasons: map[string]string{}}
	if p.Profile == nil {
		p.translate(a)
	}
	for range 2 {
		a.layout = plan(&a.source, dataset, p.table, "XXX", p.Profile, nil)
		a.missing = a.layout.lacking()
		if len(a.missing) == 0 || p.Profile != nil || !p.derive(a) {
			break
		}
	}
	a.layout = plan(&a.source, dataset, p.table, "XXX", p.Profile, nil)
	a.missing = a.layout.lacking()
	for _, m := range a.layout.mapped {
		switch {
		case m.By == "same name" || m.By == "profile":
			a.points += 3
		case m.By == "alias" || m.By == wideColumn:
			a.points += 3
		case m.By == "job file":
			a.points++
		}
	}
	a.points -= 4 * len(a.missing)
	return a
}

// askable are required columns that a person can say for all rows.
func askable(dataset, column string) bool {
	return column == "billing_interval" || dataset == "surveys" && column == "kind"
}

// otherwise are headers by which a table is of something else than the dataset whose columns it has.
var otherwise = map[string][]string{
	"accounts":      {"invoice", "invoiceid", "invoicenumber", "invoicedate", "amount", "netamount", "tax", "vat", "billinginterval", "billingcycle", "billingperiod", "billingfrequency", "quantity", "unitprice", "unitamount"},
	"subscriptions": {"invoiceid", "couponid", "amountoff", "percentoff", "amountdue", "opportunityid", "dealstage"},
	"renewals":      {"invoiceid", "invoicenumber", "amountpaid", "subtotal"},
	"usage":         {"amount", "mrr", "price", "revenue", "total", "betrag", "umsatz"},
}

// fits tells whether a table is likely to be of the dataset.
func (p *proposal) fits(a *attempt) bool {
	matched := map[string]bool{}
	for _, m := range a.layout.mapped {
		if m.By != "constant" && m.By != "further column" {
			matched[m.Column] = true
		}
	}
	if slices.ContainsFunc(p.Header, func(header string) bool { return slices.Contains(otherwise[a.dataset.Name], key(header)) }) {
		return false
	}
	for _, c := range a.missing {
		if !askable(a.dataset.Name, c.Name) {
			return false
		}
	}
	for _, fault := range a.layout.faults {
		if fault.Setting == "" && !strings.HasPrefix(fault.Message, "no column for") { // with a setting it is a question
			return false
		}
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

// lacking are the required columns that a layout has nowhere.
func (l *layout) lacking() (missing []Column) {
	for i, column := range l.dataset.Columns {
		if !column.Required || l.origins[i].by != "" {
			continue
		}
		or := l.dataset.or(column.Name)
		if or == nil || slices.ContainsFunc(or, func(name string) bool { return l.origins[l.index[name]].by == "" }) {
			missing = append(missing, column)
		}
	}
	return missing
}
