package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// TestWriteRead: what encoding/csv writes is read back as it was.
func TestWriteRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(rt, "width")
		rows := rapid.SliceOf(rapid.SliceOfN(rapid.StringMatching("[a-zé\"',; \n\t|0-9]{0,6}(\r\n)?"), width, width)).Draw(rt, "rows")
		comma := rapid.SampledFrom(delimiters).Draw(rt, "comma")
		var b bytes.Buffer
		writer := csv.NewWriter(&b)
		writer.Comma = comma
		header := []string{"h1", "h2", "h3", "h4", "h5"}[:width]
		if err := writer.WriteAll(append([][]string{header}, rows...)); err != nil {
			rt.Fatal(err)
		}
		table, err := openBytes(t, "a.csv", b.Bytes(), Options{Delimiter: string(comma)}, anything)
		if err != nil {
			rt.Fatal(err)
		}
		defer table.Close()
		for _, want := range rows {
			if width == 1 && want[0] == "" {
				continue // an empty line is no row
			}
			row, err := table.Next()
			if err != nil || !slices.Equal(row.Fields, want) {
				rt.Fatalf("got %q, %v; want %q", row.Fields, err, want)
			}
		}
		if row, err := table.Next(); err != io.EOF {
			rt.Fatalf("got %q, %v; want the end", row.Fields, err)
		}
	})
}

// FuzzCSV: no bytes make it panic, and what is read does not depend on how the bytes arrive.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"account_id,mrr\nA,5\n", "a;b\r\n\"x\r\ny\";\"\"\"\"\r\n", "h\rx\r\"", "sep=|\nh|i\n1|2|", "h\n\x00\xff\xfe", "\xff\xfeh\x00\n\x00x\x00", "h,i\n\xc3", "h\n\"a\"b\n\"c\nd"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, policy := range []Policy{Quarantine, Repair} {
			whole, slow := fuzzRead(bytes.NewReader(content), content, policy, anything), fuzzRead(iotest.OneByteReader(bytes.NewReader(content)), content, policy, anything)
			if whole != slow {
				t.Errorf("%s, at once\n%s\nbyte by byte\n%s", policy, whole, slow)
			}
		}
	})
}

// FuzzDialect: the same where nothing is known of the names: delimiter, quotes, header and width are found by the shape of the text.
func FuzzDialect(f *testing.F) {
	for _, seed := range []string{"id;note\n1;\"a;b\"\n2;;\n", "a, b\n1, \"x\"\n", "'a','b'\n'1','2'\n", "Report\n\nday,amount\n2026-01-02,5\n2026-01-03,\"6\n2026-01-04,7,\n", "1|2\n3|4\n", "a b c\n1 2 x\n3 4 y z\n", "x\\\"y\t\"z\\\"\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, policy := range []Policy{Quarantine, Repair} {
			whole, slow := fuzzRead(bytes.NewReader(content), content, policy, nil), fuzzRead(iotest.HalfReader(bytes.NewReader(content)), content, policy, nil)
			if whole != slow {
				t.Errorf("%s, at once\n%s\nby halves\n%s", policy, whole, slow)
			}
		}
	})
}

func fuzzRead(r io.Reader, content []byte, policy Policy, score func([]string) int) string {
	table := &Table{Path: "a.csv"}
	s := &source{table: table, ctx: context.Background(), hash: sha256.New(), file: io.NopCloser(strings.NewReader(""))}
	if err := s.openText(r, content, true, Options{Policy: policy}, score); err != nil {
		return err.Error()
	}
	return dump(table)
}

// BenchmarkUsage reads 1,000,000 usage rows: 42 bytes and 5 fields each.
func BenchmarkUsage(b *testing.B) {
	text := []byte("usage_id,account_id,user_id,month,mrr\n" + strings.Repeat("U-00012345,ACME-0031,u-123456,2024-03-01,7\n", 1_000_000))
	path := filepath.Join(b.TempDir(), "usage.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		table, err := openTable(context.Background(), path, "usage.csv", Options{}, known)
		if err != nil {
			b.Fatal(err)
		}
		rows := 0
		for ; err == nil; rows++ {
			_, err = table.Next()
		}
		if err != io.EOF || rows != 1_000_001 {
			b.Fatal(rows, err)
		}
		_ = table.Close()
	}
}
