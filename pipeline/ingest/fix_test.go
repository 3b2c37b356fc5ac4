package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// fedBackWith reads a job, writes its rejected rows, has them edited field by field, and feeds them back.
func fedBackWith(t *testing.T, f *job.File, edit func(line, header, value string) string) []Mended {
	t.Helper()
	records, err := Read(context.Background(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := QuarantineRows(records)
	for _, row := range rows[1:] {
		for i := range row {
			row[i] = edit(row[2], rows[0][i], row[i])
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "rejects.csv")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	mended, err := Mend(context.Background(), f, path)
	if err != nil {
		t.Fatal(err)
	}
	return mended
}

// changesOf are changes as column:new.
func changesOf(corrections []Correction) (texts []string) {
	for _, c := range corrections {
		texts = append(texts, c.Column+":"+c.New)
	}
	return texts
}

// TestMendIDs: an id is taken where the reason of the reject names it, or where the row could not be taken apart; elsewhere it is not, whatever it is changed to.
func TestMendIDs(t *testing.T) {
	f := fixedJob(t, map[string]string{"export.csv": linesHeader +
		"S1,,10,EUR,month,2024-01-01,\n" + "S2,1.23457E+11,10,EUR,month,2024-01-01,\n" + "S3,A3,1x,EUR,month,2024-01-01,\n" + "S4,A4,10,EUR\n" + "S5,A5,10,EUR,month,2024-13-01,2024-05-01\n" + "S6,A6,10,EUR,month,2024-05-02,2024-05-01\n"})
	mended := fedBackWith(t, f, func(line, header, value string) string {
		switch {
		case header == "account_id":
			return "B" + line
		case header == "amount" && line == "4":
			return "1"
		case header == "started_on" && line == "7": // which the reason is about as well, as it has to come before the end
			return "2024-02-05"
		case header == "ended_on" && line == "6":
			return "01.05.2024"
		}
		return value
	})
	want := []struct{ taken, left string }{{"account_id:B2", ""}, {"account_id:B3", ""}, {"amount:1", "account_id:B4"}, {"account_id:B5", ""}, {"", "account_id:B6 ended_on:01.05.2024"}, {"started_on:2024-02-05", "account_id:B7"}}
	if len(mended) != len(want) {
		t.Fatalf("fed back: %+v", mended)
	}
	for i, m := range mended {
		if taken, left := strings.Join(changesOf(m.Changes), " "), strings.Join(changesOf(m.Left), " "); m.Problem != "" || taken != want[i].taken || left != want[i].left {
			t.Errorf("line %d: taken %q, left %q, problem %q, want %+v", m.Line, taken, left, m.Problem, want[i])
		}
	}
}

// TestMendWords: what may stand under mend, and what it does to which row.
func TestMendWords(t *testing.T) {
	f := fixedJob(t, map[string]string{"export.csv": linesHeader +
		"S1,A1,10,EUR,month,2024-01-01\n" + "S2,A2,10,EUR,month,2024-13-01,\n" + "S3,A3,10,EUR,month,2024-01-01\n" + "S4,A4,10,EUR,month,2024-01-01,,x\n" + "S5,A5,10,EUR,month,2024-01-01\n"})
	words := map[string]string{"2": "As Shown", "3": "as shown", "4": " leave out ", "5": "as shown", "6": "drop"}
	mended := fedBackWith(t, f, func(line, header, value string) string {
		if header == "mend" {
			return words[line]
		}
		return value
	})
	for i, want := range []struct{ taken, problem string }{{"ended_on:", ""}, {"", `"as shown" is for a row that lacks fields at its end`}, {":leave out", ""}, {"", `"as shown" is for a row that lacks fields at its end`}, {"", `mend is "drop"`}} {
		m := mended[i]
		if taken := strings.Join(changesOf(m.Changes), " "); taken != want.taken || (m.Problem == "") != (want.problem == "") || !strings.HasPrefix(m.Problem, want.problem) {
			t.Errorf("line %d: taken %q, problem %q, want %+v", m.Line, taken, m.Problem, want)
		}
	}
}

// TestMendWhatFilesCannotHold: control characters, and which of them end a line, are lost in files of spreadsheets, and no mend.
func TestMendWhatFilesCannotHold(t *testing.T) {
	f := fixedJob(t, map[string]string{"export.csv": strings.Replace(linesHeader, "amount", "amount,product", 1) + "S1,A1,1x,\"two\r\nlines\x01\",EUR,month,2024-01-01,\n"})
	mended := fedBackWith(t, f, func(_, header, value string) string {
		if header == "product" {
			return "two\nlines\ufffd"
		}
		return value
	})
	if len(mended) != 1 || mended[0].Changed() || len(mended[0].Left) > 0 {
		t.Errorf("fed back: %+v", mended)
	}
	mended = fedBackWith(t, f, func(_, header, value string) string {
		switch header {
		case "product":
			return "one line"
		case "amount":
			return "1"
		}
		return value
	})
	var out bytes.Buffer
	if err := WriteCorrections(&out, mended[0].Changes); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(CorrectionsPath(f), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	records, err := Read(context.Background(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(records.Subscriptions) != 1 || records.Subscriptions[0].Product != "one line" {
		t.Errorf("with %q the rows are read as %+v, findings %+v", changesOf(mended[0].Changes), records.Subscriptions, records.Findings)
	}
}

// TestMendErrorCells: all cells of a row that hold an error are named, and the row is loaded when all of them are mended.
func TestMendErrorCells(t *testing.T) {
	const broken = `<c t="e"><v>#N/A</v></c>`
	book := testBook(t, nil, "", "Lines: "+sheetRow(1, "subscription_id", "account_id", "amount", "currency", "billing_interval", "started_on", "ended_on")+
		sheetRow(2, "S1", broken, broken, "EUR", "month", "2024-01-01"))
	f := fixedJob(t, map[string]string{"export.xlsx": string(book)})
	f.Sources[0].Files = []string{"export.xlsx"}
	mends := map[string]string{"amount": "12"}
	for _, loaded := range []int{0, 1} {
		mended := fedBackWith(t, f, func(_, header, value string) string {
			if new, ok := mends[header]; ok {
				return new
			}
			return value
		})
		var out bytes.Buffer
		if err := WriteCorrections(&out, mended[0].Changes); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(CorrectionsPath(f), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		records, err := Read(context.Background(), f, nil)
		if err != nil {
			t.Fatal(err)
		}
		if records.Files[0].Loaded != loaded {
			t.Fatalf("with %v mended: %+v", mends, records.Files[0])
		}
		if loaded == 0 {
			if reject := records.Files[0].Rejects[0]; reject.Column != "account_id" || strings.Contains(reject.Reason, "C2") {
				t.Errorf("with the amount mended, the row is rejected for %s: %s", reject.Column, reject.Reason)
			}
		} else if s := records.Subscriptions[0]; s.Account != "A1" || s.Amount.String() != "12" {
			t.Errorf("the row is read as %+v", s)
		}
		mends = map[string]string{"account_id": "A1"}
	}
}

// TestMendsOfSeveralFiles: a row that two files of a source have is read with its mend in both, and a file that has it no more is no matter.
func TestMendsOfSeveralFiles(t *testing.T) {
	const row, other = "S2,A2,1200,EUR,,2024-01-01,", "S1,A1,100,EUR,month,2024-01-01,"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"both":               {map[string]string{"export-1.csv": row + "\n", "export-2.csv": other + "\n" + row + "\n"}, []string{"S1", "S2"}},
		"only the last":      {map[string]string{"export-1.csv": other + "\n", "export-2.csv": row + "\n"}, []string{"S1", "S2"}},
		"the first has gone": {map[string]string{"export-2.csv": row + "\n" + other + "\n"}, []string{"S1", "S2"}},
	} {
		t.Run(name, func(t *testing.T) {
			for file := range c.files {
				c.files[file] = linesHeader + c.files[file]
			}
			records, err := Read(context.Background(), fixedJob(t, c.files, correctionOf("export-1.csv", 2, row, "billing_interval", "", "year")), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range records.Subscriptions {
				got = append(got, s.ID)
			}
			rejected := 0
			for _, file := range records.Files {
				rejected += file.Rejected
			}
			if slices.Sort(got); !slices.Equal(got, c.want) || rejected > 0 || len(finding(records, "correction_stale")) > 0 {
				t.Errorf("loaded %q, rejected %d, findings %+v, want %q", got, rejected, records.Findings, c.want)
			}
		})
	}
}
