package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostWords is how many different texts a column of words has; a column with more holds free text.
const mostWords = 60

// ofWords tells the columns of text whose words have a meaning for the figures, such as a status. Where the words are a closed list, a
// word that is not on it rejects its row; here a new one is read as it stands.
func ofWords(column Column) bool {
	return column.Type == Text && slices.Contains([]string{"status", "stage", "priority", "type", "category", "source"}, column.Name)
}

// wordsOf are the words of the columns of words of a file, each with the rows that have it. nil stands for a column of free text.
type wordsOf map[int]map[string]*tally

// planWords prepares to note the words of a file.
func (l *layout) planWords() wordsOf {
	words := wordsOf{}
	for i, column := range l.dataset.Columns {
		if ofWords(column) && l.ownField(i) {
			words[i] = map[string]*tally{}
		}
	}
	return words
}

// noteWords notes the words of a row that is loaded, as the file has them.
func (v *view) noteWords(l *line) {
	for column, seen := range v.words {
		text := trimSpace(l.raw[v.layout.origins[column].field])
		if text == "" || seen == nil {
			continue
		}
		if seen[text] == nil {
			if len(seen) == mostWords {
				v.words[column] = nil
				continue
			}
			seen[text] = &tally{}
		}
		seen[text].note(v.place(l), "")
	}
}

// list are the words by column, sorted.
func (w wordsOf) list(columns []Column) map[string][]string {
	list := map[string][]string{}
	for column, seen := range w {
		if len(seen) > 0 {
			list[columns[column].Name] = slices.Sorted(maps.Keys(seen))
		}
	}
	return list
}

// newWords reports the words that an earlier run did not have, and whose meaning neither the job file says nor kpibook knows.
func (v *view) newWords(before *Reading) {
	for _, column := range slices.Sorted(maps.Keys(v.words)) {
		name, known := v.layout.dataset.Columns[column].Name, before.Words
		if len(known[name]) == 0 || name == "status" && (v.layout.dataset.Name == "subscriptions" || v.layout.dataset.Name == "invoices") {
			continue // of these, words that nobody knows are reported in every run
		}
		var found tally
		first := ""
		for _, word := range slices.Sorted(maps.Keys(v.words[column])) {
			if slices.Contains(known[name], word) || v.layout.origins[column].values[word] != "" || understood(v.layout.dataset.Name, name, word) {
				continue
			}
			rows := v.words[column][word]
			if found.count == 0 || rows.at.Line < found.at.Line {
				found.at = rows.at
			}
			if found.count++; found.count == 1 {
				first = word
			}
			if len(found.sample) < 5 {
				found.sample = append(found.sample, fmt.Sprintf("%q (%s)", shorten(word, 40), plural(rows.count, "row")))
			}
		}
		if found.count == 0 {
			continue
		}
		named := strings.Join(found.sample, ", ")
		if found.count > len(found.sample) {
			named += " ..."
		}
		v.find(Finding{Place: found.at, Kind: "new_words", Count: found.count, Sample: found.sample,
			Text: fmt.Sprintf("%s has %s that %s did not have, read as it stands: %s", name, plural(found.count, "word"), before.run(), named),
			Fix:  fmt.Sprintf("see what it means for the figures; values: {%s: {%q: ...}} for this source gives it the meaning of another word", name, first)})
	}
}

// understood tells words that kpibook knows the meaning of.
func understood(dataset, column, word string) bool {
	word = plain(word)
	switch {
	case column == "stage":
		return dealOutcomes()[word] != ""
	case column == "status":
		return isActive(word) || isChurned(word)
	}
	return false
}
