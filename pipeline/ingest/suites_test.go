package ingest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestMustShow_CSVSpectrum reads the twelve dialects of csv-spectrum as their JSON says, under either policy. One of them
// contradicts itself (its JSON tells another telephone number than its CSV): there the CSV is right.
func TestMustShow_CSVSpectrum(t *testing.T) {
	folder := filepath.Join(sharedFolder(t), "data", "csv_spectrum")
	paths, _ := filepath.Glob(filepath.Join(folder, "csvs", "*.csv"))
	if len(paths) != 12 {
		t.Fatalf("%d files, want 12", len(paths))
	}
	for _, path := range paths {
		name := filepath.Base(path)
		content, err := os.ReadFile(filepath.Join(folder, "json", strings.TrimSuffix(name, "csv")+"json"))
		if err != nil {
			t.Fatal(err)
		}
		var want []map[string]string
		if err := json.Unmarshal(content, &want); err != nil {
			want = make([]map[string]string, 1)
			if err := json.Unmarshal(content, &want[0]); err != nil {
				t.Fatal(err)
			}
		}
		if name == "location_coordinates.csv" {
			want[0]["Contact Phone Number"] = "2095257564"
		}
		for _, policy := range []Policy{Quarantine, Repair} {
			rows, in := inspected(t, path, policy)
			if len(rows) != len(want)+1 || !in.Named || len(in.Findings) > 0 {
				t.Errorf("%s, %s: rows %q, findings %+v, want a header and %d rows", policy, name, rows, in.Findings, len(want))
				continue
			}
			for i, record := range want {
				for k, column := range rows[0] {
					if got := rows[i+1][k]; got != record[column] {
						t.Errorf("%s, %s: row %d, %s: got %q, want %q", policy, name, i+1, column, got, record[column])
					}
				}
			}
		}
	}
}

// csvFiles are the text files below a folder.
func csvFiles(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if ext := filepath.Ext(path); err == nil && !entry.IsDir() && slices.Contains([]string{".csv", ".tsv"}, ext) {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in %s: %v", len(files), folder, err)
	}
	return files
}

// duckReading is how DuckDB reads a file, or why it does not.
type duckReading struct {
	Columns  []struct{ Name, Type string }
	RowCount int `json:"row_count"`
	Rows     [][]any
	Error    string
}

// TestMustShow_CSVDuckDB reads the files of DuckDB's own tests, which hold every fault that its authors have met. Each is read or refused with
// a reason, under either policy; where the table differs from what DuckDB reads, duckDBDiffers says why.
func TestMustShow_CSVDuckDB(t *testing.T) {
	folder := filepath.Join(sharedFolder(t), "data", "csv_duckdb")
	explained := map[string]string{}
	for _, reason := range duckDBDiffers {
		for _, file := range strings.Fields(reason.files) {
			if explained[file] != "" {
				t.Errorf("%s is explained twice", file)
			}
			explained[file] = reason.why
		}
	}
	seen := 0
	for _, path := range csvFiles(t, filepath.Join(folder, "files")) {
		name, err := filepath.Rel(filepath.Join(folder, "files"), path)
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		rows, in := inspected(t, path, Quarantine)
		if _, repaired := inspected(t, path, Repair); in.Refused == "" != (repaired.Refused == "") && in.Refused == "" {
			t.Errorf("%s is refused under repair only: %s", name, repaired.Refused)
		}
		content, err := os.ReadFile(filepath.Join(folder, "expected", name+".json"))
		if err != nil {
			continue // DuckDB's reading is not known
		}
		seen++
		var duck duckReading
		if err := json.Unmarshal(content, &duck); err != nil {
			t.Fatal(err)
		}
		difference := duck.differs(rows, in)
		switch why := explained[name]; {
		case difference != "" && why == "":
			t.Errorf("UNEXPLAINED %s: %s", name, difference)
		case difference == "" && why != "":
			t.Errorf("%s is read as DuckDB reads it, so nothing is to be explained", name)
		}
		delete(explained, name)
	}
	for name := range explained {
		t.Errorf("%s is explained, but is not there", name)
	}
	if seen < 400 {
		t.Errorf("only %d files have DuckDB's reading", seen)
	}
}

// differs tells how DuckDB's reading differs; it is empty when both refuse, or have the same width, rows and words.
func (d *duckReading) differs(rows [][]string, in *Inspection) string {
	switch {
	case d.Error != "" && in.Refused != "":
		return ""
	case d.Error != "":
		return "DuckDB refuses it"
	case in.Refused != "":
		return "refused: " + in.Refused
	case len(d.Columns) != len(in.Header) || d.RowCount != in.Rows:
		return fmt.Sprintf("%d columns and %d rows, DuckDB has %d and %d; %d findings", len(in.Header), in.Rows, len(d.Columns), d.RowCount, len(in.Findings))
	}
	if in.Named {
		rows = rows[1:]
	}
	for i, want := range d.Rows {
		for k, column := range d.Columns {
			if column.Type != "VARCHAR" || i >= len(rows) {
				continue
			}
			text := ""
			if want[k] != nil {
				text = fmt.Sprint(want[k])
			}
			if rows[i][k] != text {
				return fmt.Sprintf("row %d, column %d is %q, DuckDB has %q", i+1, k+1, rows[i][k], text)
			}
		}
	}
	return ""
}

// TestMustShow_CSVFrictionless reads the files of the Frictionless framework's tests. Each is read or refused with a reason, under either policy.
// What is read is held against encoding/csv: the rows that it has as well are all there, in their order, unless they are blank, stand
// above the header, or are named by a finding.
func TestMustShow_CSVFrictionless(t *testing.T) {
	for _, path := range csvFiles(t, filepath.Join(sharedFolder(t), "data", "csv_frictionless", "data")) {
		name := filepath.Base(path)
		_, repaired := inspected(t, path, Repair)
		rows, in := inspected(t, path, Quarantine)
		if in.Refused != "" || repaired.Refused != "" {
			if name != "implicit-zip.csv" { // an archive, whatever its name says
				t.Errorf("%s is refused: %s", name, in.Refused)
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text) || name == "implicit-gz.csv" { // decoded, or unpacked, which encoding/csv does not do
			if in.Rows == 0 {
				t.Errorf("%s: no rows, %q", name, in.How)
			}
			continue
		}
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
		reader.FieldsPerRecord, reader.LazyQuotes = -1, true
		reader.TrimLeadingSpace = strings.Contains(strings.Join(in.How, "\n"), "spaces after a delimiter")
		for comma, named := range map[rune]string{';': "delimiter semicolon", '\t': "delimiter tab", '|': "delimiter pipe", ' ': "delimiter space"} {
			if strings.Contains(strings.Join(in.How, "\n"), named) {
				reader.Comma = comma
			}
		}
		peer, err := reader.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		named := map[int]bool{}
		for _, finding := range in.Findings {
			named[finding.Line] = true
		}
		at, started := 0, false
		for i, want := range peer {
			line, _ := reader.FieldPos(0)
			if at < len(rows) && asPeer(rows[at]) == asPeer(want) {
				at, started = at+1, true
			} else if started && !blank(want) && len(named) == 0 {
				t.Errorf("%s: row %d, %q, is missing (%d)", name, i+1, want, line)
			}
		}
		if at != len(rows) {
			t.Errorf("%s: row %q is none of encoding/csv's", name, rows[at])
		}
	}
}

// asPeer is a row as encoding/csv has it: without carriage returns before line feeds, which it drops inside quotes.
func asPeer(row []string) string {
	return strings.ReplaceAll(strings.Join(trimmed(row), "|"), "\r\n", "\n")
}
