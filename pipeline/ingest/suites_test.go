package ingest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
