package formulas

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the generated files instead of comparing them")

// compare holds text against a file, or writes the file with -update; remedy is the command that repairs it.
func compare(t *testing.T, path, got, remedy string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run %q", err, remedy)
	}
	want, lines := strings.Split(string(text), "\n"), strings.Split(got, "\n")
	for i := range max(len(want), len(lines)) {
		if i >= len(want) || i >= len(lines) || want[i] != lines[i] {
			t.Fatalf("%s is stale from line %d on: run %q and review the difference", path, i+1, remedy)
		}
	}
}

func TestGlossary(t *testing.T) { compare(t, "GLOSSARY.md", build(t).Markdown(), "make docs") }

func TestGlossaryAsJSON(t *testing.T) {
	text, err := json.Marshal(build(t).Glossary())
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, field := range []string{"id", "name", "definition", "formula", "unit", "better", "source"} {
			if value, _ := row[field].(string); value == "" {
				t.Errorf("%v has no %s", row["id"], field)
			}
		}
		if _, ok := row["variants"].([]any); !ok {
			t.Errorf("%v: variants are not an array", row["id"])
		}
	}
}

func TestNotes(t *testing.T) {
	c := build(t)
	var all strings.Builder
	for _, k := range c.KPIs() {
		variants := []string{""}
		for _, v := range k.Variants {
			variants = append(variants, v.ID)
		}
		for _, variant := range variants {
			note := k.Note(c, variant)
			if n := utf8.RuneCountInString(note); n > 900 {
				t.Errorf("the note of %s %s has %d characters, 900 fit", k.ID, variant, n)
			}
			all.WriteString(note + "\n\n---\n\n")
		}
	}
	compare(t, "testdata/notes.txt", all.String(), "go test ./formulas -run TestNotes -update")
}
