package ingest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Fault is a fault of a column or of a whole file: it stops the source it stands in. A fault of one row is a RowError.
type Fault struct {
	File, Sheet  string   // as the job file names them; Sheet is empty for a text file
	Line, Column int      // 1-based; 0 when the fault has no such place. Column counts bytes in a text file, columns in a sheet
	Message      string   // what is wrong, and why
	Excerpt      string   // the line and a caret below the spot, as Table.Excerpt gives it; may be empty
	Fix          string   // what to do about it
	Setting      string   // key of the source that would settle it; empty: none in particular
	Choices      []string // for Setting
	Check        bool     // the file was read with certainty, but a check on its rows or figures failed
	Monthless    bool     // everything was read, and only the month to report cannot be told
}

// Error gives the place and the message on one line, then the excerpt, then the remedy.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Sheet != "" {
		fmt.Fprintf(&b, "[%s]", f.Sheet)
	}
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.File != "" {
		b.WriteString(": ")
	}
	b.WriteString(f.Message)
	if f.Excerpt != "" {
		b.WriteString("\n" + f.Excerpt)
	}
	if f.Fix != "" {
		b.WriteString("\nfix: " + f.Fix)
	}
	return b.String()
}

// excerptWidth is how many characters of a line an excerpt shows.
const excerptWidth = 100

// excerpt shows a line of text and carets below its bytes from..to; a long line is cut around them.
//
//	17 | ACME-0031,2024-03,USD,"1.234,50"
//	   |                       ^^^^^^^^^^
func excerpt(line int, text string, from, to int) string {
	from = min(max(from, 0), len(text))
	to = min(max(to, from), len(text))
	before, marked, after := []rune(printable(text[:from])), []rune(printable(text[from:to])), []rune(printable(text[to:]))
	if len(marked) > excerptWidth/2 {
		marked = append(marked[:excerptWidth/2], '…')
		after = nil
	}
	if room := excerptWidth / 2; len(before) > room && len(before)+len(marked)+len(after) > excerptWidth {
		before = append([]rune{'…'}, before[len(before)-room:]...)
	}
	if room := max(excerptWidth-len(before)-len(marked), 0); len(after) > room {
		after = append(after[:room:room], '…')
	}
	number := fmt.Sprintf("%5d", line)
	shown := strings.TrimRight(string(before)+string(marked)+string(after), " ")
	return fmt.Sprintf("%s | %s\n%s | %s%s", number, shown, strings.Repeat(" ", len(number)),
		strings.Repeat(" ", len(before)), strings.Repeat("^", max(len(marked), 1)))
}

// printable replaces what would move the cursor or hide: control characters become a blank, broken UTF-8 a question mark.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isControl(r):
			return ' '
		case r == utf8.RuneError:
			return '?'
		}
		return r
	}, text)
}

// isControl tells characters that move the cursor, break lines, change the direction of writing or rule a terminal.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
