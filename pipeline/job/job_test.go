package job

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// testSchema stands for the reader's.
func testSchema() Schema {
	return Schema{
		"accounts":      {Columns: []string{"account_id", "segment"}, Open: true},
		"mrr":           {Columns: []string{"account_id", "month", "mrr"}, Dates: []string{"month"}},
		"subscriptions": {Columns: []string{"account_id", "amount", "product", "billing_interval", "ended_on"}, Dates: []string{"ended_on"}},
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join("testdata", "full.yaml")
	f, err := Load(path, testSchema())
	if err != nil {
		t.Fatal(err)
	}
	no, minor := false, true
	want := &File{
		Company: `Čapek & Søn "Überseehandel" GmbH`, Currency: "EUR", Timezone: "Europe/Berlin",
		FiscalYear: FiscalYear{Starts: "feb", NamedBy: "end"}, Customers: "account",
		Sources: []Source{{
			Dataset: "subscriptions", Files: []string{"exports/subs-*.csv", "/srv/exports/[0-9]*.csv"},
			Columns:  map[string]string{"amount": "Betrag\n(netto)", "account_id": "Kunde"},
			Constant: map[string]string{"billing_interval": "010", "product": "no"},
			Values:   map[string]map[string]string{"billing_interval": {"1": "month", "on": "year", "null": "week"}},
			EndDates: map[string]string{"ended_on": "inclusive"}, HeaderRow: 4, Delimiter: ";", Decimal: ",", Dates: "dmy",
			Encoding: "Windows-1252", MinorUnit: &minor, MaxReject: "0.5%", Line: 7,
		}, {
			Dataset: "accounts", Files: []string{"accounts.xlsx"}, Sheet: "2026", Columns: map[string]string{"tier": "Account Tier"},
			Joins: []Join{{On: "Kunde", Dataset: "subscriptions", Key: "account_id", Take: map[string]string{"segment": "plan"}}}, Line: 21,
		}},
		FX: FX{MaxAgeDays: 31}, MRR: MRR{RecurringDiscounts: &no},
		KPIs: KPIs{Definitions: "glossary", Variants: map[string]string{"net_revenue_retention": "stripe"}, CriticalFeatures: []string{"export", "off"}, DarkAfterDays: 30},
		Jobs: []Job{
			{Name: "monthly", Report: "finance", Period: "latest", Output: "{company}-{job}-{period}.xlsx", Glossary: "kpis"},
			{Name: "fiscal", Report: "finance", Period: "2026-09", Output: "/srv/reports/{company}/{job} {period}.xlsx", Dimensions: []string{"segment"}, Glossary: "all"},
		},
		Path: path, Dir: "testdata", SHA256: hash(t, path), Location: f.Location, source: f.source, places: f.places,
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got\n%+v\nwant\n%+v", f, want)
	}
	if f.Location.String() != "Europe/Berlin" || f.Calendar().YearStart != time.February || f.Calendar().NamedByStart {
		t.Errorf("location %v, calendar %+v", f.Location, f.Calendar())
	}
}

func TestPosition(t *testing.T) {
	f, err := Load(filepath.Join("testdata", "full.yaml"), testSchema())
	if err != nil {
		t.Fatal(err)
	}
	fault := f.KeyFault("net_revenue_retention has no variant", "", "kpis", "variants", "net_revenue_retention")
	want := "testdata/full.yaml:36:14: net_revenue_retention has no variant\n" +
		"   36 |   variants: {net_revenue_retention: stripe}\n" +
		"      |              ^^^^^^^^^^^^^^^^^^^^^"
	fault.File = filepath.ToSlash(fault.File)
	if fault.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", fault.Error(), want)
	}
	for _, c := range []struct {
		path         string
		line, column int
	}{{"", 2, 1}, {"kpis definitions", 35, 16}, {"jobs 1 dimensions 0", 44, 18}, {"jobs 0 output", 39, 5}, {"sources 1 sheet", 24, 12}} {
		if line, column := f.Position(strings.Fields(c.path)...); line != c.line || column != c.column {
			t.Errorf("%s: got %d:%d, want %d:%d", c.path, line, column, c.line, c.column)
		}
	}
}

// TestFaults compares every message with testdata/faulty.golden; -update writes it again.
func TestFaults(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "faulty.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Decode("faulty.yaml", data, testSchema())
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	golden := filepath.Join("testdata", "faulty.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(faults.Error()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := faults.Error() + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s\n(-update writes %s again)", got, want, golden)
	}
}

