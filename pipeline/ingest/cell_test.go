package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// withStyles adds a part with styles to a workbook: number formats 0 general, 1 percent, 2 a percentage of the company's own, 3 with a percent sign as text, 4 date.
func withStyles(t *testing.T, book []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name, content string) {
		part, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range archive.File {
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if strings.HasSuffix(file.Name, "workbook.xml.rels") {
			text = strings.Replace(text, "</Relationships>", `<Relationship Id="st" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`, 1)
		}
		add(file.Name, text)
	}
	add("xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0\ %;[Red]-0.0\ %"/>`+
		`<numFmt numFmtId="165" formatCode="0.0&quot; %&quot;"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// readCells reads a workbook of subscriptions with the given cells of an amount and a discount.
func readCells(t *testing.T, discount string, texts []string, cells ...[2]string) (*Records, error) {
	t.Helper()
	rows := sheetRow(1, "Subscription ID", "Account ID", "Amount", discount, "Billing Interval", "Started On")
	for i, c := range cells {
		rows += sheetRow(i+2, "S"+string(rune('1'+i)), "A", c[0], c[1], "month", "2024-01-31")
	}
	dir := write(t, map[string]string{"in.xlsx": withStyles(t, testBook(t, texts, "", "Lines: "+rows))})
	return Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.xlsx"}}}}, nil)
}

func TestTextCellsOfAWorkbook(t *testing.T) {
	number := func(value string) [2]string { return [2]string{`<c><v>` + value + `</v></c>`, ""} }
	text := func(value string) [2]string { return [2]string{value, ""} }
	for _, c := range []struct {
		name  string
		cells [][2]string
		want  string // the amounts, or a part of the error
	}{
		{"ambiguous text", [][2]string{text("1.234"), number("5")}, `in.xlsx[Lines]:2: amount "1.234" is 1.234 with a decimal point and 1234`},
		{"text and text", [][2]string{text("1.234"), text("1,234")}, `amount "1.234" is 1.234 with a decimal point and 1234 with a decimal comma`},
		{"shared text", [][2]string{{`<c t="s"><v>0</v></c>`, ""}, number("5")}, `amount "1,234" is 1234 with a decimal point and 1.234 with a decimal comma`},
		{"text of a formula", [][2]string{{`<c t="str"><f>A1</f><v>1,234</v></c>`, ""}}, `amount "1,234" is 1234 with`},
		{"numbers", [][2]string{number("1.234"), number("1234.5"), number("0.30000000000000004"), number("1E-3"), number("1234")}, "1.234 1234.5 0.3 0.001 1234"},
		{"numbers among decimal commas", [][2]string{text("1.234,50"), number("12.5"), number("1.234")}, "1234.5 12.5 1.234"},
		{"numbers among decimal points", [][2]string{text("1,234.50"), number("12.5"), text("1,234")}, "1234.5 12.5 1234"},
	} {
		records, err := readCells(t, "Discount", []string{"1,234"}, c.cells...)
		var got []string
		for _, s := range records.Subscriptions {
			got = append(got, s.Amount.String())
		}
		shown := strings.Join(got, " ")
		if err != nil {
			shown = err.Error()
		}
		if shown != c.want && (err == nil || !strings.Contains(shown, c.want)) {
			t.Errorf("%s: got %s, want %s", c.name, shown, c.want)
		}
	}
}

func TestPercentCellsOfAWorkbook(t *testing.T) {
	for _, header := range []string{"Discount", "Discount %"} {
		records, err := readCells(t, header, nil, [2]string{`<c><v>1000</v></c>`, `<c s="1"><v>0.2</v></c>`}, [2]string{`<c><v>1000</v></c>`, `<c s="2"><v>7.4999999999999997E-2</v></c>`},
			[2]string{"1.000,5", "12,5%"})
		if err != nil {
			t.Fatal(err)
		}
		if how := "discount: a number that the workbook shows as a percentage is one, so 0.2 shown as 20% is 20%"; !slices.Contains(records.Files[0].How, how) {
			t.Errorf("read like this: %q, want %q in it", records.Files[0].How, how)
		}
		var got []string
		for _, s := range records.Subscriptions {
			got = append(got, s.Discount.Percent.String())
		}
		if want := []string{"20", "7.5", "12.5"}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	for _, c := range []struct{ header, cell, want string }{
		{"Discount", `<c><v>0.2</v></c>`, "in.xlsx[Lines]:2: discount \"0.2\" is an amount of 0.2, or a share and so 20%"},
		{"Discount", `<c s="3"><v>0.2</v></c>`, "or a share and so 20%"},
		{"Discount %", `<c><v>0.2</v></c>`, `discount "0.2" is 0.2%, or a share and so 20%`},
	} {
		if _, err := readCells(t, c.header, nil, [2]string{`<c><v>1000</v></c>`, c.cell}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %v, want %s", c.header, c.cell, err, c.want)
		}
	}
}

// TestDatesOfAWorkbook: a count of days that a workbook shows as a date is shown as one by whatever prints the row, with its time of day;
// everything else stands as it is.
func TestDatesOfAWorkbook(t *testing.T) {
	rows := sheetRow(1, "account_id", "month", "mrr", "seen") +
		sheetRow(2, "A", `<c s="4"><v>45382</v></c>`, `<c><v>45382</v></c>`, `<c s="4"><v>45382.583333333336</v></c>`) +
		sheetRow(3, "B", `<c s="4"><v>60</v></c>`, `<c><v>5</v></c>`, `<c s="4"><v>45383</v></c>`)
	dir := write(t, map[string]string{"in.xlsx": withStyles(t, testBook(t, []string{""}, "", "Lines: "+rows))})
	file := &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "mrr", Files: []string{"in.xlsx"}, MaxReject: "1"}}}
	records, err := Read(context.Background(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := Reread(context.Background(), file, records, []Place{{0, 2}, {0, 3}})
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[int32]string{2: "A | 2024-03-31 | 45382 | 2024-03-31 14:00:00", 3: "B | 60 | 5 | 2024-04-01"} {
		if got := again[Place{0, line}].Text; got != want {
			t.Errorf("row %d is shown as %q, want %q", line, got, want)
		}
	}
	if got := again[Place{0, 2}].Fields[1]; got != "45382" {
		t.Errorf("its field is %q, want it as the workbook has it", got)
	}
	var printed []string
	in, err := Inspect(context.Background(), filepath.Join(dir, "in.xlsx"), "in.xlsx", Options{}, func(fields []string) error {
		printed = append(printed, strings.Join(fields, ","))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"account_id,month,mrr,seen", "A,2024-03-31,45382,2024-03-31 14:00:00", "B,60,5,2024-04-01"}; !slices.Equal(printed, want) {
		t.Errorf("printed %q, want %q", printed, want)
	}
	for _, want := range []string{"seen: dates of the workbook, as 2024-03-31 14:00:00 (kept as 45382.583333333336) in row 2",
		`month: dates of the workbook (2024-03-31 (kept as 45382) in row 2) and other cells ("60" on line 3)`, "mrr: whole numbers"} {
		if !slices.Contains(in.How, want) {
			t.Errorf("%q is not in %q", want, in.How)
		}
	}
}

// TestNumbersThatAreNoDates: a number that a workbook does not show as a date is one only where it counts the days of our time, and how it
// was read is said. A year, or a month without a mark between its parts, counts no days.
func TestNumbersThatAreNoDates(t *testing.T) {
	number := func(text string) string { return "<c><v>" + text + "</v></c>" }
	read := func(dataset, rows string) (*Records, error) {
		dir := write(t, map[string]string{"in.xlsx": withStyles(t, testBook(t, []string{""}, "", "Lines: "+rows))})
		return Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: dataset, Files: []string{"in.xlsx"}, MaxReject: "100%"}}}, nil)
	}
	records, err := read("mrr", sheetRow(1, "account_id", "month", "mrr")+sheetRow(2, "A", number("202505"), number("5"))+sheetRow(3, "A", number("45809"), number("6"))+
		sheetRow(4, "A", `<c s="4"><v>45839</v></c>`, number("7"))+sheetRow(5, "A", number("2025"), number("8")))
	if err != nil {
		t.Fatal(err)
	}
	var months []string
	for _, m := range records.MRR {
		months = append(months, m.Month.String()+" "+m.Amount.String())
	}
	if want := []string{"2025-05 5", "2025-06 6", "2025-07 7"}; !slices.Equal(months, want) || len(records.Files[0].Rejects) != 1 {
		t.Errorf("got %q and rejects %+v, want %q and line 5 rejected", months, records.Files[0].Rejects, want)
	}
	if how := "month: 1 number without the format of a date, read as days counted as the workbook does: 45809 in cell B3 is 2025-06-01"; !slices.Contains(records.Files[0].How, how) {
		t.Errorf("%q does not say %q", records.Files[0].How, how)
	}
	header := sheetRow(1, "subscription_id", "account_id", "amount", "billing_interval", "started_on", "ended_on")
	records, err = read("subscriptions", header+sheetRow(2, "S1", "A", number("5"), "month", `<c s="4"><v>45809</v></c>`, number("202512"))+
		sheetRow(3, "S2", "A", number("5"), "month", number("2024"), "")+sheetRow(4, "S3", "A", number("5"), "month", number("20240131"), `<c s="4"><v>2958465</v></c>`))
	if err != nil {
		t.Fatal(err)
	}
	if s := records.Subscriptions; len(s) != 1 || s[0].StartedOn.String() != "2024-01-31" || s[0].EndedOn != period.NoDate || len(records.Files[0].Rejects) != 2 {
		t.Errorf("got %+v and rejects %+v, want S3 alone, without an end", s, records.Files[0].Rejects)
	}
}
