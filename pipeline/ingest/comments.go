package ingest

import (
	"bytes"
	"fmt"
	"strings"

	"kpibook/pipeline/delimited"
)

// remarks are lines among the rows of a text that may be remarks rather than rows.
type remarks struct {
	sign  string // that begins them, as the job file says; empty: nothing is said
	lines []int  // of the first ones that were skipped
	count int

	begun bool // a row has been seen
	ids   bool // rows begin with # because their ids do
}

// remark tells a record that begins as the job file says that remarks do, and counts it.
func (r *textRows) remark() bool {
	if r.remarks.sign == "" || !r.body || !bytes.HasPrefix(bytes.TrimLeft(r.record.Raw, " \t"), []byte(r.remarks.sign)) {
		return false
	}
	if r.remarks.count++; len(r.remarks.lines) < mostLines {
		r.remarks.lines = append(r.remarks.lines, r.record.Line)
	}
	return true
}

// sayRemarks tells which lines were skipped.
func (r *textRows) sayRemarks() {
	if r.remarks.count == 0 {
		return
	}
	where := strings.Trim(fmt.Sprint(r.remarks.lines), "[]")
	if r.remarks.count > len(r.remarks.lines) {
		where += " ..."
	}
	r.source.table.How = append(r.source.table.How, fmt.Sprintf("%s that begin with %s skipped, as the job file says: %s", plural(r.remarks.count, "line"), r.remarks.sign, where))
}

// perhapsRemark is the error of a row that begins with #, where others do not and nothing says what that means: a remark, or a row that
// somebody has taken out.
func (r *textRows) perhapsRemark() error {
	if !r.body || r.remarks.sign != "" {
		return nil
	}
	hash := func(fields []string) bool {
		text := ""
		if len(fields) > 0 {
			text = strings.TrimSpace(fields[0])
		}
		return strings.HasPrefix(text, "#") && (len(text) > 1 || len(fields) == 1)
	}
	marked := hash(r.record.Fields)
	if !r.remarks.begun {
		r.remarks.begun = true
		below := r.peek(1)
		r.remarks.ids = marked && (below == nil || hash(below))
	}
	if !marked || r.remarks.ids {
		return nil
	}
	return r.bad("#", "begins with #, as remarks do and no other row does", `take the line out, or say comments: "#" for this source to have such lines skipped`)
}

// severalLines is how many lines are looked at for delimiters of several characters.
const severalLines = 20

// several is a delimiter of several characters, as text: the signs that stand beside every delimiter of the first lines, or a pair of signs
// that every line of a single column has as often. It is empty where there is none.
func several(text []byte, comma rune) string {
	var lines []string
	for line := range strings.Lines(string(text[:min(len(text), dialectBytes)])) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && len(lines) < severalLines {
			lines = append(lines, line)
		}
	}
	if len(lines) < 2 {
		return ""
	}
	single := string(comma)
	if !strings.Contains(lines[0], single) {
		for _, pair := range []string{"::", "~~", "^^", "##", "&&", "%%", "=>", "->", "<>"} {
			if n := strings.Count(lines[0], pair); n > 0 && !strings.Contains(strings.Join(lines, ""), single) && sameCount(lines, pair, n) {
				return pair
			}
		}
		return ""
	}
	before, after, first := byte(0), byte(0), true
	for _, line := range lines {
		if !strings.Contains(line, single) {
			return ""
		}
		for at := 0; ; {
			i := strings.Index(line[at:], single)
			if i < 0 {
				break
			}
			at += i
			left, right := beside(line, at-1), beside(line, at+len(single))
			if first {
				before, after, first = left, right, false
			}
			if left != before {
				before = 0
			}
			if right != after {
				after = 0
			}
			if at += len(single); before == 0 && after == 0 {
				return ""
			}
		}
	}
	return strings.Trim(string([]byte{before})+single+string([]byte{after}), "\x00")
}

// beside is a sign beside a delimiter that may belong to it; 0 for anything that may belong to a field.
func beside(line string, at int) byte {
	if at < 0 || at >= len(line) || !strings.ContainsRune("~^#&%*+:=<>!@|", rune(line[at])) {
		return 0
	}
	return line[at]
}

// sameCount tells whether all lines have a pair of signs as often.
func sameCount(lines []string, pair string, n int) bool {
	for _, line := range lines {
		if strings.Count(line, pair) != n {
			return false
		}
	}
	return true
}

// checkSeveral refuses a text whose fields stand apart by several characters.
func checkSeveral(text []byte, g delimited.Grammar, line int) error {
	token := several(text, g.Comma)
	if token == "" {
		return nil
	}
	first, _, _ := strings.Cut(string(text[:min(len(text), 1<<10)]), "\n")
	at := strings.Index(first, token)
	return &Fault{Line: line, Message: fmt.Sprintf("the fields stand apart by %q, and only single characters are read as delimiters", token),
		Excerpt: excerpt(line, first, at, at+len(token)), Fix: "export it with a comma, semicolon, tab or bar between the fields"}
}
