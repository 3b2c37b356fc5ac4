package formulas

import (
	"regexp"
	"strings"
	"testing"
)

// seed is a glossary of the references as it was saved: where it stands, how many terms it has, and how they look in it.
type seed struct {
	glossary string
	file     string
	terms    int
	read     func(text string) []string
}

// seeds are the glossaries. Their terms were counted by hand, so that a reader that misses some is noticed.
var seeds = []seed{
	{Landscape, "003_67b36aae7b062a0e.txt", 195 + 11, landscapeTerms},
	{Dictionary, "002_adb37f99e5d7d541.txt", 34, dictionaryTerms},
	{CSGlossary, "004_748010823d5009ae.txt", 27, csGlossaryTerms},
	{TermArchive, "000_9f77ce743ca77de8.txt", 7, archiveTerms},
	{TermArchive, "001_fe9650e9c58eb3df.txt", 10, archiveTerms},
}

// landscapeTerms are the headings, and the eleven terms whose heading was saved as a bullet: a line that is no sentence and
// no formula.
func landscapeTerms(text string) (terms []string) {
	for _, line := range strings.Split(text, "\n") {
		heading, isHeading := strings.CutPrefix(line, "### ")
		bullet, isBullet := strings.CutPrefix(line, "* ")
		switch {
		case isHeading:
			terms = append(terms, heading)
		case isBullet && !strings.ContainsAny(bullet, ".=÷"):
			terms = append(terms, bullet)
		}
	}
	return terms
}

// dictionaryTerms are the lines between the title and the foot that are no teaser, all of which end in Read More.
func dictionaryTerms(text string) (terms []string) {
	_, text, _ = strings.Cut(text, "\nCustomer Success Dictionary\n")
	text, _, _ = strings.Cut(text, "\nBack To Top")
	for _, line := range strings.Split(text, "\n") {
		if line != "" && !strings.HasSuffix(line, "Read More") {
			terms = append(terms, line)
		}
	}
	return terms
}

// csGlossaryTerms are the lines between the subtitle and the foot that are followed by a blank line and a text.
func csGlossaryTerms(text string) (terms []string) {
	_, text, _ = strings.Cut(text, "that every CSM must know\n")
	text, _, _ = strings.Cut(text, "\nRequest Demo\n")
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line != "" {
			lines = append(lines, line)
		}
	}
	for i := 0; i+1 < len(lines); i += 2 { // term, text, term, text ...
		terms = append(terms, lines[i])
	}
	return terms
}

// archiveTerms are the first lines of the entries, each of which ends in a line with its date. An entry that lost its heading
// is named by the words that its text begins with.
func archiveTerms(text string) (terms []string) {
	for _, entry := range regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT.*$`).Split(text, -1) {
		entry = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(entry), "loader image"))
		if entry == "" {
			continue
		}
		heading, _, _ := strings.Cut(entry, "\n")
		for _, begins := range []string{"Zealous", "Cross-selling", "Identifies the sequence", "Upsell", "Total Contract Value (TCV)"} {
			if strings.HasPrefix(heading, begins+" ") {
				heading = begins
			}
		}
		terms = append(terms, heading)
	}
	return terms
}

// seedTerms are all terms of the glossaries.
func seedTerms(t *testing.T) map[Source]bool {
	t.Helper()
	terms := map[Source]bool{}
	for _, s := range seeds {
		list := s.read(shared(t, "seeds/"+s.file))
		if len(list) != s.terms {
			t.Fatalf("%s: got %d terms of %s, it has %d: %s", s.file, len(list), s.glossary, s.terms, strings.Join(list, " | "))
		}
		for _, term := range list {
			term = strings.Join(strings.Fields(term), " ") // blanks of other kinds too
			if terms[Source{s.glossary, term}] {
				t.Errorf("%s has %q twice", s.file, term)
			}
			terms[Source{s.glossary, term}] = true
		}
	}
	return terms
}
