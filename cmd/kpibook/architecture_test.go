package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "kpibook"

// allowedImports is the import table: which packages of this module a package may import, "..." standing for everything
// below. A package takes the row with the longest prefix of its path.
var allowedImports = []struct {
	prefix  string
	imports []string
}{
	{"formulas/expr", nil},
	{"formulas/period", nil},
	{"formulas", []string{"formulas/expr", "formulas/period"}},
	{"pipeline/schedule", []string{"formulas/period"}},
	{"pipeline/job", []string{"formulas/...", "pipeline/schedule"}},
	{"pipeline/delimited", nil},
	{"pipeline/ingest", []string{"formulas/...", "pipeline/delimited", "pipeline/job", "pipeline/ingest/xlsx", "pipeline/ingest/database"}},
	{"pipeline/ingest/database", nil},
	{"pipeline/ingest/xlsx", nil},
	{"pipeline/facts", []string{"formulas/...", "pipeline/job", "pipeline/ingest"}},
	{"pipeline/compute", []string{"formulas/...", "pipeline/job", "pipeline/ingest", "pipeline/facts"}},
	{"pipeline/ledger", nil},
	{"pipeline/delivery", []string{"pipeline/job", "pipeline/ledger"}},
	{"pipeline", []string{"formulas/...", "pipeline/..."}},
	{"reports", []string{"formulas", "formulas/period"}},
	{"reports/formula", []string{"reports"}},
	{"reports/seal", []string{"reports", "reports/formula"}},
	{"reports/audit", []string{"formulas/period", "reports", "reports/formula", "reports/seal"}},
	{"reports/xlsx", []string{"formulas/period", "reports", "reports/formula", "reports/seal"}},
	{"reports/csops", []string{"formulas/...", "pipeline/...", "reports"}},
	{"reports/qbr", []string{"formulas/...", "pipeline/...", "reports", "reports/audit"}},
	{"reports/finance", []string{"formulas/...", "pipeline/...", "reports"}},
	{"reports/tidy", []string{"formulas/...", "pipeline/..."}},
	{"cmd/service", []string{"formulas/...", "pipeline/..."}},
	{"cmd", []string{"cmd/...", "formulas/...", "pipeline/...", "reports/..."}},
	{"fixtures", []string{"formulas/...", "pipeline/...", "fixtures/..."}},
}

// Where things may stand that only one place is to own: files, or folders that end in a slash.
var (
	excelizeIn       = []string{"reports/xlsx/"}
	exitIn           = []string{"cmd/kpibook/main.go"}
	figuresIn        = []string{"reports/xlsx/number.go"}                                                   // a figure as a binary number, in one function
	sizesIn          = []string{"reports/xlsx/number.go", "reports/xlsx/print.go", "reports/xlsx/chart.go"} // widths and margins are no figures
	calendarMonthsIn = []string{"pipeline/ingest/", "pipeline/facts/contracts.go"}
	addressesIn      = []string{"reports/layout.go", "pipeline/ingest/"} // ingest names the cells that it read
)

// figureFunction is the one function that makes a binary number of a figure.
const figureFunction = "float"

// Tables of entries may be longer than other files.
var longIn = []string{"formulas/adoption.go", "formulas/measures.go", "formulas/retention.go", "formulas/revenue.go", "pipeline/ingest/schema.go", "pipeline/ingest/profiles.go"}

// longest is how many lines any other file may have.
const longest = 300

// topLevel is everything that stands at the top of the tree, dot files and what .gitignore lists apart.
var topLevel = []string{"LICENSE", "Makefile", "README.md", "cmd", "fixtures", "formulas", "go.mod", "go.sum", "pipeline", "reports"}

// source is a Go file of the module, by its path from the top.
type source struct {
	path  string
	test  bool
	text  string
	files *token.FileSet
	tree  *ast.File
}

func TestImportTable(t *testing.T) {
	for _, s := range sources(t) {
		folder := path.Dir(s.path)
		allowed, prefix := []string(nil), ""
		for _, row := range allowedImports {
			if within(folder, row.prefix) && len(row.prefix) > len(prefix) {
				allowed, prefix = row.imports, row.prefix
			}
		}
		if prefix == "" {
			t.Errorf("%s: package %s has no row in the import table", s.path, folder)
			continue
		}
		for _, imported := range s.imports() {
			name, ours := strings.CutPrefix(imported, module+"/")
			if !ours || name == folder {
				continue
			}
			fine := slices.ContainsFunc(allowed, func(a string) bool {
				below, all := strings.CutSuffix(a, "/...")
				return a == name || all && within(name, below)
			})
			if !fine && !(s.test && (layer(name) == layer(folder) || layer(name) == "fixtures")) { // a test may look at its neighbours
				t.Errorf("%s imports %s: the import table does not allow it", s.path, name)
			}
		}
	}
}

