package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// known scores a header row of the tests.
func known(fields []string) int {
	score := 0
	for _, field := range fields {
		switch strings.ToLower(field) {
		case "account_id", "month", "mrr", "note":
			score++
		}
	}
	return score
}

// anything takes the first row with a field for the header.
func anything(fields []string) int { return min(len(fields), 1) }

// openBytes writes content into a file and opens it.
func openBytes(t testing.TB, name string, content []byte, opts Options, score func([]string) int) (*Table, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return openTable(context.Background(), path, name, opts, score)
}

// readAll opens content and writes what it holds as text: a line per row, errors in angle brackets.
func readAll(t testing.TB, name string, content []byte, opts Options) (string, *Table) {
	t.Helper()
	table, err := openBytes(t, name, content, opts, known)
	if err != nil {
		return "<" + err.Error() + ">", nil
	}
	defer table.Close()
	return dump(table), table
}

func dump(table *Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", table.HeaderLine, strings.Join(table.Header, "|"))
	for {
		row, err := table.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return b.String()
		case errors.As(err, &bad):
			fmt.Fprintf(&b, "%d <%d: %s>\n", bad.Line, bad.Column, bad.Message)
		case err != nil:
			return b.String() + "<" + err.Error() + ">\n"
		default:
			fmt.Fprintf(&b, "%d %s", row.Line, strings.Join(row.Fields, "|"))
			if row.Blank {
				b.WriteString(" blank")
			}
			if row.Header {
				b.WriteString(" header")
			}
			b.WriteString("\n")
		}
	}
}

