//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/ingest/database/postgrestest"
	"kpibook/pipeline/ledger"
)

// TestMustShow_SQLSource: the demo company's subscriptions in a PostgreSQL server give every figure that they give as a file, to the last
// digit; the same rows again change nothing; a figure is explained down to the rows of the query until they change; and the password stands
// nowhere.
func TestMustShow_SQLSource(t *testing.T) {
	server := postgrestest.Start(t)
	config := company(t)
	fillLines(t, server, filepath.Join(filepath.Dir(config), "exports", "subscriptions.csv"))
	t.Setenv("KPIBOOK_TEST_DATABASE", server.Connection(postgrestest.Password))
	run(t, "run", "--config", config, "monthly-finance")
	fromFile, figures := lastRun(t, config)

	queried := filepath.Join(filepath.Dir(config), "queried.yaml")
	asQuery(t, config, queried)
	said := run(t, "run", "--config", queried, "monthly-finance")
	fromQuery, again := lastRun(t, queried)
	if len(figures) < 1000 || !slices.Equal(figures, again) {
		t.Errorf("%d figures from the file and %d from the query are not the same", len(figures), len(again))
	}
	inputOf := func(r ledger.Run) ledger.Input {
		at := slices.IndexFunc(r.Inputs, func(in ledger.Input) bool { return in.Dataset == "subscriptions" })
		return r.Inputs[at]
	}
	file, query := inputOf(fromFile), inputOf(fromQuery)
	if query.Path != "query of subscriptions" || !strings.Contains(query.Query, "FROM billing.lines") || len(query.SHA256) != 64 || query.Loaded != file.Loaded ||
		query.Read != query.Loaded+query.Rejected+query.Skipped {
		t.Errorf("the ledger has the input %+v", query)
	}
	for _, total := range query.Totals {
		at := slices.IndexFunc(file.Totals, func(of ledger.Total) bool { return of.Column == total.Column && of.Currency == total.Currency })
		if at < 0 || total.Loaded != file.Totals[at].Loaded || total.Read != file.Totals[at].Read {
			t.Errorf("%s %s: %s of %s loaded from the query, from the file %+v", total.Column, total.Currency, total.Loaded, total.Read, file.Totals)
		}
	}
	run(t, "run", "--config", queried, "monthly-finance")
	if repeated, _ := lastRun(t, queried); repeated.Outcome != ledger.Unchanged {
		t.Errorf("the same rows again are %s", repeated.Outcome)
	}
	said += run(t, "show", "1", "--config", queried) + run(t, "reproduce", "2", "--config", queried) + run(t, "check", "--config", queried)
	explained := run(t, "explain", "mrr", "--config", queried, "--scope", "account:001221", "--period", "2025-10")
	if !strings.Contains(explained, "query of subscriptions:") || !strings.Contains(explained, " | 10") {
		t.Errorf("explain does not show the rows of the query:\n%s", explained)
	}

	server.Run(t, "UPDATE billing.lines SET amount = amount + 0.01 WHERE line_no = 101366")
	if code, out := ended(t, "reproduce", "2", "--config", queried); code != checksFailed || !strings.Contains(out, "query of subscriptions is not what run") {
		t.Errorf("reproduce after a change: code %d\n%s", code, out)
	}
	run(t, "run", "--config", queried, "monthly-finance")
	if changed, _ := lastRun(t, queried); changed.Outcome != ledger.Published || inputOf(changed).SHA256 == query.SHA256 {
		t.Errorf("after a change the run is %s", changed.Outcome)
	}
	server.Stop()
	code, out := ended(t, "run", "--config", queried, "monthly-finance")
	if code != inputRefused || !strings.Contains(out, "query of subscriptions: the database does not answer") {
		t.Errorf("without the server: code %d\n%s", code, out)
	}
	for _, text := range append(textsBelow(t, filepath.Dir(config)), said, explained, out) {
		if strings.Contains(text, postgrestest.Password) || strings.Contains(text, server.Socket) {
			t.Fatalf("the connection stands in %q", text[:min(len(text), 200)])
		}
	}
}

