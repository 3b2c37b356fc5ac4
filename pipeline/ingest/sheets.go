package ingest

import (
	"fmt"
	"strings"

	"kpibook/pipeline/ingest/xlsx"
)

// candidateSheets are the sheets to look at: the named one, hidden or not, else all visible ones.
func candidateSheets(sheets []xlsx.Sheet, name string) ([]xlsx.Sheet, error) {
	var visible, folded []xlsx.Sheet
	for _, s := range sheets {
		switch {
		case name != "" && s.Name == name:
			return []xlsx.Sheet{s}, nil
		case name != "" && strings.EqualFold(strings.TrimSpace(s.Name), strings.TrimSpace(name)):
			folded = append(folded, s)
		}
		if !s.Hidden {
			visible = append(visible, s)
		}
	}
	switch {
	case len(folded) == 1:
		return folded, nil
	case name != "":
		return nil, &Fault{Message: fmt.Sprintf("there is no sheet %q; the sheets are %s", name, names(sheets)), Fix: "set sheet: to one of them"}
	case len(sheets) == 0:
		return nil, &Fault{Message: "it has no worksheet", Fix: "export it again"}
	case len(visible) == 0:
		return nil, &Fault{Message: "it has no visible worksheet; hidden: " + names(sheets), Fix: "set sheet: to the one to read, hidden or not"}
	}
	return visible, nil
}

// howChosen says which sheet was taken and which were left.
func howChosen(sheets []xlsx.Sheet, chosen xlsx.Sheet, candidates int, option string) []string {
	text := fmt.Sprintf("sheet %q, the only visible one", chosen.Name)
	switch {
	case option != "" && chosen.Hidden:
		text = fmt.Sprintf("sheet %q, which is hidden, as the job file says", chosen.Name)
	case option != "":
		text = fmt.Sprintf("sheet %q, as the job file says", chosen.Name)
	case candidates > 1:
		text = fmt.Sprintf("sheet %q, whose header fits best", chosen.Name)
	}
	var visible, hidden []xlsx.Sheet
	for _, s := range sheets {
		switch {
		case s == chosen:
		case s.Hidden:
			hidden = append(hidden, s)
		default:
			visible = append(visible, s)
		}
	}
	how := []string{text}
	if len(visible) > 0 {
		how = append(how, "other sheets not read: "+names(visible))
	}
	if len(hidden) > 0 {
		how = append(how, "hidden sheets not read: "+names(hidden))
	}
	return how
}

// names lists sheets, the first ten of them.
func names(sheets []xlsx.Sheet) string {
	var quoted []string
	for _, s := range sheets[:min(len(sheets), 10)] {
		quoted = append(quoted, fmt.Sprintf("%q", s.Name))
	}
	if more := len(sheets) - len(quoted); more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
