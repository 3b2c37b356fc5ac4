package formulas

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// citations are the sources of everything that has a definition, with who cites them.
func citations(c *Catalogue) map[Source][]string {
	cited := map[Source][]string{}
	add := func(by string, sources ...Source) {
		for _, s := range sources {
			if s != (Source{}) {
				cited[s] = append(cited[s], by)
			}
		}
	}
	for _, k := range c.KPIs() {
		add("the KPI "+k.ID, k.Source)
		for _, v := range k.Variants {
			add("the variant "+v.ID+" of "+k.ID, v.Source)
		}
	}
	for _, comparison := range Comparisons() {
		add("the comparison "+comparison.ID, comparison.Source)
	}
	for _, term := range Terms() {
		add("the term "+term.Name, term.Sources...)
	}
	return cited
}

// TestMustShow_SeedTerms reads the glossaries themselves: every term of theirs is a KPI, a comparison or a term here, and
// nothing is cited that is not there.
func TestMustShow_SeedTerms(t *testing.T) {
	terms, cited := seedTerms(t), citations(build(t))
	for term := range terms {
		if len(cited[term]) == 0 {
			t.Errorf("nothing here defines %s", term)
		}
	}
	for source, by := range cited {
		if !terms[source] {
			t.Errorf("%s cites %s, which is not there", strings.Join(by, " and "), source)
		}
	}
}

func TestTerms(t *testing.T) {
	c := build(t)
	taken := map[string]string{}
	kpis := map[string]string{}
	for _, k := range c.KPIs() {
		kpis[k.Name] = k.ID
	}
	for _, term := range Terms() {
		if kpi := kpis[term.Name]; kpi != term.Entry && kpi != "" {
			t.Errorf("%s is the KPI %s too: leave the definition out and set Entry to its id", term.Name, kpi)
		}
		for _, name := range term.names() {
			if by, ok := taken[spaced(name)]; ok {
				t.Errorf("%s: the name %q belongs to %s too", term.Name, name, by)
			}
			taken[spaced(name)] = term.Name
			if found, ok := LookupTerm(strings.ToUpper(strings.ReplaceAll(name, " ", "_"))); !ok || found.Name != term.Name {
				t.Errorf("%q does not find the term %s", name, term.Name)
			}
		}
		for _, see := range term.See {
			_, isKPI := c.ByID(see)
			related, isTerm := LookupTerm(see)
			if !isKPI && (!isTerm || related.Name != see) || see == term.Name {
				t.Errorf("%s: see %q is no other term and no KPI", term.Name, see)
			}
		}
		if len(term.Sources) == 0 {
			t.Errorf("%s: there is no source", term.Name)
		}
		_, isKPI := c.ByID(term.Entry)
		_, isComparison := ComparisonByID(term.Entry)
		switch length := utf8.RuneCountInString(term.Definition); {
		case term.Entry != "" && !isKPI && !isComparison:
			t.Errorf("%s: %s is no KPI and no comparison", term.Name, term.Entry)
		case (term.Entry == "") == (term.Definition == ""):
			t.Errorf("%s: a term has either a definition or the entry that defines it", term.Name)
		case term.Entry == "" && (length < 40 || length > 500 || !strings.HasSuffix(term.Definition, ".")):
			t.Errorf("%s: a definition has 40 to 500 characters and ends with a full stop: %d in %q", term.Name, length, term.Definition)
		case term.Differs != "" && !strings.HasSuffix(term.Differs, "."):
			t.Errorf("%s: %q does not end with a full stop", term.Name, term.Differs)
		}
	}
}

// words are the words of a text in small letters, without the marks between them.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// TestNothingIsCopied: no definition or note shares eight words on end with a glossary, none of which is under a licence.
func TestNothingIsCopied(t *testing.T) {
	const run = 8
	theirs := map[string]string{}
	for _, s := range seeds {
		text := words(shared(t, "seeds/"+s.file))
		for i := range len(text) - run + 1 {
			theirs[strings.Join(text[i:i+run], " ")] = s.file
		}
	}
	if len(theirs) < 8000 {
		t.Fatalf("the glossaries have %d runs of %d words, the test reads them wrongly", len(theirs), run)
	}
	check := func(of, text string) {
		ours := words(text)
		for i := range len(ours) - run + 1 {
			if phrase := strings.Join(ours[i:i+run], " "); theirs[phrase] != "" {
				t.Errorf("%s: %q stands in %s", of, phrase, theirs[phrase])
			}
		}
	}
	for _, k := range build(t).KPIs() {
		check(k.ID, k.Definition+" | "+k.Not+" | "+k.Computed)
		for _, v := range k.Variants {
			check(k.ID+" "+v.ID, v.Note)
		}
	}
	for _, comparison := range Comparisons() {
		check(comparison.ID, comparison.Definition)
	}
	for _, m := range Measures() {
		check(m.ID, m.Meaning)
	}
	for _, term := range Terms() {
		check(term.Name, term.Definition+" | "+term.Differs)
	}
}

