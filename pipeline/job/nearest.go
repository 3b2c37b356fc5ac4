package job

import (
	"strings"

	"kpibook/formulas"
)

// suggestion names the known word that a mistyped one most likely stands for, or all of them.
func suggestion(word string, known []string, what string) string {
	if near := Nearest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) == 0 {
		return "there are no " + what
	}
	return what + ": " + strings.Join(known, ", ")
}

// Nearest is the known word that a mistyped one most likely stands for, or empty when none is near. The difference of _, -
// and space does not count.
func Nearest(word string, known []string) string {
	if near := formulas.Nearest(strings.NewReplacer("-", "_", " ", "_").Replace(word), known); len(near) > 0 {
		return near[0]
	}
	return ""
}
