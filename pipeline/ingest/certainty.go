package ingest

import (
	"slices"
	"strings"
)

// Certainty is how sure it is that a header is the column that it is proposed for.
type Certainty uint8

// The degrees of certainty.
const (
	Sure   Certainty = iota // its name says so, in English or German, or the profile of its vendor
	Likely                  // it can hardly be anything else, or no figure depends on it: taken unless somebody says no
	Guess                   // figures depend on it: taken only where somebody says yes
)

// String is the word for a certainty.
func (c Certainty) String() string { return [...]string{"sure", "likely", "guess"}[c] }

// certainty tells how sure a column is that was derived for a reason: it is the one place where that is decided.
func (a *attempt) certainty(m Mapping) Certainty {
	column := a.dataset.Columns[a.layout.index[m.Column]]
	_, _, both := strings.Cut(m.Header, " + ")
	said := readAmountHeader(m.Header)
	switch {
	case m.By == "constant":
		return Sure
	case m.By == "join", // the customer of a subscription
		column.Name == "issued_on" && slices.Contains([]string{"date", "documentdate", "datum", "belegdatum"}, key(m.Header)),
		column.Type == Money && said.recurs(), column.Type == Money && said.plainFor(a.dataset, column), // each of its words is known
		column.Type == IntervalType && both,                       // a number and its unit
		column.Name == "score" && a.source.Constant["kind"] != "": // nps_score
		return Likely
	case column.Type == Text || column.Type == Choice || column.Type == ID && column.Name != "account_id":
		return Likely
	}
	return Guess
}
