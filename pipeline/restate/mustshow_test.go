package restate

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas/expr"
	"kpibook/pipeline"
)

// exports are the rows of a company by their ids, and what else decides over its figures.
type exports struct {
	rows                map[string]map[string]string // by file
	rates, mapping, set string
}

func (e exports) write(c *company) {
	headers := map[string]string{
		"subscriptions.csv": "subscription_id,account_id,product,amount,currency,billing_interval,started_on,ended_on",
		"tickets.csv":       "ticket_id,account_id,created_at,resolved_at",
		"usage.csv":         "account_id,user_id,date,feature,count",
	}
	for name, header := range headers {
		lines := []string{header}
		for _, id := range slices.Sorted(maps.Keys(e.rows[name])) {
			lines = append(lines, e.rows[name][id])
		}
		c.write(name, strings.Join(lines, "\n")+"\n")
	}
	c.write("rates.csv", e.rates)
	c.write("kpibook.yaml", strings.NewReplacer("files: [subscriptions.csv]", "files: [subscriptions.csv]"+e.mapping,
		"  - {dataset: usage,", "  - {dataset: tickets, files: [tickets.csv]}\n  - {dataset: usage,", "jobs:", e.set+"jobs:").Replace(jobFile))
}

// clone is a copy whose rows can be changed.
func (e exports) clone() exports {
	rows := map[string]map[string]string{}
	for name := range e.rows {
		rows[name] = maps.Clone(e.rows[name])
	}
	e.rows = rows
	return e
}

// row is a random row of a file.
func row(random *rand.Rand, name, id string) string {
	account := fmt.Sprintf("A%d", random.IntN(12))
	day := func() string { return fmt.Sprintf("2026-%02d-%02d", 1+random.IntN(3), 1+random.IntN(28)) }
	switch name {
	case "tickets.csv":
		created := day()
		return fmt.Sprintf("%s,%s,%sT08:00:00Z,%sT%02d:00:00Z", id, account, created, created, 9+random.IntN(12))
	case "usage.csv":
		return fmt.Sprintf("%s,u%s,%s,f%d,%d", account, id, day(), random.IntN(3), 1+random.IntN(9))
	}
	end := ""
	if random.IntN(3) == 0 {
		end = []string{"2026-01-15", "2026-02-28", "2026-03-31", "2026-04-15"}[random.IntN(4)]
	}
	start := fmt.Sprintf("2025-%02d-01", 1+random.IntN(12))
	if end == "" && random.IntN(4) == 0 {
		start = day()
	}
	return fmt.Sprintf("%s,%s,%s,%d.%02d,%s,%s,%s,%s", id, account, []string{"Core", "Plus"}[random.IntN(2)], 10+random.IntN(900), random.IntN(100),
		[]string{"EUR", "USD"}[random.IntN(2)], []string{"month", "quarter", "year"}[random.IntN(3)], start, end)
}

// stages are the data after each cause, in the order of the causes, from late rows to another definition; changed is how many rows
// came, were corrected, or went. The bits of round say whether rates, mapping and definition change as well. Of usage, rows come and go only: they have no id.
func stages(random *rand.Rand, sealed exports, rows, round int) (list []exports, changed int) {
	late, corrected, removed := sealed.clone(), map[[2]string]bool{}, map[[2]string]bool{}
	names := slices.Sorted(maps.Keys(sealed.rows))
	for ; changed < rows; changed++ {
		name := names[random.IntN(len(names))]
		ids := slices.Sorted(maps.Keys(sealed.rows[name]))
		at := [2]string{name, ids[random.IntN(len(ids))]}
		kind := random.IntN(3)
		if name == "usage.csv" && kind == 1 {
			kind = 2
		}
		switch {
		case kind == 0 || corrected[at] || removed[at]:
			id := fmt.Sprintf("N%d", changed)
			late.rows[name][id] = row(random, name, id)
		case kind == 1:
			corrected[at] = true
		default:
			removed[at] = true
		}
	}
	mended := late.clone()
	for at := range corrected {
		mended.rows[at[0]][at[1]] = row(random, at[0], at[1])
	}
	gone := mended.clone()
	for at := range removed {
		delete(gone.rows[at[0]], at[1])
	}
	rates, mapped := gone.clone(), exports{}
	if round&1 > 0 {
		rates.rates = strings.Replace(rates.rates, "2026-03-31,USD,EUR,0.5", fmt.Sprintf("2026-03-31,USD,EUR,0.%d", 51+random.IntN(40)), 1)
	}
	mapped = rates.clone()
	if round&2 > 0 {
		mapped.mapping = ", end_dates: {ended_on: inclusive}"
	}
	defined := mapped.clone()
	if round&4 > 0 {
		defined.set = "kpis: {definitions: glossary}\n"
	}
	return []exports{late, mended, gone, rates, mapped, defined}, changed
}

