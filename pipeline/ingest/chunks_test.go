package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"kpibook/formulas/period"
)

// chunked gives what a reader has in pieces of the given sizes, over and over.
type chunked struct {
	r     io.Reader
	sizes []int
	at    int
}

func (c *chunked) Read(p []byte) (int, error) {
	size := c.sizes[c.at%len(c.sizes)]
	c.at++
	return c.r.Read(p[:min(len(p), size)])
}

// opened reads a file from its first byte on, as a source is read, and writes down what becomes of it.
func opened(r io.Reader, policy Policy, score func([]string) int) string {
	table := &Table{Path: "a.csv"}
	s := &source{table: table, ctx: context.Background(), hash: sha256.New(), file: io.NopCloser(r)}
	if err := s.open(Options{Policy: policy}, score); err != nil {
		return err.Error()
	}
	return dump(table) + strings.Join(table.How, "\n") + table.SHA256
}

// TestReadChunks: what a file says does not depend on the sizes in which its bytes arrive, whatever it is: text of any width and encoding,
// compressed, a workbook, sound or broken.
func TestReadChunks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		field := rapid.SampledFrom([]string{"", "a", "1.5", `"b"`, `"c,d"`, `"e` + "\n" + `f"`, `"open`, `x"y`, "2026-01-02", "é", "Total", "\x00", "\r"})
		row := rapid.Custom(func(rt *rapid.T) string {
			comma := rapid.SampledFrom([]string{",", ",", ",", ";"}).Draw(rt, "comma")
			return strings.Join(rapid.SliceOfN(field, 1, 5).Draw(rt, "fields"), comma)
		})
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(rt, "end")
		text := "account_id,month,mrr" + end + strings.Join(rapid.SliceOfN(row, 0, 40).Draw(rt, "rows"), end) + rapid.SampledFrom([]string{"", end}).Draw(rt, "last")
		content := []byte(text)
		switch rapid.SampledFrom([]string{"utf-8", "utf-16", "gzip", "workbook", "cut"}).Draw(rt, "form") {
		case "utf-16":
			content, _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(content)
		case "gzip":
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(content)
			_ = w.Close()
			content = b.Bytes()
		case "workbook":
			content = testBook(t, []string{"x"}, "", "Lines: "+sheetRow(1, "account_id", "month", "mrr")+sheetRow(2, "A", "2026-01", `<c><v>5</v></c>`))
		case "cut":
			content = content[:rapid.IntRange(0, len(content)).Draw(rt, "length")]
		}
		policy := rapid.SampledFrom([]Policy{Quarantine, Repair}).Draw(rt, "policy")
		score := rapid.SampledFrom([]func([]string) int{nil, anything}).Draw(rt, "score")
		sizes := rapid.SliceOfN(rapid.IntRange(1, 600), 1, 6).Draw(rt, "sizes")
		whole := opened(bytes.NewReader(content), policy, score)
		for name, r := range map[string]io.Reader{"in pieces": &chunked{r: bytes.NewReader(content), sizes: sizes}, "byte by byte": iotest.OneByteReader(bytes.NewReader(content)),
			"with the end at once": iotest.DataErrReader(bytes.NewReader(content))} {
			if got := opened(r, policy, score); got != whole {
				rt.Fatalf("%s\n%s\nat once\n%s", name, got, whole)
			}
		}
	})
}

// TestNumberAsWritten: a number written in any of the usual ways is read back as it was, under its decimal mark.
func TestNumberAsWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := decimal.New(rapid.Int64Range(-999_999_999_999, 999_999_999_999).Draw(rt, "digits"), -rapid.Int32Range(0, 6).Draw(rt, "places"))
		mark := rapid.SampledFrom([]mark{'.', ','}).Draw(rt, "mark")
		separators := map[string]bool{"": true, " ": true, "\u00a0": true, "\u202f": true, "'": true, ",": mark == '.', ".": mark == ','}
		separator := rapid.SampledFrom([]string{"", " ", "\u00a0", "\u202f", "'", ",", "."}).Filter(func(s string) bool { return separators[s] }).Draw(rt, "separator")
		whole, fraction, hasFraction := strings.Cut(want.Abs().String(), ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + separator + whole[i:]
		}
		text := whole
		if hasFraction {
			text += string(rune(mark)) + fraction
		}
		if want.Sign() < 0 {
			text = fmt.Sprintf(rapid.SampledFrom([]string{"-%s", "(%s)", "%s-", "\u2212%s"}).Draw(rt, "sign"), text)
		}
		text = fmt.Sprintf(rapid.SampledFrom([]string{"%s", "€ %s", "%s EUR", "USD %s", " %s ", "%s €"}).Draw(rt, "currency"), text)
		figure, ok := takeApart(text)
		got, problem := figure.number(mark, maxPlaces)
		if !ok || problem != "" || !got.Equal(want) {
			rt.Fatalf("%q with the mark %q is %s (%s), want %s", text, mark, got, problem, want)
		}
	})
}

// TestDayAsWritten: a day written in any of the usual orders is read back as it was, and never proves another order than its own.
func TestDayAsWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := time.Date(rapid.IntRange(firstYear, lastYear).Draw(rt, "year"), time.Month(rapid.IntRange(1, 12).Draw(rt, "month")), rapid.IntRange(1, 28).Draw(rt, "day"), 0, 0, 0, 0, time.UTC)
		written := rapid.SampledFrom([]struct {
			layout string
			order  order
		}{{"2006-01-02", iso}, {"2006/1/2", iso}, {"20060102", iso}, {"02.01.2006", dmy}, {"2/1/2006", dmy}, {"02-01-2006", dmy}, {"01/02/2006", mdy}, {"1-2-2006", mdy},
			{"2 Jan 2006", dmy}, {"January 2, 2006", mdy}, {"2006-01-02T15:04:05Z", iso}, {"2006-01-02 15:04", iso}, {"1/2/2006 3:04 PM", mdy}}).Draw(rt, "layout")
		text := at.Format(written.layout)
		got, problem := parseDay(text, written.order, clock{time.UTC, time.UTC})
		if want := period.FromTime(at); problem != "" || got != want {
			rt.Fatalf("%q, written %s, is %s (%s), want %s", text, written.order, got, problem, want)
		}
		if proved := orderOf(text); proved != anyOrder && proved != either && proved != written.order {
			rt.Fatalf("%q, written %s, proves %s", text, written.order, proved)
		}
	})
}
