package ingest

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// TestLinesInTwoEncodings: of exports put together each line is read in its own encoding, however the bytes arrive, and that is said.
func TestLinesInTwoEncodings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching("[a-zäöüßéè,€]{0,20}"), 2, 40).Draw(rt, "lines")
		var want strings.Builder
		var text bytes.Buffer
		for i, line := range append([]string{"é", "ä,é"}, lines...) {
			want.WriteString(line + "\n")
			if encoded, err := charmap.Windows1252.NewEncoder().String(line); i == 1 || i > 1 && rapid.Bool().Draw(rt, "windows-1252") && err == nil && !strings.ContainsAny(encoded, "\x80") {
				text.WriteString(encoded + "\n")
			} else {
				text.WriteString(line + "\n")
			}
		}
		charset, err := detectCharset(text.Bytes(), true, "")
		if err != nil || !charset.mixed || !strings.Contains(charset.how, "line 1 is UTF-8, and line 2 is not") {
			rt.Fatalf("%v, %+v", err, charset)
		}
		got, err := io.ReadAll(charset.reader(iotest.OneByteReader(&text)))
		if err != nil || string(got) != want.String() {
			rt.Fatalf("%v: got %q, want %q", err, got, want.String())
		}
	})
	long := strings.Repeat("é", 100_000)
	if got, err := io.ReadAll(newByLine(strings.NewReader(long+"\n\xe9"), charmap.Windows1252)); err != nil || !strings.HasSuffix(string(got), "\né") {
		t.Errorf("%v: a long line ends in %q", err, got[len(got)-5:])
	}
}

// TestTwoHeaders: rows between two headers are never taken for lines above the table.
func TestTwoHeaders(t *testing.T) {
	const first = "subscription_id,account_id,amount,billing_interval,started_on\nS-1,A-1,400.00,month,2025-01-01\n"
	const second = "subscription_id,account_id,amount,billing_interval,started_on,status\nS-2,A-2,700.00,month,2025-02-01,active\n"
	if _, err := readText(t, job.Source{Dataset: "subscriptions"}, first+second); err == nil || !strings.Contains(err.Error(), "in.csv:1: two headers stand here and on line 3, with rows between them that would be lost") {
		t.Errorf("got %v", err)
	}
	if records := mustRead(t, job.Source{Dataset: "subscriptions", HeaderRow: 3}, first+second); records.Files[0].Loaded != 1 {
		t.Errorf("with header_row: %+v", records.Files[0])
	}
	if _, err := readText(t, job.Source{Dataset: "subscriptions"}, first+"Vertrag,Kunde,Betrag,Intervall,Beginn\nS-2,A-2,700.00,month,2025-02-01\n"); err == nil || !strings.Contains(err.Error(), "of other names over rows like those above") {
		t.Errorf("in another language: %v", err)
	}
}
