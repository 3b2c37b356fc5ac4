package delimited

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// way is the start of a row, read in one way.
type way struct {
	fields []string
	cost   int // of the edits, and of fields that go badly with their columns

	quotes, joined, dropped, split int
	at                             int  // the column before which a field was dropped or after which a delimiter was missing
	comma                          rune // when it is not that of the other rows
	wrapped                        bool // in quotes, as a whole
}

// torn tells whether a way leaves out a field of a row in which a delimiter may just as well be the decimal comma of a number: 500,50 is
// two numbers with a comma between them, or one.
func (w *way) torn(raw string, comma rune) bool {
	if w.dropped == 0 || comma != ',' {
		return false
	}
	pieces := strings.Split(raw, ",")
	for i, piece := range pieces[:len(pieces)-1] {
		if next := pieces[i+1]; KindOf(piece) == Number && !strings.ContainsRune(piece, '.') && len(next) == 2 && isDigit(next[0]) && isDigit(next[1]) {
			return true
		}
	}
	return false
}

// what puts the edits into words.
func (w *way) what() string {
	var texts []string
	if w.wrapped {
		texts = append(texts, "the quotes around the whole row left out")
	}
	if w.comma != 0 {
		texts = append(texts, "cut at the delimiter "+Name(w.comma)+", which the other rows do not have")
	}
	if w.quotes > 0 {
		texts = append(texts, "a quote that is neither doubled nor around a field taken as text")
	}
	if w.joined > 0 {
		texts = append(texts, "a delimiter in text without quotes taken as text")
	}
	if w.dropped > 0 {
		texts = append(texts, "an empty field too many left out before column "+strconv.Itoa(w.at))
	}
	if w.split > 0 {
		texts = append(texts, "a missing delimiter put in after column "+strconv.Itoa(w.at))
	}
	return strings.Join(texts, "; ")
}

// insert keeps the best ways to read a start; of two with the same fields, the cheaper.
func insert(ways []way, w way) []way {
	if at := slices.IndexFunc(ways, func(other way) bool { return slices.Equal(other.fields, w.fields) }); at >= 0 {
		if ways[at].cost <= w.cost {
			return ways
		}
		ways = slices.Delete(ways, at, at+1)
	}
	at, _ := slices.BinarySearchFunc(ways, w, func(a, b way) int { return cmp.Or(cmp.Compare(a.cost, b.cost), -1) })
	ways = slices.Insert(ways, at, w)
	return ways[:min(len(ways), keptWays)]
}
