package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/reports/finance"
)

func (p *program) cohortsCommand() *cobra.Command {
	by, scope := "", ""
	c := &cobra.Command{
		Use:   "cohorts",
		Short: "How the customers that started together held: triangles of the customers and of the MRR that stayed",
		Example: "  kpibook cohorts --by quarter\n" +
			"  kpibook cohorts --by month --scope segment:Enterprise --json\n" +
			"  kpibook cohorts --by region",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.cohorts(c.Context(), by, scope) },
	}
	p.asOfFlag(c)
	c.Flags().StringVar(&by, "by", "quarter", "what a cohort is: the month, quarter or year of the start, or an account `column` such as segment")
	c.Flags().StringVar(&scope, "scope", "portfolio", "whose customers: portfolio, or an account column and its value, such as segment:Enterprise")
	return c
}

// triangle is what cohorts says to programs. Ages count periods of the unit; age 0 is the end of the first one.
type triangle struct {
	By       string   `json:"by"`
	Unit     string   `json:"unit"`
	Scope    string   `json:"scope"`
	AsOf     string   `json:"as_of"` // at whose closing rates every month is valued
	Currency string   `json:"currency"`
	LeftOut  int      `json:"left_out"` // customers whose start is not known
	Cohorts  []cohort `json:"cohorts"`
}

type cohort struct {
	Cohort    string `json:"cohort"`
	Customers int    `json:"customers"`
	MRR       figure `json:"mrr"`
	Ages      []age  `json:"ages"`
}

type age struct {
	Age       int    `json:"age"`
	Customers int    `json:"customers"` // old enough
	Kept      int    `json:"kept"`
	Start     figure `json:"starting_mrr"`
	MRR       figure `json:"mrr"`
	Logos     figure `json:"logo_retention"`
	Retention figure `json:"mrr_retention"`
}

// cohorts prints the triangles.
func (p *program) cohorts(ctx context.Context, by, scopeName string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	book, err := p.read(ctx, file, catalogue)
	if err != nil {
		return err
	}
	known := append([]string{period.MonthKind.String(), period.QuarterKind.String(), period.YearKind.String()}, book.Facts.Dimensions()...)
	if !slices.Contains(known, by) {
		near := formulas.Nearest(by, known)
		if len(near) == 0 {
			near = known
		}
		return usagef("--by: customers are not grouped by %q\nfix: did you mean %s?", by, strings.Join(near, ", "))
	}
	scope, err := scopeOf(book, scopeName)
	if err != nil {
		return err
	}
	t, reason := book.Cohorts(by, scope)
	if reason.Code != expr.Available {
		return &failure{inputRefused, fmt.Errorf("there are no cohorts: %s", reason)}
	}
	if p.json {
		return p.printJSON(newTriangle(book, t))
	}
	printTriangle(p, book, t)
	return nil
}

func newTriangle(book *pipeline.Book, t *compute.Triangle) triangle {
	result := triangle{By: t.By, Unit: t.Unit.String(), Scope: scopeText(t.Scope), AsOf: t.AsOf.String(), Currency: book.Facts.Currency, LeftOut: t.LeftOut, Cohorts: []cohort{}}
	for _, c := range t.Cohorts {
		row := cohort{Cohort: c.Label, Customers: c.Customers, MRR: newFigure(c.MRR)}
		for i, a := range c.Ages {
			row.Ages = append(row.Ages, age{i, a.Customers, a.Kept, newFigure(a.Start), newFigure(a.MRR), newFigure(a.LogoRetention), newFigure(a.MRRRetention)})
		}
		result.Cohorts = append(result.Cohorts, row)
	}
	return result
}

func printTriangle(p *program, book *pipeline.Book, t *compute.Triangle) {
	fmt.Fprintf(p.stdout, "Cohorts by %s, %s, up to %s; ages in %ss, all months at the exchange rates of %s\n", t.By, t.Scope, t.AsOf.Label(), t.Unit, t.AsOf.Label())
	if t.LeftOut > 0 {
		fmt.Fprintf(p.stdout, "%s from before the data begins left out\n", counted(t.LeftOut, "customer"))
	}
	for _, shown := range []struct {
		title string
		start func(c compute.Cohort) string
		rate  func(a compute.Age) expr.Value
	}{
		{"Customers kept", func(c compute.Cohort) string { return strconv.Itoa(c.Customers) }, func(a compute.Age) expr.Value { return a.LogoRetention }},
		{"MRR kept, expansion included", func(c compute.Cohort) string { return finance.Shown(book, formulas.Money, c.MRR) }, func(a compute.Age) expr.Value { return a.MRRRetention }},
	} {
		head := []string{"  " + t.By, "start"}
		right := []int{1}
		for i := range t.Ages {
			head, right = append(head, strconv.Itoa(i)), append(right, i+2)
		}
		rows := [][]string{head}
		for _, c := range t.Cohorts {
			row := []string{"  " + c.Label, shown.start(c)}
			for _, a := range c.Ages {
				row = append(row, finance.Shown(book, formulas.Ratio, shown.rate(a)))
			}
			rows = append(rows, append(row, make([]string, t.Ages-len(c.Ages))...))
		}
		fmt.Fprintf(p.stdout, "\n%s\n%s", shown.title, columns(rows, right...))
	}
}
