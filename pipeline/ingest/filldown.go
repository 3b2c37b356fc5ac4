package ingest

import "fmt"

// above is what a column that is filled down has above a row.
type above struct {
	text string
	line int // of the row that may have said another one and cannot be read; 0: there is none below text
}

// fillDown gives the empty fields of a row the values above them, in the columns of which the job file says so. Rows that are no data have
// none to give. Below a row whose field cannot be read nobody knows the value, so that empty fields are a fault until the next one says it.
func (v *view) fillDown(l *line) {
	if len(v.layout.fillDown) == 0 || l.blank || l.header || l.second || l.aside != "" || l.rule != "" {
		return
	}
	if v.above == nil {
		v.above = map[int]above{}
	}
	for _, column := range v.layout.fillDown {
		name := v.layout.dataset.Columns[column].Name
		switch was := v.above[column]; {
		case v.isUnreadable(l, column):
			v.above[column] = above{line: l.number}
		case l.fields[column] != "":
			v.above[column] = above{text: l.fields[column]}
		case was.line > 0 && l.problem == nil:
			l.problem = &problem{column: name, reason: fmt.Sprintf("%s is empty, and what it is filled down from may stand on %s %d, which cannot be read", name, v.table.lineWord(), was.line),
				fix: fmt.Sprintf("mend %s %d, or fill it in here", v.table.lineWord(), was.line)}
		case was.text != "":
			l.fields[column] = was.text
			v.filled++
		}
	}
}

// isUnreadable tells whether nobody knows what a row has in a column.
func (v *view) isUnreadable(l *line, column int) bool {
	if l.problem != nil && l.problem.column == v.layout.dataset.Columns[column].Name {
		return true
	}
	for bad := l.bad; bad != nil; bad = bad.also {
		if !bad.cell || v.layout.ownField(column) && bad.Column-1 == v.layout.origins[column].field {
			return true
		}
	}
	return false
}
