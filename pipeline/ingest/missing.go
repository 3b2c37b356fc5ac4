package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas"
)

// Bounds of what is kept and compared of keys that a join does not find.
const (
	maxMissing = 10_000 // told apart; further ones are only counted
	maxShown   = 5
	maxNear    = 20_000 // keys to compare with
)

// missed is a key that a join did not find in its table.
type missed struct {
	join *join
	key  string
}

// miss counts a row whose key is not in the table.
func (j *join) miss(at Place, key string) {
	if j.missed == 0 {
		j.first = at
	}
	j.missed++
	if _, ok := j.missing[key]; ok {
		j.missing[key]++
	} else if len(j.missing) < maxMissing {
		j.missing[strings.Clone(key)] = 1
	}
}

// reportMissing names the keys of a file that a join did not find, those on most rows first, each with the nearest there is.
func (v *view) reportMissing(j *join) {
	if j.missed == 0 {
		return
	}
	keys := slices.SortedFunc(maps.Keys(j.missing), func(a, b string) int {
		return cmp.Or(cmp.Compare(j.missing[b], j.missing[a]), cmp.Compare(a, b))
	})
	var sample []string
	for _, key := range keys[:min(len(keys), maxShown)] {
		text := fmt.Sprintf("%q (%s", shorten(key, 60), plural(j.missing[key], "row"))
		if near := j.nearest(key); near != "" {
			text += fmt.Sprintf("; the nearest is %q", shorten(near, 60))
		}
		sample = append(sample, text+")")
	}
	shown := strings.Join(sample, ", ")
	if more := len(keys) - len(sample); more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	count := plural(len(keys), "key")
	if len(keys) == maxMissing {
		count += " or more"
	}
	outcome := "loaded without " + strings.Join(j.take, " and ")
	for _, name := range j.take {
		if v.layout.dataset.Columns[v.layout.index[name]].Required {
			outcome = "rejected"
		}
	}
	v.find(Finding{Place: j.first, Kind: "join_missing", Count: j.missed, Sample: sample,
		Text: fmt.Sprintf("%s looked up by %s %s not in %s, so %s %s: %s", count, j.spec.On, be(len(keys)), j.what(), plural(j.missed, "row"), be(j.missed)+" "+outcome, shown),
		Fix:  "add what is missing to " + j.what() + ", or write it as it stands there"})
}

func be(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// nearest is the key of the table that a missing one most likely stands for. Numbers of things lie near each other without
// meaning each other, so keys that differ in digits only are none.
func (j *join) nearest(key string) string {
	if len(j.rows) > maxNear || len(key) > maxNumberLength {
		return ""
	}
	for _, near := range formulas.Nearest(key, slices.Collect(maps.Keys(j.rows))) {
		if letters(near) != letters(key) {
			return near
		}
	}
	return ""
}

// letters is a text without its digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}