// TestMustShow_RestatementsAddUp: random late, corrected and removed rows into a sealed month, 1,000 with KPIBOOK_FULL=1 and 100 every
// day, with other rates, another mapping and another definition on top. The sealed report keeps its hash. Restated is what a run of
// its own makes of the data of today; each difference is that between two such runs, on the data before and after the cause; and
// as reported plus the differences is as restated, to the last digit: for every KPI, of the book, each segment and each customer.
func TestMustShow_RestatementsAddUp(t *testing.T) {
	rounds, rowsEach := 5, 20
	if os.Getenv("KPIBOOK_FULL") == "1" {
		rounds = 50
	}
	random := rand.New(rand.NewPCG(7, 2026))
	sealed := exports{rows: map[string]map[string]string{}, rates: small["rates.csv"]}
	for name, n := range map[string]int{"subscriptions.csv": 40, "tickets.csv": 30, "usage.csv": 40} {
		sealed.rows[name] = map[string]string{}
		for i := range n {
			id := fmt.Sprintf("S%d", i)
			sealed.rows[name][id] = row(random, name, id)
		}
	}
	accounts := "account_id,name,segment\n"
	for a := range 12 {
		accounts += fmt.Sprintf("A%d,Customer %d,%s\n", a, a, []string{"Small", "Large"}[a%2])
	}
	files := map[string]string{"accounts.csv": accounts}
	c, alone := newCompany(t, files), newCompany(t, files)
	sealed.write(c)
	seal := c.seal("2026-03")
	reported, err := c.ledger.Figures(context.Background(), seal.Run, seal.Output)
	if err != nil {
		t.Fatal(err)
	}
	rows, compared, residual, causes := 0, 0, 0, map[pipeline.RestatedBy]int{}
	for round := range rounds {
		list, changed := stages(random, sealed, rowsEach, round+1)
		rows += changed
		list[len(list)-1].write(c)
		r := c.restate(seal)
		if r == nil || len(r.Remarks) > 0 {
			t.Fatalf("restated is %+v", r)
		}
		runs := make([]map[string]expr.Value, len(list))
		for i, stage := range list {
			stage.write(alone)
			runs[i] = everything(alone.read("2026-03"))
		}
		restated := map[string]pipeline.Restated{}
		for _, f := range r.Figures {
			id := f.KPI
			if f.Variant != "" {
				id += "." + f.Variant
			}
			restated[id+" "+f.Scope+" "+f.Period] = f
		}
		now := c.read("2026-03")
		for _, was := range reported {
			kpi, _, _ := strings.Cut(was.KPI, ".")
			chosen, _ := now.Choose(kpi)
			if now.Catalogue.LooksAhead(chosen.KPI, chosen.Variant) {
				continue
			}
			f, listed := restated[was.KPI+" "+was.Scope+" "+was.Period]
			at := kpi + " " + was.Scope + " " + was.Period
			last, first := valueOf(was), pipeline.RestatedBy("")
			want := runs[len(runs)-1][at]
			if listed == same(last, want) {
				t.Errorf("%s was %s and is %s, listed: %t", at, last, want, listed)
			}
			if !listed {
				continue
			}
			delete(restated, was.KPI+" "+was.Scope+" "+was.Period)
			if !same(f.Reported, last) || !same(f.Now, want) {
				t.Errorf("%s was %s and is %s, restated from %s to %s", at, last, want, f.Reported, f.Now)
			}
			numbers, sum := isNumber(f.Reported) && isNumber(f.Now), f.Reported
			for i, values := range runs {
				cause, value := pipeline.Causes()[i], values[at]
				if first == "" && !same(last, value) {
					first = cause
				}
				if numbers && isNumber(value) {
					if step := value.Sub(last); !step.Equal(f.By[cause].Add(expr.Fraction(0, 1))) {
						t.Errorf("%s: %s changes it by %s, said is %s", at, cause, step, f.By[cause])
					}
					if f.By[cause].Sign() != 0 {
						causes[cause]++
					}
					sum = sum.Add(f.By[cause])
					compared++
				}
				if !numbers || isNumber(value) {
					last = value
				}
			}
			if f.First != first {
				t.Errorf("%s: the first cause is said to be %s, and is %s", at, f.First, first)
			}
			if numbers && !sum.Equal(f.Now) {
				residual++
				t.Errorf("%s: %s and the differences are %s, not %s", at, f.Reported, sum, f.Now)
			}
		}
		if len(restated) > 0 {
			t.Errorf("restated are also %+v", restated)
		}
		var report bytes.Buffer
		if err := c.ledger.Get(seal.SHA256, &report); err != nil || report.String() != fmt.Sprint(reported) || c.current("2026-03").SHA256 != seal.SHA256 {
			t.Fatalf("the sealed report has changed: %v", err)
		}
	}
	t.Logf("%d rows changed, %d differences compared, residual in %d, causes are %v", rows, compared, residual, causes)
	for _, cause := range pipeline.Causes() {
		if causes[cause] == 0 && cause != pipeline.ByUnknown {
			t.Errorf("no figure is restated by %s", cause)
		}
	}
}

func isNumber(v expr.Value) bool { return v.Available() && !v.IsLabel() }

// everything are the values of figures, by KPI, scope and period.
func everything(book *pipeline.Book) map[string]expr.Value {
	values := map[string]expr.Value{}
	for _, f := range figures(book) {
		kpi, _, _ := strings.Cut(f.KPI, ".")
		values[kpi+" "+f.Scope+" "+f.Period] = valueOf(f)
	}
	return values
}
