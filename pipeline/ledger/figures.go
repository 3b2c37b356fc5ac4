package ledger

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// pack makes few bytes of many figures: a line each, with a text that equals the one above left out, compressed.
func pack(figures []Figure) ([]byte, error) {
	var out bytes.Buffer
	encoder, err := zstd.NewWriter(&out)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(encoder)
	var last Figure
	for _, f := range figures {
		cells := []string{unlike(f.KPI, last.KPI), unlike(f.Scope, last.Scope), unlike(f.Period, last.Period), value(f)}
		last = f
		for i, cell := range cells {
			if cells[i] = cell; strings.ContainsAny(cell, "\t\n\r") || strings.HasPrefix(cell, `"`) {
				cells[i] = strconv.Quote(cell)
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	err = encoder.Close()
	return out.Bytes(), err
}

func unlike(text, above string) string {
	if text == above {
		return ""
	}
	return text
}

// value marks what kind of value a figure has.
func value(f Figure) string {
	switch {
	case f.Number != "":
		return "=" + f.Number
	case f.Label != "":
		return ":" + f.Label
	}
	return "-" + f.Reason
}

// unpack reads what pack wrote.
func unpack(data []byte) ([]Figure, error) {
	decoder, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer decoder.Close()
	lines := bufio.NewScanner(decoder)
	lines.Buffer(nil, 1<<24)
	var figures []Figure
	var last Figure
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 4 {
			return nil, fmt.Errorf("figure %d is damaged", len(figures)+1)
		}
		for i, cell := range cells {
			if strings.HasPrefix(cell, `"`) {
				if plain, err := strconv.Unquote(cell); err == nil {
					cells[i] = plain
				}
			}
		}
		f := Figure{KPI: orAbove(cells[0], last.KPI), Scope: orAbove(cells[1], last.Scope), Period: orAbove(cells[2], last.Period)}
		switch kind, text := cells[3][:min(1, len(cells[3]))], cells[3][min(1, len(cells[3])):]; kind {
		case "=":
			f.Number = text
		case ":":
			f.Label = text
		case "-":
			f.Reason = text
		default:
			return nil, fmt.Errorf("figure %d is damaged", len(figures)+1)
		}
		figures = append(figures, f)
		last = f
	}
	return figures, lines.Err()
}

func orAbove(text, above string) string {
	if text == "" {
		return above
	}
	return text
}
