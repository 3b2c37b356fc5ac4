package reports

import "fmt"

// A cell of role Status says in a word how a figure stands. Its text starts with one of these marks, after which the writer
// colours it, so that colour is never alone.
const (
	MarkGood    = "▲"
	MarkWarning = "●"
	MarkBad     = "▼"
	MarkNone    = "–" // there is nothing to judge by
)

// StatusLook is the role that a status looks like.
func StatusLook(text string) Role {
	for _, look := range []struct {
		mark string
		role Role
	}{{MarkGood, Good}, {MarkWarning, Warning}, {MarkBad, Bad}} {
		if len(text) >= len(look.mark) && text[:len(look.mark)] == look.mark {
			return look.role
		}
	}
	return CardLabel
}

// StatusText is the text of a status.
func StatusText(mark, word string) string { return mark + " " + word }

// Judged is the formula of a status: above and below are the texts for a cell above and below zero, equal and none those for
// zero and for a cell that is no number.
func Judged(address, above, below, equal, none string) string {
	return fmt.Sprintf(`IF(ISNUMBER(%s),IF(%s>0,"%s",IF(%s<0,"%s","%s")),"%s")`, address, address, above, address, below, equal, none)
}
