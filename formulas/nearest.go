package formulas

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest lists up to three of the known words that a mistyped one may have meant, the likeliest first: those that differ in
// few letters, then those that contain it. It is empty when none is near.
func Nearest(word string, known []string) []string {
	type candidate struct {
		word     string
		distance int
	}
	var near []candidate
	limit := max(1, min(3, len(word)/3))
	for _, k := range known {
		distance := editDistance(strings.ToLower(word), strings.ToLower(k))
		switch {
		case distance <= limit:
			near = append(near, candidate{k, distance})
		case len(word) > 3 && strings.Contains(k, word):
			near = append(near, candidate{k, limit + distance})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	var words []string
	for _, c := range near[:min(3, len(near))] {
		words = append(words, c.word)
	}
	return words
}

// editDistance counts the letters to insert, delete, replace or swap with their neighbour to make one word of the other.
func editDistance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := 1
			if a[i-1] == b[j-1] {
				replace = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+replace)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// didYouMean ends a message with the nearest words, if there are any.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}
