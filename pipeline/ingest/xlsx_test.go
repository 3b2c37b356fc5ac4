package ingest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest/xlsx"
)

// testBook builds a workbook by hand: sheets are given as "name[!hidden]: rows in XML", texts are the shared ones.
func testBook(t testing.TB, texts []string, properties string, sheets ...string) []byte {
	t.Helper()
	const main = "http://schemas.openxmlformats.org/"
	var list, relations strings.Builder
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	add := func(name, content string) {
		w, err := archive.Create(name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, sheet := range sheets {
		name, rows, _ := strings.Cut(sheet, ": ")
		name, state, _ := strings.Cut(name, "!")
		if state == "" {
			state = "visible"
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" state="%s" r:id="rId%d"/>`, name, i+1, state, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%sofficeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, main, i+1)
		rows, after, _ := strings.Cut(rows, "<after/>")
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet xmlns="`+main+`spreadsheetml/2006/main"><sheetData>`+rows+`</sheetData>`+after+`</worksheet>`)
	}
	add("[Content_Types].xml", `<Types xmlns="`+main+`package/2006/content-types"/>`)
	add("_rels/.rels", `<Relationships xmlns="`+main+`package/2006/relationships"><Relationship Id="r" Type="`+main+`officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+main+`package/2006/relationships">`+relations.String()+
		`<Relationship Id="s" Type="`+main+`officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
	add("xl/workbook.xml", `<workbook xmlns="`+main+`spreadsheetml/2006/main" xmlns:r="`+main+`officeDocument/2006/relationships">`+properties+`<sheets>`+list.String()+`</sheets></workbook>`)
	add("xl/sharedStrings.xml", `<sst xmlns="`+main+`spreadsheetml/2006/main"><si><t>`+strings.Join(texts, `</t></si><si><t>`)+`</t></si></sst>`)
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sheetRow writes a row of inline texts; a cell that starts with < is given as XML, an empty one is left out.
func sheetRow(number int, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, field := range fields {
		switch {
		case field == "":
		case field[0] == '<':
			b.WriteString(strings.Replace(field, "<c", fmt.Sprintf(`<c r="%s%d"`, xlsx.ColumnName(i+1), number), 1))
		default:
			fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, xlsx.ColumnName(i+1), number, field)
		}
	}
	return b.String() + "</row>"
}

func TestWorkbook(t *testing.T) {
	header := sheetRow(1, "account_id", "month", "mrr")
	shared := `<c t="s"><v>1</v></c>`
	tests := []struct {
		name   string
		sheets []string
		opts   Options
		want   string
		how    string
	}{
		{"raw values", []string{"S: " + header + sheetRow(2, shared, `<c s="14"><v>45382</v></c>`, `<c><v>1234567890123456789</v></c>`)}, Options{},
			"1 account_id|month|mrr\n2 ACME|45382|1234567890123456789\n", `sheet "S", the only visible one`},
		{"gaps and blank rows", []string{"S: " + header + sheetRow(2, "A", "", "<c><v>5</v></c>") + sheetRow(5, "B")}, Options{},
			"1 account_id|month|mrr\n2 A||5\n3 || blank\n4 || blank\n5 B||\n", "header in row 1"},
		{"preamble", []string{"S: " + sheetRow(2, "Revenue", `<c><f>TODAY()</f></c>`) + sheetRow(4, "account_id", "mrr") + sheetRow(5, "A", "<c><v>5</v></c>")}, Options{},
			"4 account_id|mrr\n5 A|5\n", `3 lines above the header skipped: "Revenue"`},
		{"an error is no value", []string{"S: " + header + sheetRow(2, "A", "x", `<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`) + sheetRow(3, "A", "x", "<c><f>2</f><v>2</v></c>", "<c/>")}, Options{},
			"1 account_id|month|mrr\n2 <3: cell C2 holds the error #DIV/0!>\n3 A|x|2\n", "mrr: 2 formulas, read as last calculated and saved"},
		{"header merged from above", []string{"S: " + sheetRow(1, "account_id", "month", "Amounts") + sheetRow(2, "", "", "mrr", "seats") + sheetRow(3, "A", "x", "5", "6") + `<after/><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/></mergeCells>`},
			Options{HeaderRow: 2}, "2 account_id|month|mrr|seats\n3 A|x|5|6\n", `header of column A: "account_id", from the merged cell A1 above`},
		{"escapes", []string{"S: " + header + sheetRow(2, "A_x005F_x0041_", "a&#10;b_x0041_", "<c><v>  5 </v></c>")}, Options{}, "1 account_id|month|mrr\n2 A_x0041_|a\nbA|5\n", ""},
		{"number that lost digits", []string{"S: " + header + sheetRow(2, "<c><v>1234567890123456</v></c>")}, Options{}, "1 account_id|month|mrr\n2 1234567890123456||\n", "warning: account_id: 1 number of more than 15 digits"},
		{"formula without a value", []string{"S: " + header + sheetRow(2, "A", "x", `<c><f>1+1</f></c>`) + sheetRow(3, "B", "y", `<c><f>1+1</f><v>2</v></c>`, `<c><f>1+1</f></c>`)}, Options{},
			"1 account_id|month|mrr\n2 <3: cell C2 holds a formula without a value>\n3 B|y|2\n", ""},
		{"formula whose value is empty text", []string{"S: " + header + sheetRow(2, "A", `<c t="str"><f>""</f><v></v></c>`, "5")}, Options{}, "1 account_id|month|mrr\n2 A||5\n", ""},
		{"too wide a row", []string{"S: " + header + sheetRow(2, "A", "x", "5", "6")}, Options{}, "1 account_id|month|mrr\n2 <4: has 4 fields where the header has 3>\n", ""},
		{"hidden sheet not read", []string{"T!hidden: " + header, "S: " + header + sheetRow(2, "A")}, Options{}, "1 account_id|month|mrr\n2 A||\n", `hidden sheets not read: "T"`},
		{"hidden sheet named", []string{"T!veryHidden: " + header + sheetRow(2, "T"), "S: " + header}, Options{Sheet: "t"}, "1 account_id|month|mrr\n2 T||\n", `sheet "T", which is hidden, as the job file says`},
		{"best of the visible", []string{"Notes: " + sheetRow(1, "note"), "S: " + header + sheetRow(2, "A")}, Options{}, "1 account_id|month|mrr\n2 A||\n", `sheet "S", whose header fits best`},
		{"hidden rows", []string{"S: " + header + strings.Replace(sheetRow(2, "A"), "<row", `<row hidden="1"`, 1)}, Options{}, "1 account_id|month|mrr\n2 A||\n", "read like the others: 1 hidden row"},
		{"merged cells", []string{"S: " + header + sheetRow(2, "A") + `<after/><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`}, Options{}, "1 account_id|month|mrr\n2 A||\n", "1 merged range below the header, the first being A2:A3"},
		{"repeated header", []string{"S: " + header + sheetRow(2, "account_id", "month", "mrr")}, Options{}, "1 account_id|month|mrr\n2 account_id|month|mrr header\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, table := readAll(t, "a.xlsx", testBook(t, []string{"", "ACME"}, "", test.sheets...), test.opts)
			if got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if table != nil && !strings.Contains(strings.Join(table.How, "\n"), test.how) {
				t.Errorf("How is %q, want %q in it", table.How, test.how)
			}
			if table != nil && len(table.SHA256) != 64 {
				t.Errorf("SHA-256 %q", table.SHA256)
			}
		})
	}
}

func TestWorkbookFaults(t *testing.T) {
	header := sheetRow(1, "account_id", "mrr")
	wide := strings.Replace(header, "</row>", `<c r="XFD1" s="1"/></row>`, 1) // an empty cell out there is none
	if got, want := func() string { got, _ := readAll(t, "a.xlsx", testBook(t, nil, "", "S: "+wide), Options{}); return got }(), "1 account_id|mrr\n"; got != want {
		t.Errorf("empty cell far to the right: got %s, want %s", got, want)
	}
	long := header
	for row := 2; row < 40; row++ {
		long += sheetRow(row, "A", "5")
	}
	tests := []struct{ name, sheet, want string }{
		{"broken XML", long + "<row r=\"40\"><c r=\"A40\" t=\"inlineStr\"><is><t>a & b</t></is></c></row>", "39 A|5\n<a.xlsx[S]:40: the sheet is damaged at cell A40: & b is no entity\nfix: save the workbook again, or export it as CSV; nothing was used from this file>"},
		{"row comes twice", header + sheetRow(2, "A") + sheetRow(2, "B"), "<a.xlsx[S]:3: row 2 comes after row 2"},
		{"cells out of order", header + `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`, "<a.xlsx[S]:2: cell A2 comes after cell B2"},
		{"reference of another row", header + `<row r="2"><c r="B3"><v>1</v></c></row>`, `<a.xlsx[S]:2: the cell behind column 0 of row 2 is called "B3"`},
		{"too many columns", header + `<row r="2"><c r="XFD2"><v>1</v></c></row>`, "<a.xlsx[S]:2: cell XFD2 holds a value: more than 512 columns are no table"},
		{"text that does not exist", header + sheetRow(2, `<c t="s"><v>7</v></c>`), `<a.xlsx[S]:2: cell A2 refers to text "7", which does not exist`},
		{"row outside the rows", header + sheetRow(2, "A") + "<after/><sheetData>" + sheetRow(3, "B") + "</sheetData>", "the sheet is damaged at cell A2: its rows do not stand in one place"},
		{"cell in a cell", header + `<row r="2"><c r="A2"><c r="B2"><v>1</v></c></c></row>`, "the sheet is damaged at cell A2: <c> stands where no workbook has it"},
		{"text between cells", header + `<row r="2"><c r="A2"><v>1</v></c>7</row>`, "the sheet is damaged at cell A2: a text stands outside the cells"},
		{"two values", header + `<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>`, "the sheet is damaged at cell A2: <v> stands where no workbook has it"},
		{"type that there is not", header + `<row r="2"><c r="A2" t="z"><v>1</v></c></row>`, `:2: cell A2 is of type "z", which there is not`},
		{"no header", sheetRow(1, "x", "y"), "<a.xlsx:1: no header found"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := readAll(t, "a.xlsx", testBook(t, []string{"", "ACME"}, "", "S: "+test.sheet), Options{}); !strings.Contains(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	two := testBook(t, []string{""}, "", "Jan: "+header, "Feb: "+header)
	if got, _ := readAll(t, "a.xlsx", two, Options{}); !strings.Contains(got, `sheets "Jan" and "Feb" fit equally well`) {
		t.Errorf("two sheets that fit: %s", got)
	}
	if got, _ := readAll(t, "a.xlsx", two, Options{Sheet: "Mar"}); !strings.Contains(got, `there is no sheet "Mar"; the sheets are "Jan", "Feb"`) {
		t.Errorf("missing sheet: %s", got)
	}
	bomb := testBook(t, []string{strings.Repeat("0", 1<<20)}, "", "S: "+header)
	if got, _ := readAll(t, "a.xlsx", bomb, Options{MaxBytes: 1 << 19}); !strings.HasPrefix(got, "<a.xlsx: it expands to 1025 KiB (limit 512 KiB)") {
		t.Errorf("bomb: %s", got)
	}
	if got, _ := readAll(t, "a.xlsx", two[:len(two)/2], Options{}); !strings.Contains(got, "damaged or cut off") {
		t.Errorf("cut: %s", got)
	}
}

func TestWorkbookExcerptAndFolder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	table, err := openBytes(t, "a.csv", testBook(t, []string{""}, "", "S: "+sheetRow(1, "account_id", "month", "mrr")+sheetRow(2, "A", "x", "1.5")), Options{}, known)
	if err != nil {
		t.Fatal(err)
	}
	if said := "the file is a workbook, not what its name says"; table.How[0] != said {
		t.Errorf("How is %q, want %q first", table.How, said)
	}
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	if got, want := table.Excerpt(2, 2), "    2 | A | x | 1.5\n      |         ^^^"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := table.Excerpt(1, 1), "    1 | account_id | month | mrr\n      |              ^^^^^"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestSerialDate(t *testing.T) {
	day := func(year int, month time.Month, day int) period.Date {
		return period.Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	tests := []struct {
		text string
		from string // the system
		want period.Date
	}{
		{"45382", "1900", day(2024, 3, 31)},
		{"45382", "1904", day(2028, 4, 1)},
		{"45382.75", "1900", day(2024, 3, 31)},
		{"45382.9999999", "1900", day(2024, 4, 1)},
		{"4.5382E4", "1900", day(2024, 3, 31)},
		{"1", "1900", day(1900, 1, 1)},
		{"59", "1900", day(1900, 2, 28)},
		{"60", "1900", period.NoDate},
		{"60.5", "1900", period.NoDate},
		{"61", "1900", day(1900, 3, 1)},
		{"60", "1904", day(1904, 3, 1)},
		{"2958465", "1900", day(9999, 12, 31)},
		{"2958466", "1900", period.NoDate},
		{"2957003", "1904", day(9999, 12, 31)},
		{"2957004", "1904", period.NoDate},
		{"0", "1900", period.NoDate},
		{"0.5", "1900", period.NoDate},
		{"-1", "1900", period.NoDate},
		{"1e1000000000", "1900", period.NoDate},
		{"1e9", "1900", period.NoDate},
		{"NaN", "1900", period.NoDate},
		{"2024-03-31", "1900", period.NoDate},
		{"", "1900", period.NoDate},
	}
	for _, test := range tests {
		table := &Table{Workbook: true, DateSystem1904: test.from == "1904"}
		if got, ok := table.SerialDate(test.text); got != test.want || ok != (test.want != period.NoDate) {
			t.Errorf("%s in %s: got day %d, %t; want %d", test.text, test.from, got, ok, test.want)
		}
	}
	if _, ok := (&Table{}).SerialDate("45382"); ok {
		t.Error("a number in a text file is taken for a date")
	}
	table, err := openBytes(t, "a.xlsx", testBook(t, []string{""}, `<workbookPr date1904="1"/>`, "S: "+sheetRow(1, "month")), Options{}, known)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if !table.DateSystem1904 {
		t.Error("the 1904 date system is not seen")
	}
}
