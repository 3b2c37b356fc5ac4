package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kpibook/reports/audit"
)

func (p *program) verifyCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "verify FILE.xlsx|FOLDER...",
		Short: "Recalculate published workbooks, and tell which cells were changed by hand",
		RunE: func(c *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return usagef("no workbook is named\nfix: kpibook verify FILE.xlsx")
			}
			return p.verify(paths, all)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "list every difference, not only the first 20 of a kind")
	return c
}

// verdict is what verify found out about a workbook.
type verdict struct {
	File         string  `json:"file"`
	Formulas     int     `json:"formulas"`
	Numbers      int     `json:"numbers"` // of the formulas, those that hold a number
	Sealed       bool    `json:"sealed"`  // whether changes by hand can be told
	Recalculated []found `json:"recalculated_differently"`
	Changed      []found `json:"changed_by_hand"`
}

type found struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell,omitempty"`
	What  string `json:"what"`
}

// holds tells whether the workbook is as it was written, as far as can be told; one with neither formulas nor a seal has nothing to tell
// it by.
func (v verdict) holds() bool {
	return len(v.Recalculated)+len(v.Changed) == 0 && (v.Formulas > 0 || v.Sealed)
}

// verify recalculates workbooks. It fails when one of them is not what was written.
func (p *program) verify(paths []string, all bool) error {
	var verdicts []verdict
	broken := 0
	var files []string
	for _, path := range paths {
		within, err := workbooksAt(path)
		if err != nil {
			return err
		}
		files = append(files, within...)
	}
	for _, path := range files {
		v, err := verdictOf(path)
		if err != nil {
			return err
		}
		if !v.holds() {
			broken++
		}
		verdicts = append(verdicts, v)
	}
	if p.json {
		if err := p.printJSON(verdicts); err != nil {
			return err
		}
	} else {
		for _, v := range verdicts {
			p.printVerdict(v, all)
		}
	}
	if broken > 0 {
		return &closed{&failure{checksFailed, fmt.Errorf("%d of %s not as published", broken, counted(len(files), "workbook"))},
			"a workbook differs; take the figures from a fresh run"}
	}
	return nil
}

func verdictOf(path string) (v verdict, err error) {
	book, err := openWorkbook(path)
	if err != nil {
		return v, err
	}
	r := book.Recalculate()
	return verdict{filepath.ToSlash(path), r.Formulas, r.Numbers, book.Seal != nil, foundIn(r.Differences), foundIn(book.Changed())}, nil
}

// openWorkbook reads a published workbook.
func openWorkbook(path string) (*audit.Workbook, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, cause(err))
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, unreadable(path, cause(err))
	}
	book, err := audit.Read(file, info.Size())
	if err != nil {
		return nil, unreadable(path, err)
	}
	return book, nil
}

// unreadable says that a workbook cannot be read.
func unreadable(path string, err error) error {
	return &closed{&failure{inputRefused, fmt.Errorf("%s: cannot be read: %w\nfix: name a workbook that kpibook run has published", filepath.ToSlash(path), err)},
		"a workbook cannot be read"}
}

func foundIn(differences []audit.Difference) []found {
	list := make([]found, len(differences))
	for i, d := range differences {
		list[i] = found{d.Sheet, d.Cell(), d.What}
	}
	return list
}

// shownOfAKind is how many differences of a kind are listed unless all are asked for.
const shownOfAKind = 20

func (p *program) printVerdict(v verdict, all bool) {
	print := func(format string, values ...any) { fmt.Fprintf(p.stdout, format, values...) }
	list := func(differences []found) {
		for i, d := range differences {
			if i == shownOfAKind && !all {
				print("  ... and %d more; --all lists them\n", len(differences)-i)
				return
			}
			where := d.Sheet
			if d.Cell != "" {
				where += " " + d.Cell
			}
			print("  %s: %s\n", where, d.What)
		}
	}
	print("%s: %s recalculated, %s with a number; ", v.File, counted(v.Formulas, "formula"), grouped(v.Numbers))
	if len(v.Recalculated) == 0 {
		print("all give what the file holds\n")
	} else {
		print("not what the file holds: %s\n", grouped(len(v.Recalculated)))
		list(v.Recalculated)
	}
	switch {
	case !v.Sealed && v.Formulas == 0:
		print("nothing could be checked: the file has no formulas and carries no seal, because another program made it or saved it\n")
	case !v.Sealed:
		print("changes by hand cannot be told: the file carries no seal, because another program made it or saved it\n")
	case len(v.Changed) == 0:
		print("nothing was changed by hand since it was written\n")
	default:
		print("not as it was written: %s\n", counted(len(v.Changed), "place"))
		list(v.Changed)
	}
}
