package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kpibook/cmd/service"
	"kpibook/formulas/period"
)

const demoYearJobs = `
holidays: [2026-01-01]
delivery:
  email: {server: "%s", security: none, from: kpibook@example.com}
  webhooks: [{name: chat, url: {env: KPIBOOK_TEST_HOOK}}]
jobs:
  - name: monthly
    report: finance
    output: reports/{period}.xlsx
    dimensions: [segment]
    schedule: business day 3 of month at 06:00
    watch: true
    seal: published
    deliver: {email: [cfo@example.com], webhooks: [chat]}
  - name: reviews
    report: qbr
    per: csm
    output: reviews/{period}
    schedule: business day 9 of quarter at 06:00
    deliver: {webhooks: [chat]}
`

// lateCustomer is who the row is of that comes late.
const lateCustomer = "001221"

// demoYear is the demo company whose exports come month by month.
type demoYear struct {
	t      *testing.T
	dir    string
	from   string // where the exports of all months are
	now    time.Time
	late   bool // a row has come that belongs into a month long sealed
	daemon *service.Daemon
}

// dates of the exports, as they write them.
var (
	isoDate    = regexp.MustCompile(`\b(20\d\d)-(\d\d)-(\d\d)`)
	germanDate = regexp.MustCompile(`\b(\d\d)\.(\d\d)\.(20\d\d)\b`)
	usDate     = regexp.MustCompile(`\b(\d\d)/(\d\d)/(20\d\d)\b`)
)

// day is the first date in a row; false when it has none.
func day(row []byte) (period.Date, bool) {
	for _, layout := range []struct {
		found            [][]byte
		year, month, day int
	}{{isoDate.FindSubmatch(row), 1, 2, 3}, {germanDate.FindSubmatch(row), 3, 2, 1}, {usDate.FindSubmatch(row), 3, 1, 2}} {
		if layout.found == nil {
			continue
		}
		date, err := period.ParseDate(fmt.Sprintf("%s-%s-%s", layout.found[layout.year], layout.found[layout.month], layout.found[layout.day]))
		if err != nil { // a day that no calendar has, which the export has on purpose: it comes with its month
			date, err = period.ParseDate(fmt.Sprintf("%s-%s-01", layout.found[layout.year], layout.found[layout.month]))
		}
		return date, err == nil
	}
	return 0, false
}

// rows gives an export's rows of which keep is true; without a date a row is kept, but for a total.
func (y *demoYear) rows(name string, keep func(row []byte, date period.Date) bool) []byte {
	y.t.Helper()
	content, err := os.ReadFile(filepath.Join(y.from, name))
	if err == nil && strings.HasSuffix(name, ".gz") {
		var packed *gzip.Reader
		if packed, err = gzip.NewReader(bytes.NewReader(content)); err == nil {
			content, err = io.ReadAll(packed)
		}
	}
	if err != nil {
		y.t.Fatal(err)
	}
	var out []byte
	for row := range bytes.Lines(content) {
		date, dated := day(row)
		if bytes.HasPrefix(row, []byte("Total;")) || dated && !bytes.HasPrefix(row, []byte("Exported")) && !keep(row, date) {
			continue
		}
		out = append(out, row...)
	}
	return out
}

func (y *demoYear) write(name string, content []byte) {
	y.t.Helper()
	path := filepath.Join(y.dir, "exports", name)
	if strings.HasSuffix(name, ".gz") {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		w.Write(content)
		w.Close()
		content = packed.Bytes()
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		y.t.Fatal(err)
	}
	if err := os.Chtimes(path, y.now, y.now); err != nil {
		y.t.Fatal(err)
	}
}

// arrive puts the exports there that a company sends after a month: everything up to its end, and the use of the month as a file of
// its own. Customers and their use are thinned out but for the full test.
func (y *demoYear) arrive(month period.Month, usageName string) {
	end := month.Last()
	names := []string{"subscriptions.csv", "eurofxref-hist.csv"}
	if full() {
		names = append(names, "invoices.csv.gz", "tickets.csv", "surveys.csv", "opportunities.csv", "leads.tsv", "costs.csv", "milestones.csv")
	}
	for _, name := range names {
		rows := y.rows(name, func(row []byte, date period.Date) bool {
			if name != "subscriptions.csv" {
				return date <= end
			}
			fields := bytes.Split(row, []byte(";"))
			start, ok := day(fields[11]) // there may be a date before it, at which a discount ends
			return ok && start <= end && taken(fields[1], 4)
		})
		if name == "subscriptions.csv" && y.late {
			rows = append(rows, "199999;"+lateCustomer+";Platform;Team;1;1.200,00;;;;EUR;Monthly;15.03.2026;;;Active;Licence\r\n"...)
		}
		y.write(name, rows)
	}
	year := "usage-" + strconv.Itoa(end.Time().Year()) + ".csv.gz"
	y.write(usageName+".csv", y.rows(year, func(row []byte, date period.Date) bool {
		return date >= month.First() && date <= end && taken(bytes.Split(row, []byte(","))[1], 4) && (date == end || taken(row, 10))
	}))
}

// taken thins rows out but for the full test: one in so many, and always the customer whose row comes late.
func taken(key []byte, oneIn uint32) bool {
	h := fnv.New32()
	h.Write(key)
	return full() || h.Sum32()%oneIn == 0 || string(key) == lateCustomer
}

func usageOf(month period.Month) string { return "usage-" + month.String() }

// prepare writes the job file.
func (y *demoYear) prepare(letters string) (config string) {
	y.t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(y.from), "kpibook.yaml"))
	if err != nil {
		y.t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "\njobs:")
	static := []string{"accounts.xlsx", "users.csv", "contracts.xlsx", "touchpoints.xlsx", "targets.xlsx"}
	if !full() {
		head, _, _ = strings.Cut(head, "  # The billing system's invoice journal")
		before, after, _ := strings.Cut(head, "  # Who may log in")
		_, after, _ = strings.Cut(after, "  # Use by day")
		head = before + "  # Use by day" + after + "kpis: {seat_products: [Seats]}\n"
		static = static[:1]
	}
	if err := os.MkdirAll(filepath.Join(y.dir, "exports"), 0o750); err != nil {
		y.t.Fatal(err)
	}
	for _, name := range static {
		content, err := os.ReadFile(filepath.Join(y.from, name))
		if err != nil {
			y.t.Fatal(err)
		}
		y.write(name, content)
	}
	head = strings.Replace(head, "exports/usage-*.csv.gz", "exports/usage-*.csv", 1)
	config = filepath.Join(y.dir, "kpibook.yaml")
	if err := os.WriteFile(config, fmt.Appendf([]byte(head), demoYearJobs, letters), 0o600); err != nil {
		y.t.Fatal(err)
	}
	return config
}
