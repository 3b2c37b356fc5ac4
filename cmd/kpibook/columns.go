package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// columns lines rows of text up, two blanks between two columns, those named by index aligned to the right. The last text of
// a row runs on as it is; an empty one keeps the text before it in its column.
func columns(rows [][]string, right ...int) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row[:len(row)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line, last := "", len(row)-1
		for i, text := range row[:last] {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if slices.Contains(right, i) {
				line += pad + text + "  "
			} else {
				line += text + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line+row[last], " ") + "\n")
	}
	return b.String()
}

// counted is a number with its noun: 1 row, 12,000 rows.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

// grouped is a count with a comma between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