func TestText(t *testing.T) {
	const plain = "1 account_id|month|mrr\n2 A|2024-01|5\n3 B|2024-02|6\n"
	tests := []struct {
		name, text string
		opts       Options
		want       string
		how        string // must stand in How
	}{
		{"LF", "account_id,month,mrr\nA,2024-01,5\nB,2024-02,6\n", Options{}, plain, "delimiter comma, found by the header"},
		{"no line end at the end", "account_id,month,mrr\nA,2024-01,5\nB,2024-02,6", Options{}, plain, "header on line 1"},
		{"CRLF", "account_id,month,mrr\r\nA,2024-01,5\r\nB,2024-02,6\r\n", Options{}, plain, "encoding UTF-8"},
		{"CR", "account_id,month,mrr\rA,2024-01,5\rB,2024-02,6\r", Options{}, plain, "lines end in a carriage return"},
		{"BOM", "\xef\xbb\xbfaccount_id,month,mrr\nA,2024-01,5\nB,2024-02,6\n", Options{}, plain, "encoding UTF-8, by its byte order mark"},
		{"semicolon", "account_id;month;mrr\nA;2024-01;5\nB;2024-02;6\n", Options{}, plain, "delimiter semicolon"},
		{"tab", "account_id\tmonth\tmrr\nA\t2024-01\t5\nB\t2024-02\t6\n", Options{}, plain, "delimiter tab"},
		{"pipe", "account_id|month|mrr\nA|2024-01|5\nB|2024-02|6\n", Options{}, plain, "delimiter pipe"},
		{"delimiter given", "account_id:month:mrr\nA:2024-01:5\nB:2024-02:6\n", Options{Delimiter: ":"}, plain, "delimiter ':', as the job file says"},
		{"sep line", "sep=;\naccount_id;month;mrr\nA;1,5;2\n", Options{}, "2 account_id|month|mrr\n3 A|1,5|2\n", "delimiter semicolon, as its first line sep= says"},
		{"delimiter at the line end", "account_id,month,mrr,\nA,2024-01,5,\nB,2024-02,6,\n", Options{}, plain, ""},
		{"only some rows end in a delimiter", "account_id,month,mrr,\nA,2024-01,5\nB,2024-02,6,\n", Options{}, plain, ""},
		{"one delimiter too many, where may it be", "account_id,month,mrr,\nA,2024-01,5,\nB,2024-02,6,,\n", Options{}, "1 account_id|month|mrr\n2 A|2024-01|5\n3 <13: has 5 fields where the header has 3>\n", ""},
		{"units below the header", "account_id,month,mrr,hours\n,,k EUR,h\nA,2024-01,5,1\n", Options{}, "1 account_id|month|mrr (k EUR)|hours (h)\n3 A|2024-01|5|1\n", "units on line 2, read with the names above them"},
		{"sep= of another delimiter", "sep=;\naccount_id,month,mrr\nA,2024-01,5\nB,2024-02,6\n", Options{}, "2 account_id|month|mrr\n3 A|2024-01|5\n4 B|2024-02|6\n", "delimiter comma, found by the header"},
		{"preamble", "Revenue \"export\"\n\n,,\naccount_id,month,mrr\nA,2024-01,5\n", Options{}, "4 account_id|month|mrr\n5 A|2024-01|5\n",
			"3 lines above the header skipped: \"Revenue \\\"export\\\"\""},
		{"header row given", "x,y\nA,B\n1,2\n", Options{HeaderRow: 2}, "2 A|B\n3 1|2\n", "header on line 2"},
		{"blank and empty rows", "account_id,month,mrr\n\n , ,\nA,2024-01,5\n,,,,\n", Options{}, "1 account_id|month|mrr\n3  | | blank\n4 A|2024-01|5\n5 || blank\n", ""},
		{"repeated header", "account_id,month\nA,2024-01\naccount_id, month\n", Options{}, "1 account_id|month\n2 A|2024-01\n3 account_id| month header\n", ""},
		{"short and long", "account_id,month,mrr\nA,2024-01\nB,2024-02,1,5\nC,2024-03,7\n", Options{},
			"1 account_id|month|mrr\n2 <0: has 2 fields where the header has 3>\n3 <13: has 4 fields where the header has 3>\n4 C|2024-03|7\n", ""},
		{"bare quote", "account_id,mrr\nA,5\" x\nB,\"6\"\n", Options{}, "1 account_id|mrr\n2 <4: a quote stands inside a field that is not quoted>\n3 B|6\n", ""},
		{"quotes inside fields only", "account_id,note\nA,5\" pipe\nB,6\n", Options{}, "1 account_id|note\n2 A|5\" pipe\n3 B|6\n", "quotes are part of the text"},
		{"quotes as text, and a quoted field far below", "account_id,note\nA,5\" pipe\n" + strings.Repeat("B,6\n", 90_000) + "C,\"x\"\n", Options{}, "", "quotes are part of the text"},
		{"undoubled quote", "account_id,mrr\nA,\"5\" x\nB,6\n", Options{}, "1 account_id|mrr\n2 <5: a quote inside a quoted field is not doubled>\n3 B|6\n", ""},
		{"quote closed in another row", "account_id,mrr\nA,\"5\nB,\"6\"\nC,7\n", Options{},
			"1 account_id|mrr\n2 <3: the quote opened here is not closed in its row>\n3 B|6\n4 C|7\n", ""},
		{"quote closed in another row, which is broken too", "account_id,mrr\nA,\"5\nB,\"6\",1\nC,7\n", Options{},
			"1 account_id|mrr\n2 <3: a quote opened in the row on line 2 ends on line 3, in the middle of a field>\n4 C|7\n", ""},
		{"open quote above rows", "account_id,note\nA,x\nB,\"say \"\"hi\nC,y\nD,z\n", Options{}, "1 account_id|note\n2 A|x\n3 <3: the quote opened here is not closed in its row>\n4 C|y\n5 D|z\n", ""},
		{"line end in a field", "account_id,note,mrr\nA,\"x\r\n\"\"y\"\"\",5\nB,z,6\n", Options{}, "1 account_id|note|mrr\n2 A|x\r\n\"y\"|5\n4 B|z|6\n", ""},
		{"NUL", "account_id,mrr\nA,5\x00\nB,6\n", Options{}, "1 account_id|mrr\n2 <3: holds a NUL byte>\n3 B|6\n", ""},
		{"header over two lines", "account_id,\"MRR\n(USD)\"\nA,5\n", Options{}, "1 account_id|MRR\n(USD)\n3 A|5\n", ""},
		{"windows-1252", "account_id,note\nM\xfcller,5\x80\n", Options{}, "1 account_id|note\n2 Müller|5€\n", "warning: encoding taken for windows-1252, because line 2 is not UTF-8"},
		{"encoding given", "account_id,note\n\x83\x41,5\n", Options{Encoding: "shift_jis"}, "1 account_id|note\n2 ア|5\n", "encoding shift_jis, as the job file says"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, table := readAll(t, "a.csv", []byte(test.text), test.opts)
			if test.want == "" {
				got, test.want = got[strings.LastIndexByte(strings.TrimSpace(got), '\n')+1:], "90003 <3: a field starts with a quote, where the quotes of the first rows are part of their text>\n"
			}
			if got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if table != nil && !strings.Contains(strings.Join(table.How, "\n"), test.how) {
				t.Errorf("How is %q, want %q in it", table.How, test.how)
			}
		})
	}
}

