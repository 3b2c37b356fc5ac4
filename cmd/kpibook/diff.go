package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"kpibook/reports"
	"kpibook/reports/audit"
	"kpibook/reports/formula"
)

func (p *program) diffCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "diff OLD.xlsx NEW.xlsx | diff OLD-FOLDER NEW-FOLDER | diff RUN RUN",
		Short: "Which figures differ between two published workbooks, folders of them or runs, by how much, and for which accounts",
		RunE: func(c *cobra.Command, paths []string) error {
			if len(paths) != 2 {
				return usagef("diff compares two workbooks, two folders of them, or two runs by their numbers\nfix: kpibook diff OLD.xlsx NEW.xlsx, or kpibook diff 11 12")
			}
			if areRuns(paths...) {
				return p.diffRuns(c.Context(), paths[0], paths[1], all)
			}
			return p.diff(paths[0], paths[1], all)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "list every figure, not only the ten that differ most of each KPI")
	return c
}

// diff compares two workbooks, or two folders of them, figure by figure, wherever the figures stand in them.
func (p *program) diff(older, newer string, all bool) error {
	before, companyBefore, err := figuresOf(older)
	if err != nil {
		return err
	}
	after, companyAfter, err := figuresOf(newer)
	if err != nil {
		return err
	}
	if companyBefore != companyAfter {
		fmt.Fprintf(p.stderr, "these are reports of two companies, %s and %s: the figures below are not those of one book\n\n", said(companyBefore), said(companyAfter))
	}
	return p.printDiff(older, newer, audit.Compare(before, after), all)
}

// printDiff prints a comparison of what is called older and newer.
func (p *program) printDiff(older, newer string, comparison audit.Comparison, all bool) error {
	if p.json {
		return p.printJSON(jsonDiff(older, newer, comparison))
	}
	d := diffPrinter{p, all}
	d.summary(older, newer, comparison)
	d.changes("The same figures, restated", comparison.Restated)
	d.changes("The report's period against that of the older report", comparison.Moved)
	d.only("Only in "+filepath.ToSlash(older), comparison.Gone)
	d.only("Only in "+filepath.ToSlash(newer), comparison.Came)
	return nil
}

// said is the name of a company in a sentence.
func said(company string) string {
	if company == "" {
		return "one without a name"
	}
	return company
}

// figuresOf are the figures of a workbook, or of all workbooks in a folder, and the company that they are about.
func figuresOf(path string) (figures []audit.Figure, company string, err error) {
	paths, err := workbooksAt(path)
	if err != nil {
		return nil, "", err
	}
	for _, path := range paths {
		book, err := openWorkbook(path)
		if err != nil {
			return nil, "", err
		}
		own, err := book.Figures()
		if err != nil {
			return nil, "", unreadable(path, err)
		}
		figures, company = append(figures, own...), book.Company
	}
	return figures, company, nil
}

// workbooksAt are the workbooks in a folder, by name, without what a spreadsheet program keeps beside an open one; of anything else
// it is that path alone.
func workbooksAt(path string) (paths []string, err error) {
	entries, err := os.ReadDir(path)
	if err != nil { // no folder: whoever opens it says what it is
		return []string{path}, nil
	}
	for _, entry := range entries {
		if name := entry.Name(); strings.EqualFold(filepath.Ext(name), ".xlsx") && !strings.HasPrefix(name, "~") && !strings.HasPrefix(name, ".") && !entry.IsDir() {
			paths = append(paths, filepath.Join(path, name))
		}
	}
	if paths == nil {
		return nil, unreadable(path, errors.New("it is a folder without workbooks"))
	}
	return paths, nil
}

// shownOfAKPI is how many changes of a KPI are listed unless all are asked for.
const shownOfAKPI = 10

type diffPrinter struct {
	*program
	all bool
}