// ended runs the program to whatever end, and gives its code and all that it printed.
func ended(t *testing.T, args ...string) (code, string) {
	t.Helper()
	var out bytes.Buffer
	return execute(args, &out, &out), out.String()
}

// lastRun is the newest run of a job file, with the figures that it published in an order of their own.
func lastRun(t *testing.T, config string) (ledger.Run, []ledger.Figure) {
	t.Helper()
	l := ledgerOf(t, config)
	runs, err := l.Runs(context.Background(), l.Name(config), 1)
	if err != nil || len(runs) == 0 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	r, err := l.Run(context.Background(), runs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var figures []ledger.Figure
	for _, o := range r.Outputs {
		more, err := l.Figures(context.Background(), r.ID, o.Number)
		if err != nil {
			t.Fatal(err)
		}
		figures = append(figures, more...)
	}
	return r, figures
}

// fillLines puts the rows of the demo company's file into a table with the types that a billing system has. Days are 31.10.2026 and amounts
// 1.234,50 in it.
func fillLines(t *testing.T, server *postgrestest.Server, path string) {
	t.Helper()
	server.Run(t, `CREATE SCHEMA billing; CREATE TABLE billing.lines (line_no bigint NOT NULL, customer text NOT NULL, product text, plan text, quantity numeric,
		amount numeric(14, 4) NOT NULL, discount text, discount_kind text, discount_ends date, currency char(3), billing text, started date, ended date, trial_ends date, status text, kind text)`)
	var rows bytes.Buffer
	out := csv.NewWriter(&rows)
	total := false
	_, err := ingest.Inspect(context.Background(), path, "subscriptions.csv", ingest.Options{}, func(fields []string) error {
		if fields[0] == "Line No" || total {
			return nil
		}
		if total = strings.HasPrefix(fields[0], "Total"); total {
			return nil // what stands below the table
		}
		row := slices.Clone(fields)
		for _, i := range []int{8, 11, 12, 13} {
			if parts := strings.Split(row[i], "."); len(parts) == 3 {
				row[i] = parts[2] + "-" + parts[1] + "-" + parts[0]
			}
		}
		for _, i := range []int{4, 5} {
			row[i] = strings.NewReplacer(".", "", ",", ".").Replace(row[i])
		}
		row[6] = strings.NewReplacer(".", "", ",", ".").Replace(row[6])
		return out.Write(row)
	})
	if out.Flush(); err != nil {
		t.Fatal(err)
	}
	server.Copy(t, "billing.lines", &rows)
}

// asQuery writes the job file again with a query in the place of the file of subscriptions.
func asQuery(t *testing.T, config, queried string) {
	t.Helper()
	content, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), "    files: [exports/subscriptions.csv]\n    columns:\n")
	_, after, found := strings.Cut(rest, "    end_dates:\n")
	after = strings.Replace(after, "    dates: dmy            # 31.10.2026\n", "", 1)
	if !ok || !found {
		t.Fatal("the job file has no subscriptions as they were")
	}
	query := `    database: {env: KPIBOOK_TEST_DATABASE}
    query: |
      SELECT line_no AS subscription_id, customer AS account_id, product, plan, quantity, amount, discount, discount_kind,
             discount_ends AS discount_ends_on, currency, billing AS billing_interval, started AS started_on, ended AS ended_on,
             trial_ends AS trial_ends_on, status, kind
      FROM billing.lines
      ORDER BY line_no
    end_dates:
`
	text := strings.ReplaceAll(before+query+after, "output: reports/", "output: queried/")
	if err := os.WriteFile(queried, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// textsBelow are the contents of all files in a folder, and of the parts of those that are archives.
func textsBelow(t *testing.T, dir string) (texts []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if texts = append(texts, string(content)); err != nil || filepath.Ext(path) != ".xlsx" {
			return err
		}
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return err
		}
		for _, f := range archive.File {
			part, err := f.Open()
			if err != nil {
				return err
			}
			content, err := io.ReadAll(part)
			if texts = append(texts, string(content)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
