package formulas

import (
	"cmp"
	"slices"
	"strings"
)

// Term is a word of the field. Either it has a definition of its own, or it is another name for a KPI or comparison, whose
// entry defines it.
type Term struct {
	Name       string   // as a heading: Account executive
	Aliases    []string // abbreviations and other names: AE; no two terms share one
	Definition string   // one to three sentences of our own; empty when Entry is set
	Entry      string   // the id of the KPI or comparison that this is another name for
	Differs    string   // where the glossaries or usage disagree: who says what, and what holds here; may be empty
	Sources    []Source // every place that has the term
	See        []string // related: names of terms, ids of KPIs
}

// Terms lists every term by its name, in the order of the alphabet. The entries are
// shared and not to be changed.
func Terms() []*Term {
	tables := slices.Concat(peopleTerms(), salesTerms(), contractTerms(), successTerms(), lifecycleTerms(), productTerms(), voiceTerms(),
		methodTerms(), otherNames())
	list := make([]*Term, len(tables))
	for i := range tables {
		list[i] = &tables[i]
	}
	slices.SortFunc(list, func(a, b *Term) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return list
}

// LookupTerm finds a term by its name or one of its aliases, in any case, with blanks, hyphens or underscores, and for want of
// one as it is written in the plural: "csm", "account_executive", "playbooks".
func LookupTerm(word string) (*Term, bool) {
	for _, wanted := range []string{spaced(word), strings.TrimSuffix(spaced(word), "s")} {
		for _, t := range Terms() {
			for _, name := range t.names() {
				if spaced(name) == wanted {
					return t, true
				}
			}
		}
	}
	return nil, false
}

// SuggestTerms lists up to three names of terms that a mistyped word may have meant, the likeliest first.
func SuggestTerms(word string) []string {
	named := map[string]string{}
	var known []string
	for _, t := range Terms() {
		for _, name := range t.names() {
			known = append(known, spaced(name))
			named[spaced(name)] = t.Name
		}
	}
	var names []string
	for _, near := range Nearest(spaced(word), known) {
		if name := named[near]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// separators are what may stand between the words of a name, or in place of "and".
var separators = strings.NewReplacer("_", " ", "-", " ", ",", "", "&", "and")

// spaced is a name as it is compared: small letters, with blanks between the words and no commas.
func spaced(name string) string { return strings.ToLower(separators.Replace(name)) }

// names are all the names the term goes by, its own first.
func (t *Term) names() []string { return append([]string{t.Name}, t.Aliases...) }

// cited is the usual case of a term that one glossary has.
func cited(glossary, term string) []Source { return []Source{{glossary, term}} }
