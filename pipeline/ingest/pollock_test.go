package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMustShow_Pollock reads the 2,290 polluted files of the Pollock benchmark without being told anything about them: scored as that
// benchmark does, and checked to read nothing wrongly in silence under either policy.
func TestMustShow_Pollock(t *testing.T) {
	folder := pollock(t)
	paths, _ := filepath.Glob(filepath.Join(folder, "polluted_files", "csv", "*.csv"))
	if len(paths) != 2290 {
		t.Fatalf("%d files, want 2290", len(paths))
	}
	out := t.TempDir()
	for _, path := range paths {
		name := filepath.Base(path)
		clean := filepath.Join(folder, "polluted_files", "clean", name)
		truth := readCSV(t, clean)
		for _, policy := range []Policy{Repair, Quarantine} {
			rows, in := inspected(t, path, policy)
			if policy == Repair {
				writeConverted(t, filepath.Join(out, name+"_converted.csv"), rows, in)
			}
			for _, problem := range silentlyWrong(t, path, rows, truth, in) {
				t.Errorf("%s, %s: %s", policy, name, problem)
			}
			if _, in := inspected(t, clean, policy); len(in.Findings) > 0 {
				t.Errorf("%s, clean %s: finding %+v", policy, name, in.Findings[0])
			}
		}
	}
	if _, in := inspected(t, filepath.Join(folder, "polluted_files", "csv", "source.csv"), Quarantine); len(in.Findings) > 0 || in.Rows != 83 {
		t.Errorf("the standard file: %d rows, findings %+v", in.Rows, in.Findings)
	}
	scorer := exec.Command("python3", filepath.Join(sharedFolder(t), "tools", "pollock_score.py"), "--data", folder, "--json", out)
	var said bytes.Buffer
	scorer.Stderr = &said
	scored, err := scorer.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var scores []struct {
		Simple, Weighted json.Number
		Files, Perfect   int
	}
	if err := json.Unmarshal(scored, &scores); err != nil || len(scores) != 1 {
		t.Fatalf("%v: %s", err, scored)
	}
	t.Logf("simple %s, weighted %s, %d of %d perfect", scores[0].Simple, scores[0].Weighted, scores[0].Perfect, scores[0].Files)
	if below(scores[0].Simple, "9.98") || below(scores[0].Weighted, "9.98") || scores[0].Files != 2290 {
		t.Errorf("simple %s and weighted %s of %d files, want 9.98 or more of 2290", scores[0].Simple, scores[0].Weighted, scores[0].Files)
	}
}

// below compares two numbers of one digit before the point.
func below(score json.Number, least string) bool {
	return len(score) < len(least) || score.String()[:len(least)] < least && !strings.HasPrefix(score.String(), "10")
}

// pollock unpacks the benchmark.
func pollock(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if said, err := exec.Command("tar", "-xf", filepath.Join(sharedFolder(t), "data", "pollock.tar.xz"), "-C", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return filepath.Join(folder, "pollock")
}

// inspected reads a file with nothing known of it; the rows are none when it is refused.
func inspected(t testing.TB, path string, policy Policy) ([][]string, *Inspection) {
	t.Helper()
	var rows [][]string
	in, err := Inspect(context.Background(), path, filepath.Base(path), Options{Policy: policy}, func(fields []string) error {
		rows = append(rows, slices.Clone(fields))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if in.Refused != "" {
		rows = nil
	}
	return rows, in
}

func writeConverted(t *testing.T, path string, rows [][]string, in *Inspection) {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if in.Refused != "" {
		b.Reset()
		b.WriteString("Application Error\n")
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readCSV(t testing.TB, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// silentlyWrong lists what of the truth is missing from rows, or stands in them too much, without a finding that names the line of
// the file at fault. The records of the truth are told by the lines of the file that they stand on.
func silentlyWrong(t testing.TB, path string, rows, truth [][]string, in *Inspection) (problems []string) {
	t.Helper()
	named, readAs := map[int]bool{}, map[string]bool{}
	for _, finding := range in.Findings {
		named[finding.Line], readAs[finding.New] = true, true
	}
	if in.Refused != "" {
		if at := in.Findings[len(in.Findings)-1]; at.Line == 0 || at.What == "" {
			return []string{"refused without naming a line: " + in.Refused}
		}
		return nil
	}
	left := map[string]int{}
	for _, row := range rows {
		left[asCSV(row)]++
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(string(text), "\n")
	for i, row := range truth {
		key := asCSV(row)
		if left[key]--; left[key] >= 0 {
			continue
		}
		// The row stands on the line of its number, below what stands above the table.
		line := i + 1
		if above := lines - len(truth); !named[line] && !(above > 0 && slices.ContainsFunc(in.Findings, func(r Remark) bool { return r.Line > line && r.Line <= line+above })) {
			problems = append(problems, fmt.Sprintf("no finding names line %d: %s", line, key))
		}
	}
	for key, count := range left {
		if count > 0 && !readAs[key] {
			problems = append(problems, "not in the truth and in no finding: "+key)
		}
	}
	return problems
}