func TestTextFaults(t *testing.T) {
	late := "account_id,mrr\n" + strings.Repeat("ACME,5\n", 200_000)
	tests := []struct {
		name, text string
		opts       Options
		want       string
	}{
		{"empty", "", Options{}, "<a.csv: the file is empty (0 bytes)\nfix: export it again>"},
		{"only white space", "\n\n  \n", Options{}, "<a.csv: it has no rows\nfix: export it again, with its header row>"},
		{"no header", "1,2\n3,4\n", Options{}, "<a.csv:1: it has no header: its first row is data, and nothing says which column is which\n" +
			"    1 | 1 | 2\n      | ^^^^^\nfix: export it with its header row, or put a line with the names of the columns above this one>"},
		{"names of nothing", "colour,shape\nred,round\n", Options{}, "<a.csv:1: no header found: none of the first 20 rows names a column of this dataset; the first one is shown\n" +
			"    1 | colour | shape\n      | ^^^^^^^^^^^^^^\nfix: export the file with a header row, or map its headers under columns: and set header_row: for this source>"},
		{"header row beyond the end", "account_id\n1\n", Options{HeaderRow: 9}, "<a.csv:9: no header: row 9, which header_row names, is empty or does not exist\nfix: set header_row to the row with the column names>"},
		{"HTML", "\n <!DOCTYPE html><html>", Options{}, "<a.csv: it is an HTML page, not a table: perhaps a login page or an error message was saved under this name\nfix: export it again as CSV or .xlsx>"},
		{"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Options{}, "<a.csv: it is a password-protected workbook or an old .xls\nfix: save it as .xlsx without a password>"},
		{"delimiter", "account_id,mrr\n", Options{Delimiter: "::"}, "<a.csv: delimiter \"::\" is not one character\nfix: use one character, or comma, semicolon, tab or pipe>"},
		{"encoding", "account_id,mrr\n", Options{Encoding: "klingon"}, "<a.csv: encoding \"klingon\" is not known\nfix: use a name such as utf-8, utf-16le, windows-1252, iso-8859-15 or shift_jis>"},
		{"open quote", "account_id,note\nA,x\nB,\"say \"\"hi\nC\nD\n", Options{}, "1 account_id|note\n2 A|x\n<a.csv:3: the quote opened here is not closed before the end of the file\n" +
			"    3 | B,\"say \"\"hi\n      |   ^\nfix: close the quote or double it; if the file was cut off there, export it again>\n"},
		{"open quote after an empty field", "account_id,note\nA,\"\"\"x", Options{}, "1 account_id|note\n<a.csv:2: the quote opened here is not closed before the end of the file\n" +
			"    2 | A,\"\"\"x\n      |   ^\nfix: close the quote or double it; if the file was cut off there, export it again>\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := readAll(t, "a.csv", []byte(test.text), test.opts); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	ends := []struct{ name, text, want string }{
		{"UTF-8 broken late", late + "M\xfcller,6\n", "<a.csv:200002: this line is not UTF-8, as the text above it is\nfix: correct the line, or export the file again as UTF-8; if all of it is in another encoding, set encoding: windows-1252, or whatever it is, for this source>\n"},
		{"character cut at the end", late + "M,6\xc3", "<a.csv:200002: this line is not UTF-8, as the text above it is\nfix: correct the line, or export the file again as UTF-8; if all of it is in another encoding, set encoding: windows-1252, or whatever it is, for this source>\n"},
		{"endless quote", "account_id,mrr\nA,5\nB,\"6\n" + strings.Repeat("ACME\n", 1_000_000), "<a.csv:3: the quote opened here is not closed within 4096 KiB\n" +
			"    3 | B,\"6\n      |   ^\nfix: close the quote or double it; if the file was cut off there, export it again>\n"},
	}
	for _, test := range ends {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := readAll(t, "a.csv", []byte(test.text), Options{}); !strings.HasSuffix(got, "5\n"+test.want) {
				t.Errorf("ends with\n%s\nwant\n%s", got[max(0, len(got)-400):], test.want)
			}
		})
	}
}

