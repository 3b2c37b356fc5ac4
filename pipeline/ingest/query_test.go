//go:build unix

package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kpibook/pipeline/ingest/database/postgrestest"
	"kpibook/pipeline/job"
)

// queried reads one query as a source.
func queried(t *testing.T, dataset, query string, change func(*job.Source)) (*Records, error) {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	source := job.Source{Dataset: dataset, Query: query, Database: job.Secret{Env: "KPIBOOK_TEST_DATABASE"}, QuerySeconds: 20}
	if change != nil {
		change(&source)
	}
	return Read(context.Background(), &job.File{Currency: "EUR", Dir: t.TempDir(), Location: berlin, Sources: []job.Source{source}}, nil)
}

// TestQueryTypes: what a database holds is read with every digit, in the day of the company, and with nothing for NULL; an amount that is
// text there is read as in a file.
func TestQueryTypes(t *testing.T) {
	server := postgrestest.Start(t)
	t.Setenv("KPIBOOK_TEST_DATABASE", server.Connection(postgrestest.Password))
	records, err := queried(t, "subscriptions", `
		SELECT * FROM (VALUES
			(1::bigint, '007'::text, 0.1::numeric, 'EUR', 'month', TIMESTAMPTZ '2025-12-31 23:30:00+00', NULL::date, true, 'a "quoted", text' || E'\nof two lines'),
			(2, '08', 123456789012.123456, 'EUR', 'month', '2025-12-31 22:30:00+00', '2026-06-30', false, ''),
			(3, '09', 0.2, 'EUR', 'year', '2026-06-30 22:00:00+00', NULL, NULL, NULL),
			(4, '10', 'NaN', 'EUR', 'year', '2026-07-01', NULL, NULL, NULL)
		) AS v (subscription_id, account_id, amount, currency, billing_interval, started_on, ended_on, trial, product) ORDER BY subscription_id`,
		func(s *job.Source) { s.MaxReject = "1" })
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range records.Subscriptions {
		got += strings.Join([]string{s.ID, s.Account, s.Amount.String(), s.StartedOn.String(), s.EndedOn.String(), s.Product}, "|") + "\n"
	}
	want := "1|007|0.1|2026-01-01||a \"quoted\", text of two lines\n2|08|123456789012.123456|2025-12-31|2026-06-30|\n3|09|0.2|2026-07-01||\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	f := records.Files[0]
	if f.Path != "query of subscriptions" || f.Read != 4 || f.Loaded != 3 || f.Rejected != 1 || f.Rejects[0].Line != 4 || !strings.Contains(f.Rejects[0].Reason, "NaN") {
		t.Errorf("%s: %d read, %d loaded, rejects %v", f.Path, f.Read, f.Loaded, f.Rejects)
	}
	if total := f.Totals[0]; total.Loaded.String() != "123456789012.423456" || !total.Read.Equal(total.Loaded) || total.Unreadable != 1 {
		t.Errorf("total %+v", total)
	}

	const prices = `SELECT 'S' || n AS subscription_id, 'A' AS account_id, %s AS amount, 'EUR' AS currency, 'month' AS billing_interval, DATE '2026-01-01' AS started_on FROM generate_series(1, 2) n ORDER BY n`
	three := strings.Replace(prices, "%s", "n + 0.234", 1) // in a text 1.234 could be thousands
	if records, err = queried(t, "subscriptions", three, nil); err != nil || records.Subscriptions[0].Amount.String() != "1.234" {
		t.Errorf("a number of three decimals: %v", err)
	}
	if _, err = queried(t, "subscriptions", strings.Replace(prices, "%s", "'1.234'", 1), nil); err == nil || !strings.Contains(err.Error(), `amount "1.234" is 1.234 with a decimal point and 1234 with a decimal comma`) {
		t.Errorf("a text that is a number in two ways: %v", err)
	}
	again, err := queried(t, "subscriptions", three, nil)
	if err != nil || again.Files[0].SHA256 != records.Files[0].SHA256 || len(again.Files[0].SHA256) != 64 {
		t.Errorf("the same rows have the hashes %q and %q, %v", again.Files[0].SHA256, records.Files[0].SHA256, err)
	}
}