// TestMonthsAreOfTheCalendar keeps calendar months out of what is counted by period: where a year is made of weeks, the month of
// a day is a wrong period. Only what a file spells and the terms of contracts go by calendar months.
func TestMonthsAreOfTheCalendar(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !within(path.Dir(s.path), "pipeline") && !within(path.Dir(s.path), "reports") && !within(path.Dir(s.path), "cmd") || isIn(s.path, calendarMonthsIn) {
			continue
		}
		ast.Inspect(s.tree, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				x, _ := f.X.(*ast.Ident)
				ofPeriod := x != nil && x.Name == "period" && (f.Sel.Name == "ParseMonth" || f.Sel.Name == "MonthOf")
				if ofPeriod || f.Sel.Name == "Month" && len(call.Args) == 0 {
					t.Errorf("%s uses %s: ask the calendar, with Calendar.MonthOf or Calendar.ParseMonth", s.at(call), f.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestOneOwner(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, imported := range s.imports() {
			if strings.HasPrefix(imported, "github.com/xuri/excelize") && !isIn(s.path, excelizeIn) {
				t.Errorf("%s imports excelize: only %s may", s.path, strings.Join(excelizeIn, " and "))
			}
		}
		function := ""
		ast.Inspect(s.tree, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.SelectorExpr:
				name := n.Sel.Name
				if x, ok := n.X.(*ast.Ident); ok {
					name = x.Name + "." + name
				}
				switch {
				case name == "os.Exit" || name == "syscall.Exit":
					s.owned(t, n, name, exitIn)
				case strings.HasPrefix(name, "log.Fatal"):
					s.owned(t, n, name, []string{"fixtures/"}) // small programs of their own
				case strings.HasSuffix(n.Sel.Name, "InexactFloat64") || name == "strconv.ParseFloat" || n.Sel.Name == "Float64":
					s.owned(t, n, name, figuresIn)
					if function != figureFunction {
						t.Errorf("%s: %s belongs in the function %s only", s.at(n), name, figureFunction)
					}
				case slices.Contains([]string{"CoordinatesToCellName", "ColumnNumberToName", "JoinCellName"}, n.Sel.Name):
					s.owned(t, n, name, addressesIn)
				}
			case *ast.Ident:
				if n.Name == "float64" || n.Name == "float32" {
					s.owned(t, n, n.Name, sizesIn)
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING && (strings.Contains(n.Value, "%s%d") || strings.Contains(n.Value, "$%s$")) {
					s.owned(t, n, n.Value, addressesIn)
				}
			case *ast.FuncDecl:
				function = n.Name.Name
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: an init function", s.at(n))
				}
			}
			return true
		})
	}
}

func TestFileLengths(t *testing.T) {
	for _, s := range sources(t) {
		lines := strings.Count(s.text, "\n")
		if !s.test && lines > longest && !slices.Contains(longIn, s.path) {
			t.Errorf("%s has %d lines, more than %d", s.path, lines, longest)
		}
	}
}

func TestTopLevel(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(top, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || slices.Contains(topLevel, name) || slices.Contains(strings.Fields(strings.ReplaceAll(string(ignored), "/", "")), name) {
			continue
		}
		t.Errorf("%s does not belong at the top of the tree", name)
	}
}

// top is the top of the tree.
const top = "../.."

// sources parses every Go file of the module.
func sources(t *testing.T) (list []source) {
	t.Helper()
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); name != top && (strings.HasPrefix(base, ".") || base == "testdata" || base == "demo" && filepath.Dir(name) == top) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(inside), test: strings.HasSuffix(name, "_test.go"), text: string(text), files: token.NewFileSet()}
		if s.tree, err = parser.ParseFile(s.files, name, text, parser.SkipObjectResolution); err != nil {
			return err
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("found no Go file")
	}
	return list
}

// imports are the import paths of a file.
func (s source) imports() (paths []string) {
	for _, spec := range s.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// owned reports a node that stands outside the places that own such a thing.
func (s source) owned(t *testing.T, node ast.Node, what string, places []string) {
	t.Helper()
	if !isIn(s.path, places) {
		t.Errorf("%s: %s belongs in %s only", s.at(node), what, strings.Join(places, ", "))
	}
}

// at is a node's place.
func (s source) at(node ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.files.Position(node.Pos()).Line)
}

// within tells whether a package is another one or stands below it.
func within(name, parent string) bool { return name == parent || strings.HasPrefix(name, parent+"/") }

// layer is the top folder of a package.
func layer(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// isIn tells whether a file is one of the places or stands in one of the folders.
func isIn(file string, places []string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return file == p || strings.HasSuffix(p, "/") && strings.HasPrefix(file, p) })
}