func TestExcerptAndColumn(t *testing.T) {
	table, err := openBytes(t, "a.csv", []byte("Export\naccount_id,month,mrr\nÄCME,2024-03,\"1.234,50\"\nB,\"x\ny\",7\n"), Options{}, known)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	check := func(line, field int, want string) {
		t.Helper()
		if got := table.Excerpt(line, field); got != want {
			t.Errorf("excerpt of line %d field %d\n%s\nwant\n%s", line, field, got, want)
		}
	}
	check(2, 1, "    2 | account_id,month,mrr\n      |            ^^^^^")
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	check(3, 2, "    3 | ÄCME,2024-03,\"1.234,50\"\n      |              ^^^^^^^^^^")
	check(3, -1, "    3 | ÄCME,2024-03,\"1.234,50\"\n      | ^^^^^^^^^^^^^^^^^^^^^^^")
	check(9, 0, "")
	if got := table.Column(2); got != 15 {
		t.Errorf("column %d, want byte 15", got)
	}
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	check(4, 2, "    5 | y\",7\n      |    ^")
	check(4, 1, "    4 | B,\"x\n      |   ^^")
}

func TestCompressed(t *testing.T) {
	text := []byte("account_id,mrr\n" + strings.Repeat("A,5\n", 1000))
	var gz, zst bytes.Buffer
	packer := gzip.NewWriter(&gz)
	_, _ = packer.Write(text)
	_ = packer.Close()
	encoder, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = encoder.Write(text)
	_ = encoder.Close()
	want, plain := readAll(t, "a.csv", text, Options{})
	for name, packed := range map[string][]byte{"gzip": gz.Bytes(), "zstd": zst.Bytes()} {
		got, table := readAll(t, "a.csv", packed, Options{}) // told by content, not by name
		if got != want || table.How[0] != "compressed with "+name || table.Bytes != int64(len(packed)) || table.SHA256 == plain.SHA256 || len(table.SHA256) != 64 {
			t.Errorf("%s: How %q, %d bytes, SHA-256 %s", name, table.How, table.Bytes, table.SHA256)
		}
		if got, _ := readAll(t, "a.csv", packed, Options{MaxBytes: 1000}); !strings.Contains(got, "expands to more than 1000 bytes") {
			t.Errorf("%s bomb: %s", name, got)
		}
		if got, _ := readAll(t, "a.csv", packed[:len(packed)-6], Options{}); !strings.Contains(got, "cut off") {
			t.Errorf("%s cut: %s", name, got)
		}
	}
	got, table := readAll(t, "a.xlsx", text, Options{})
	if said := "the file is text, not a workbook as its name says"; got != want || table.How[0] != said {
		t.Errorf("text called xlsx: how %q, want %q first; read\n%s", table.How, said, got)
	}
}

func TestUTF16(t *testing.T) {
	text := "account_id,note\nMüller,Łódź\nB,日本\n"
	want := "1 account_id|note\n2 Müller|Łódź\n3 B|日本\n"
	for _, big := range []bool{false, true} {
		for _, mark := range []bool{false, true} {
			var content []byte
			encode := func(r rune) {
				if big {
					content = append(content, byte(r>>8), byte(r))
				} else {
					content = append(content, byte(r), byte(r>>8))
				}
			}
			if mark {
				encode(0xfeff)
			}
			for _, r := range text {
				encode(r)
			}
			if got, table := readAll(t, "a.csv", content, Options{}); got != want {
				t.Errorf("big-endian %t, mark %t: got\n%s how %q", big, mark, got, table.How)
			}
			got, _ := readAll(t, "a.csv", content[:len(content)-1], Options{})
			if !strings.Contains(got, "holds bytes that are no character in UTF-16") {
				t.Errorf("odd number of bytes: %s", got)
			}
		}
	}
}

func TestCancel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("account_id\n"+strings.Repeat("A\n", 1<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	table, err := openTable(ctx, path, "a.csv", Options{}, known)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	cancel()
	for err == nil {
		_, err = table.Next()
	}
	if err != context.Canceled {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
