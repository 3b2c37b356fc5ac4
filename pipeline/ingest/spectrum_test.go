package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSpectrum reads the twelve dialects of csv-spectrum as their JSON says. One of them contradicts itself (its JSON
// tells another number than its CSV) and holds bare quotes: its row is refused, with the place.
func TestSpectrum(t *testing.T) {
	folder := filepath.Join(sharedFolder(t), "data", "csv_spectrum")
	paths, _ := filepath.Glob(filepath.Join(folder, "csvs", "*.csv"))
	if len(paths) != 12 {
		t.Fatalf("%d files, want 12", len(paths))
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			table, err := openTable(context.Background(), path, name, Options{}, anything)
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			if name == "location_coordinates.csv" {
				var bad *RowError
				if _, err := table.Next(); !errors.As(err, &bad) || bad.Line != 2 || bad.Column != 24 {
					t.Errorf("got %v, want a quote refused on line 2 at byte 24", err)
				}
				return
			}
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
			for _, record := range want {
				row, err := table.Next()
				if err != nil {
					t.Fatal(err)
				}
				for i, column := range table.Header {
					if row.Fields[i] != record[column] {
						t.Errorf("line %d, %s: got %q, want %q", row.Line, column, row.Fields[i], record[column])
					}
				}
			}
			if row, err := table.Next(); err != io.EOF {
				t.Errorf("got %q, %v; want the end", row.Fields, err)
			}
		})
	}
}