func TestNoFile(t *testing.T) {
	for path, want := range map[string]string{
		"testdata/none.yaml": "testdata/none.yaml: cannot be read: no such file or directory\nfix: name the job file with --config",
		"testdata":           "testdata: cannot be read: is a directory\nfix: name the job file with --config",
	} {
		if _, err := Load(path, testSchema()); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestRefused names what is wrong with a file as a whole, the first line of a message.
func TestRefused(t *testing.T) {
	good, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", "x.yaml: is empty"},
		"comments only": {"# nothing\n", "x.yaml: is empty"},
		"a list":        {"- a\n", "x.yaml:1:1: the job file is a set of keys and values, not a list"},
		"nothing known": {"{}", "x.yaml:1:1: the job file has no company"},
		"not UTF-8":     {"company: \xff", "x.yaml: is not text in UTF-8"},
		"UTF-16":        {"\xff\xfec\x00o\x00", "x.yaml: is not text in UTF-8"},
		"too large":     {strings.Repeat(" ", maxBytes+1), "x.yaml: is larger than 1048576 bytes"},
		"long line":     {"company: " + strings.Repeat("x", maxLine), "x.yaml:1:1: the line is longer than 10000 bytes"},
		"deep":          {"a: " + strings.Repeat("[", 1000), "x.yaml:1:24: the file is larger or nested deeper than a job file can be"},
		"many keys":     {strings.Repeat("a: 1\n", 10_000), "x.yaml:6667:4: the file is larger or nested deeper than a job file can be"},
		"syntax":        {"company: [a", "x.yaml:1:10: is not YAML: sequence end token ']' not found"},
		"two documents": {string(good) + "---\ncompany: B\n", "x.yaml:47:1: a second document starts here"},
		"tabs":          {"fx:\n\tmax_age_days: 3\n", "x.yaml:2:1: is not YAML: found character '\t' that cannot start any token"},
		"alias bomb":    {"company: &a [x, x]\ncurrency: *a\n", "x.yaml:1:10: a job file has no anchors, aliases or tags"},
		"merge key":     {"<<: {company: B}\n", "x.yaml:1:1: a key is a plain text here"},
		"tag":           {"company: !!binary aGk=\n", "x.yaml:1:10: a job file has no anchors, aliases or tags"},
		"company empty": {strings.Replace(string(good), "company: Čapek", "company: '' #", 1), "x.yaml:2:10: company is empty"},
	} {
		_, err := Decode("x.yaml", []byte(c.text), testSchema())
		var faults Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if !slices.Contains(strings.Split(faults.Error(), "\n"), c.want) {
			t.Errorf("%s: got\n%s\nwant among them\n%s", name, faults, c.want)
		}
	}
	for name, text := range map[string]string{"byte order mark": "\ufeff" + string(good), "line ends": strings.ReplaceAll(string(good), "\n", "\r\n")} {
		if _, err := Decode("x.yaml", []byte(text), testSchema()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJobAndOutput(t *testing.T) {
	f, err := Load(filepath.Join("testdata", "full.yaml"), testSchema())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"monthly": filepath.Join("testdata", "capek-søn-uberseehandel-gmbh-monthly-FY2026-Q3.xlsx"),
		"fiscal":  "/srv/reports/capek-søn-uberseehandel-gmbh/fiscal FY2026-Q3.xlsx",
	} {
		j, err := f.Job(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Output(j, "FY2026-Q3"); filepath.ToSlash(got) != filepath.ToSlash(want) {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	if _, err := f.Job("monthl"); err == nil || !strings.HasSuffix(err.Error(), `no job is called "monthl": did you mean monthly?`) {
		t.Errorf("got %v", err)
	}
	for name, want := range map[string]string{"../../etc/passwd": "etc-passwd", "日本 株式会社": "日本-株式会社", " /\\ ": "company", "A\r\nB": "a-b", "한국": "한국"} {
		if got := Slug(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// FuzzDecode: whatever the bytes, either a file or Faults whose places are within the text.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"full.yaml", "faulty.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("? a\n: &x [*x, !!str 010]\n<<: {}\n--- |\n x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Decode("x.yaml", data, testSchema())
		if err == nil {
			if file.Company == "" || len(file.Sources) == 0 || len(file.Jobs) == 0 {
				t.Fatalf("decoded without what it must have: %+v", file)
			}
			return
		}
		var faults Faults
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("not Faults: %v", err)
		}
		for _, fault := range faults {
			if fault.Message == "" || fault.Line > 0 && (fault.Excerpt == "" || fault.Column < 1) {
				t.Fatalf("%+v", fault)
			}
		}
	})
}

// hash is the SHA-256 of a file.
func hash(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}
