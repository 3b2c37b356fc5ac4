package formulas

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// TermEntry is a term as the glossary's readers get it, beside the entries of the KPIs.
type TermEntry struct {
	Name       string   `json:"name"`
	Family     Family   `json:"family"` // TermFamily
	Aliases    []string `json:"aliases"`
	Definition string   `json:"definition,omitempty"`
	Entry      string   `json:"entry,omitempty"` // the KPI or comparison that defines it
	Differs    string   `json:"differs,omitempty"`
	Sources    []string `json:"sources"`
	See        []string `json:"see"`
}

// TermFamily is the heading that terms stand under in a glossary.
const TermFamily Family = "Terms"

// GlossaryEntry is the term as a row of the glossary.
func (t *Term) GlossaryEntry() TermEntry {
	return TermEntry{Name: t.Name, Family: TermFamily, Aliases: append([]string{}, t.Aliases...), Definition: t.Definition, Entry: t.Entry,
		Differs: t.Differs, Sources: cites(t.Sources), See: append([]string{}, t.See...)}
}

// Short is the term's abbreviation, or "".
func (t *Term) Short() string {
	if len(t.Aliases) > 0 && strings.IndexFunc(t.Aliases[0][1:], unicode.IsUpper) >= 0 {
		return t.Aliases[0]
	}
	return ""
}

// Title is the name with the aliases: Account executive (AE).
func (t *Term) Title() string {
	if len(t.Aliases) == 0 {
		return t.Name
	}
	return t.Name + " (" + strings.Join(t.Aliases, ", ") + ")"
}

// Text is what a reader needs to know of the term, in lines of plain text: its name, what it means, where the glossaries
// differ, what to see as well, and where it comes from.
func (t *Term) Text(c *Catalogue) string {
	lines := []string{t.Title(), t.Meaning(c), ""}
	if t.Differs != "" {
		lines = append(lines, "Meanings differ: "+t.Differs)
	}
	if names := t.SeeNames(c); len(names) > 0 {
		lines = append(lines, "See: "+strings.Join(names, ", "))
	}
	return strings.Join(append(lines, "Source: "+strings.Join(cites(t.Sources), "; ")), "\n")
}

// SeeNames are the names of the terms and KPIs to see as well.
func (t *Term) SeeNames(c *Catalogue) []string {
	names := make([]string, len(t.See))
	for i, see := range t.See {
		names[i] = c.nameOf(see)
	}
	return names
}

// Meaning is the definition, that of the comparison for another name of one, and for another name of a KPI which KPI that is.
func (t *Term) Meaning(c *Catalogue) string {
	if comparison, ok := ComparisonByID(t.Entry); ok {
		return comparison.Definition
	}
	if t.Entry != "" {
		return "Defined under " + c.nameOf(t.Entry) + " (" + t.Entry + ")."
	}
	return t.Definition
}

// Markdown is the paragraph about the term in GLOSSARY.md.
func (t *Term) Markdown(c *Catalogue) string {
	text := fmt.Sprintf("<a id=%q></a>**%s**", t.anchor(), t.Name)
	if len(t.Aliases) > 0 {
		text += " (" + strings.Join(t.Aliases, ", ") + ")"
	}
	if _, ok := c.byID[t.Entry]; ok {
		text += " – Defined under " + c.mention(t.Entry) + "."
	} else {
		text += " – " + t.Meaning(c)
	}
	if t.Differs != "" {
		text += " *Meanings differ:* " + t.Differs
	}
	if len(t.See) > 0 {
		var links []string
		for _, see := range t.See {
			links = append(links, c.mention(see))
		}
		text += " *See* " + strings.Join(links, ", ") + "."
	}
	return text + " *Source:* " + strings.Join(cites(t.Sources), "; ") + "\n"
}

// termsMarkdown is the section of terms of GLOSSARY.md.
func (c *Catalogue) termsMarkdown(b *strings.Builder) {
	b.WriteString("\n## Terms\n\nThe other words of the field, and the names under which the glossaries have the KPIs above.\n")
	for _, t := range c.GlossaryTerms() {
		b.WriteString("\n" + t.Markdown(c))
	}
}

// GlossaryTerms lists the terms that a glossary has beside the KPIs: all but those that bear a KPI's very name, whose entry has
// what there is to say.
func (c *Catalogue) GlossaryTerms() []*Term {
	return slices.DeleteFunc(Terms(), func(t *Term) bool {
		k, ok := c.byID[t.Entry]
		return ok && k.Name == t.Name
	})
}

// otherNames adds to the entry of a KPI the names under which the glossaries have it too, the places, and where they differ.
func (e *GlossaryEntry) otherNames(k *KPI) {
	var places []Source
	for _, t := range Terms() {
		if t.Entry != k.ID {
			continue
		}
		for _, name := range t.names() {
			if !strings.EqualFold(name, k.Name) {
				e.AlsoCalled = append(e.AlsoCalled, name)
			}
		}
		for _, source := range t.Sources {
			if source != k.Source {
				places = append(places, source)
			}
		}
		if t.Differs != "" {
			e.Differs = append(e.Differs, t.Differs)
		}
	}
	e.AlsoIn = cites(places)
}

// nameOf is the name of a KPI or comparison by its id, or of a term by its name.
func (c *Catalogue) nameOf(see string) string {
	if k, ok := c.byID[see]; ok {
		return k.Name
	}
	if comparison, ok := ComparisonByID(see); ok {
		return comparison.Name
	}
	return see
}

// mention is nameOf as a link inside GLOSSARY.md.
func (c *Catalogue) mention(see string) string {
	to := "comparisons"
	if k, ok := c.byID[see]; ok {
		to = anchor(k.title())
	} else if t, ok := LookupTerm(see); ok {
		to = t.anchor()
	}
	return "[" + c.nameOf(see) + "](#" + to + ")"
}

// anchor is where the term stands in GLOSSARY.md; a KPI may have a heading of the same name.
func (t *Term) anchor() string { return "term-" + anchor(t.Name) }

// anchor is what a heading is linked by, as GitHub makes it: small letters, blanks as hyphens, no other marks.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// cites are sources as readers see them, one text a glossary: `Customer Success Dictionary, "SaaS"`.
func cites(sources []Source) (texts []string) {
	for i, s := range sources {
		if i > 0 && s.Glossary == sources[i-1].Glossary {
			texts[len(texts)-1] += `, "` + s.Term + `"`
			continue
		}
		texts = append(texts, s.String())
	}
	return texts
}
