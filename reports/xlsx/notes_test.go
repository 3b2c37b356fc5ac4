package xlsx

import (
	"strings"
	"testing"
)

func TestNoteBox(t *testing.T) {
	sentence := "The closing revenue of the customers of the start, over their opening revenue. "
	for _, test := range []struct {
		text          string
		width, height int
	}{
		{"Opening", noteWidth, 34},
		{"Opening\nof the month", noteWidth, 51},
		{strings.Repeat(sentence, 2), noteWidth, 86},
		{strings.Repeat(sentence, 10), wideNote, 224},
	} {
		if width, height := noteBox(test.text); width != test.width || height != test.height {
			t.Errorf("box of %d characters is %d x %d, want %d x %d", len(test.text), width, height, test.width, test.height)
		}
	}
}