// TestDisagreements: where the glossaries contradict each other, the entry that a reader finds says so.
func TestDisagreements(t *testing.T) {
	c := build(t)
	for word, says := range map[string]string{
		"TAV": "three meanings", "GRR": "gross renewal rate", "SME": "subject matter expert", "customer growth": "customer growth rate",
	} {
		term, ok := LookupTerm(word)
		if !ok || !strings.Contains(term.Text(c), says) || term.Differs == "" {
			t.Errorf("%s: the entry does not speak of %q: %+v", word, says, term)
		}
	}
	for i, e := range c.Glossary() {
		if e.ID != "total_contract_value" {
			continue
		}
		if len(e.Differs) != 1 || !slices.Contains(e.AlsoCalled, "Total account value") || len(e.AlsoIn) != 1 {
			t.Errorf("the entry of the total contract value: %+v", e)
		}
		if text := c.MarkdownOf(c.kpis[i]); !strings.Contains(text, "Also called: Total account value, TAV") {
			t.Errorf("the total contract value in Markdown:\n%s", text)
		}
	}
}

// TestGlossaryLinks: every link inside GLOSSARY.md leads to one heading or term there.
func TestGlossaryLinks(t *testing.T) {
	text := build(t).Markdown()
	targets := map[string]int{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		targets[anchor(heading[1])]++
	}
	for _, place := range regexp.MustCompile(`<a id="([^"]*)">`).FindAllStringSubmatch(text, -1) {
		targets[place[1]]++
	}
	links := regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(text, -1)
	for _, link := range links {
		if targets[link[1]] != 1 {
			t.Errorf("#%s leads to %d places", link[1], targets[link[1]])
		}
	}
	if len(links) < len(Terms()) { // nearly every term leads to another
		t.Errorf("there are %d links for %d terms", len(links), len(Terms()))
	}
}

func TestSuggestTerms(t *testing.T) {
	for typed, want := range map[string]string{
		"playbok": "[Playbook]", "customer_sucess_manager": "[Customer success manager]", "qqqqqq": "[]",
	} {
		if got := fmt.Sprint(SuggestTerms(typed)); got != want {
			t.Errorf("%s: got %s, want %s", typed, got, want)
		}
	}
}

// TestSeedTermsAreFound looks up every name and abbreviation of the glossaries, their misspellings corrected: each finds a KPI
// or a term.
func TestSeedTermsAreFound(t *testing.T) {
	c := build(t)
	heading := regexp.MustCompile(`^([^(]*)(?:\(([^)]*)\))?$`)
	corrected := strings.NewReplacer("Expediture", "Expenditure", "Promotor", "Promoter", "Reccuring", "Recurring", "Qualitfied", "Qualified",
		"Studies", "Study", "Success Success", "Success", "Stages / Phases", "Stages", "Role of a ", "", "Win / Loss", "Win/loss")
	looked := 0
	for source := range seedTerms(t) {
		parts := heading.FindStringSubmatch(corrected.Replace(source.Term))
		if parts == nil || source.Glossary == TermArchive || strings.Contains(source.Term, "=") {
			continue // "Install(ed) Base", or a sentence
		}
		for _, name := range strings.Split(parts[1]+" / "+parts[2], " / ") {
			name = strings.Trim(name, " ®")
			if name == "" || name == "s" {
				continue
			}
			looked++
			_, isKPI := c.Lookup(name)
			if _, isTerm := LookupTerm(name); !isKPI && !isTerm {
				t.Errorf("%s: nothing is found under %q", source, name)
			}
		}
	}
	if looked < 300 {
		t.Errorf("%d names were looked up, the test reads the headings wrongly", looked)
	}
}
