package facts

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
)

// ParseScope reads a scope as people write it: portfolio or nothing, account:ID, or a dimension and its value. A problem comes
// with what to do about it.
func (f *Facts) ParseScope(text string) (scope Scope, problem, fix string) {
	if text == "" || text == "portfolio" {
		return Portfolio, "", ""
	}
	dimension, value, ok := strings.Cut(text, ":")
	if !ok {
		return Scope{}, fmt.Sprintf("%q is not a scope", text), "write portfolio, account:ID, or an account column and its value, such as segment:Enterprise"
	}
	known := f.Groups(dimension)
	if dimension == "account" {
		known = known[:0]
		for _, a := range f.Accounts {
			known = append(known, a.ID)
		}
	} else if !slices.Contains(f.Dimensions(), dimension) {
		return Scope{}, fmt.Sprintf("accounts have no column %q", dimension), "use account, " + strings.Join(f.Dimensions(), ", ")
	}
	if slices.Contains(known, value) {
		return Scope{Dimension: dimension, Value: value}, "", ""
	}
	if root := f.Root(value); dimension == "account" && root != value {
		return Scope{}, fmt.Sprintf("account %q is counted with its ultimate parent %q, as the job says customers: parent", value, root), "ask for account:" + root
	}
	near := formulas.Nearest(value, known)
	if len(near) == 0 {
		near = known[:min(len(known), 5)]
	}
	return Scope{}, fmt.Sprintf("there is no %s %q", dimension, value), "did you mean " + strings.Join(near, ", ") + "?"
}