// TestQueryFaults: what goes wrong with a query is said with its place and a remedy, nothing is changed in the database, and nothing is
// said of the connection.
func TestQueryFaults(t *testing.T) {
	server := postgrestest.Start(t)
	server.Run(t, "CREATE TABLE kept (subscription_id int); INSERT INTO kept VALUES (1); CREATE SEQUENCE numbers; CREATE ROLE guest LOGIN PASSWORD 'guest'")
	guest := "postgres://guest:guest@/postgres?host=" + server.Socket
	connection := server.Connection(postgrestest.Password)
	for name, c := range map[string]struct {
		query, connection string
		want              string
	}{
		"table":       {"SELECT *\nFROM subscription", connection, "query of subscriptions:2: relation \"subscription\" does not exist\n    2 | FROM subscription\n      |      ^^^^^^^^^^^^\nfix: check the name"},
		"column":      {"SELECT subscription_idd FROM kept", connection, "query of subscriptions:1: column \"subscription_idd\" does not exist\n    1 | SELECT subscription_idd FROM kept\n      |        ^^^^^^^^^^^^^^^^\nfix: perhaps you meant to reference the column \"kept.subscription_id\""},
		"syntax":      {"SELECT FROM WHERE", connection, "syntax error at or near \"WHERE\""},
		"two":         {"SELECT 1; DROP TABLE kept", connection, "there are several statements\nfix: keep one SELECT"},
		"delete":      {"WITH gone AS (DELETE FROM kept RETURNING *) SELECT * FROM gone", connection, "the query would change the database: "},
		"sequence":    {"SELECT nextval('numbers')", connection, "the query would change the database: cannot execute nextval() in a read-only transaction"},
		"into":        {"SELECT * INTO stolen FROM kept", connection, "the query would change the database"},
		"commit":      {"COMMIT", connection, "the query gives no columns"},
		"slow":        {"SELECT pg_sleep(30)", connection, "the query ran longer than 1s\nfix: make it faster, as with an index, or allow it more with query_seconds"},
		"forbidden":   {"SELECT * FROM kept", guest, "permission denied for table kept\nfix: have SELECT on it granted"},
		"mapping":     {"SELECT subscription_id FROM kept", connection, "query of subscriptions: no column for 'account_id' (found: 'subscription_id')\n      | subscription_id\n      | ^^^^^^^^^^^^^^^"},
		"wrong value": {"SELECT 'x'::int", connection, "invalid input syntax for type integer: \"x\""},
		"login":       {"SELECT 1", server.Connection("not-the-word"), "the database does not accept the user and password, or not from this machine\nfix: check both in the connection, and which machines the server lets in; the connection stands in the environment variable KPIBOOK_TEST_DATABASE"},
		"name":        {"SELECT 1", strings.Replace(connection, "/postgres?", "/nowhere?", 1), "the server has no database of the name in the connection"},
		"unreadable":  {"SELECT 1", "postgres://kpi:s3cret-word@[::1", "the connection is not understood"},
		"down":        {"SELECT 1", "postgres://kpi:s3cret-word@/postgres?host=" + t.TempDir(), "the database does not answer: no such file or directory\nfix: check that the server runs"},
		"port":        {"SELECT 1", "postgres://kpi:s3cret-word@127.0.0.1:1/postgres", "the database does not answer: connection refused"},
		"host":        {"SELECT 1", "postgres://kpi:s3cret-word@nowhere.invalid/postgres", "the host of the database is not known"},
		"unset":       {"SELECT 1", "", "the connection to its database is not there: the environment variable KPIBOOK_TEST_DATABASE is not set"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("KPIBOOK_TEST_DATABASE", c.connection)
			_, err := queried(t, "subscriptions", c.query, func(s *job.Source) { s.QuerySeconds = 1 })
			var faults Faults
			if !errors.As(err, &faults) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "fix: ") {
				t.Errorf("error\n%v\nwant\n%s", err, c.want)
			}
			for _, secret := range []string{postgrestest.Password, "s3cret-word", "not-the-word", "nowhere", server.Socket, "kpi:"} {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("the error holds %q of the connection: %v", secret, err)
				}
			}
		})
	}
	t.Setenv("KPIBOOK_TEST_DATABASE", connection)
	if records, err := queried(t, "accounts", "SELECT subscription_id AS account_id, 'x' AS name FROM kept ORDER BY 1", nil); err != nil || len(records.Accounts) != 1 {
		t.Errorf("the table has changed: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "kpibook-query-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