func (d diffPrinter) summary(older, newer string, c audit.Comparison) {
	fmt.Fprintf(d.stdout, "%s -> %s\n", filepath.ToSlash(older), filepath.ToSlash(newer))
	fmt.Fprintf(d.stdout, "%s in both: %s\n", counted(c.Both, "figure"), outcome(len(c.Restated), c.Both-len(c.Restated)))
	if moved := len(c.Moved) + c.Held; moved > 0 {
		fmt.Fprintf(d.stdout, "%s of the report's period against the older report's: %s\n", counted(moved, "figure"), outcome(len(c.Moved), c.Held))
	}
	if len(c.Gone)+len(c.Came) > 0 {
		fmt.Fprintf(d.stdout, "only in the older: %s, only in the newer: %s\n", grouped(len(c.Gone)), grouped(len(c.Came)))
	}
}

func outcome(differ, same int) string {
	switch {
	case differ+same == 0:
		return "nothing to compare"
	case differ == 0:
		return "all the same"
	}
	return fmt.Sprintf("%s differ, %s are the same", grouped(differ), grouped(same))
}

// changes lists what differs, KPI by KPI, the whole book first and then the largest.
func (d diffPrinter) changes(title string, changes []audit.Change) {
	if len(changes) == 0 {
		return
	}
	fmt.Fprintf(d.stdout, "\n%s\n", title)
	for _, group := range audit.ByKPI(changes) {
		audit.Largest(group)
		fmt.Fprintf(d.stdout, "\n%s\n", group[0].What.Name)
		var rows [][]string
		for i, c := range group {
			if i == shownOfAKPI && !d.all {
				rows = append(rows, []string{fmt.Sprintf("  ... and %s more; --all lists them", grouped(len(group)-i))})
				break
			}
			over := c.After.Name
			if c.Before != c.After {
				over = c.Before.Name + " -> " + c.After.Name
			}
			rows = append(rows, []string{"  " + c.Of.Name, over, shownFigure(c.Old, c.Format) + " -> " + shownFigure(c.New, c.Format), shownDifference(c)})
		}
		fmt.Fprint(d.stdout, columns(rows))
	}
}

// only counts the figures of one workbook by KPI, or lists them all.
func (d diffPrinter) only(title string, figures []audit.Figure) {
	if len(figures) == 0 {
		return
	}
	fmt.Fprintf(d.stdout, "\n%s\n", title)
	var rows [][]string
	if d.all {
		for _, f := range figures {
			rows = append(rows, []string{"  " + f.What.Name, f.Of.Name, f.Over.Name, shownFigure(f.Value, f.Format)})
		}
		fmt.Fprint(d.stdout, columns(rows))
		return
	}
	at, count := map[string]int{}, map[string]int{}
	for _, f := range figures {
		if _, ok := at[f.Of.Name]; !ok {
			at[f.Of.Name] = len(rows)
			rows = append(rows, []string{"  " + f.Of.Name, ""})
		}
		count[f.Of.Name]++
		rows[at[f.Of.Name]][1] = counted(count[f.Of.Name], "figure")
	}
	if len(rows) > shownOfAKPI {
		rows = append(rows[:shownOfAKPI], []string{fmt.Sprintf("  ... and %s more; --all lists them", counted(len(rows)-shownOfAKPI, "scope"))})
	}
	fmt.Fprint(d.stdout, columns(rows))
}

// shownFigure is a figure as the workbook shows it.
func shownFigure(v formula.Value, format reports.Format) string {
	switch v.Kind() {
	case formula.Empty:
		return "empty"
	case formula.Number:
		return reports.Cell{Number: numberOf(v), Style: reports.Style{Format: format}}.Shown()
	}
	return v.String()
}

func numberOf(v formula.Value) decimal.NullDecimal {
	d, err := decimal.NewFromString(v.String())
	return decimal.NullDecimal{Decimal: d, Valid: err == nil}
}

// shownDifference is by how much a figure differs, empty when one of the two is no number.
func shownDifference(c audit.Change) string {
	d, ok := c.Difference()
	if !ok {
		return ""
	}
	format := reports.Format{Kind: reports.FormatChange, Of: c.Format.Kind, Currency: c.Format.Currency}
	if c.Format.Kind == reports.FormatPercent {
		format = reports.Format{Kind: reports.FormatPoints}
	}
	text := reports.Cell{Number: decimal.NewNullDecimal(d), Style: reports.Style{Format: format}}.Shown()
	if strings.Trim(text, "+-0.,% pts") == "" {
		return d.String() // too small for the places of the format
	}
	return text
}
