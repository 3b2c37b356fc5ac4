package job

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Stdin is the file of a source that is piped in.
const Stdin = "-"

// Pipes tells whether a source is piped in.
func (f *File) Pipes() bool {
	return slices.ContainsFunc(f.Sources, func(s Source) bool { return slices.Contains(s.Files, Stdin) })
}

// QueryLimit is how long the query of a source may run.
func (s *Source) QueryLimit() time.Duration {
	if s.QuerySeconds == 0 {
		return 10 * time.Minute
	}
	return time.Duration(s.QuerySeconds) * time.Second
}

// QueryName is what the query of a source is called in messages and reports, where a file has its path.
func (f *File) QueryName(source int) string {
	dataset, nth := f.Sources[source].Dataset, 1
	for _, s := range f.Sources[:source] {
		if s.Query != "" && s.Dataset == dataset {
			nth++
		}
	}
	if nth == 1 {
		return "query of " + dataset
	}
	return fmt.Sprintf("query %d of %s", nth, dataset)
}

// SourcePaths are the paths and patterns of all files of the sources: of those in an archive that of the archive, for a folder those
// of what is in it.
func (f *File) SourcePaths() (paths []string) {
	for _, s := range f.Sources {
		for _, pattern := range s.Files {
			switch pattern = f.path(outsideArchive(pattern)); {
			case pattern == f.path(Stdin):
			case isFolder(pattern):
				paths = append(paths, filepath.Join(pattern, "[^.]*"))
			default:
				paths = append(paths, pattern)
			}
		}
		for _, j := range s.Joins {
			if j.File != "" {
				paths = append(paths, f.path(outsideArchive(j.File)))
			}
		}
	}
	return paths
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// outsideArchive is the archive of a file inside one, exports.zip for exports.zip/usage.csv; other paths stay as they are.
func outsideArchive(file string) string {
	elements := strings.Split(file, "/")
	for i, element := range elements[:len(elements)-1] {
		if strings.EqualFold(path.Ext(element), ".zip") {
			return strings.Join(elements[:i+1], "/")
		}
	}
	return file
}

// origin checks that a source has files or a query, and nothing that belongs to the other.
func (c *checker) origin(s *Source, at ...string) {
	in := func(key string) []string { return append(slices.Clone(at), key) }
	if s.Query == "" {
		c.unnamed(s, at...)
		for key, given := range map[string]bool{"database": s.Database.Set(), "query_seconds": s.QuerySeconds != 0} {
			if given && len(s.Files) > 0 {
				c.key(key+" has a meaning for a query only", "take it out", in(key)...)
			}
		}
		return
	}
	if len(s.Files) > 0 {
		c.key("the source has files and a query", "make two sources of it", in("query")...)
	}
	if !selects(s.Query) {
		c.value("the query is not a SELECT", "write one statement that starts with SELECT, WITH, VALUES or TABLE", in("query")...)
	}
	if s.Database.Set() {
		c.secret(s.Database, in("database")...)
	} else {
		c.key("the query names no database", "add database: {env: KPIBOOK_DATABASE}, a variable with the connection", in("query")...)
	}
	for key, given := range map[string]bool{"sheet": s.Sheet != "", "header_row": s.HeaderRow > 0, "header_rows": s.HeaderRows > 1, "delimiter": s.Delimiter != "",
		"quote": s.Quote != "", "escape": s.Escape != "", "encoding": s.Encoding != "", "policy": s.Policy == "repair"} {
		if given {
			c.key(key+" has a meaning for files only", "take it out", in(key)...)
		}
	}
}

// unnamed complains of a source without files, unless those it has were dropped as faulty.
func (c *checker) unnamed(s *Source, at ...string) {
	files, has := c.places[pathKey(append(slices.Clone(at), "files"))]
	_, query := c.places[pathKey(append(slices.Clone(at), "query"))]
	switch {
	case len(s.Files) > 0 || s.Dataset == "":
	case has && !c.emptyAt(files.value):
	case has:
		c.value("files is empty", "add the files, as paths or patterns such as usage/*.csv.gz; relative ones start at the job file", append(slices.Clone(at), "files")...)
	case query:
		c.value("query is empty", "write a SELECT", append(slices.Clone(at), "query")...)
	default:
		c.value("the source names neither files nor a query", "add files: [exports/*.csv], or query: and database:", at...)
	}
}

// emptyAt tells whether a value is an empty list, or nothing.
func (c *checker) emptyAt(at span) bool {
	if at.line < 1 || at.line > len(c.File.source.lines) {
		return true
	}
	rest := []rune(c.File.source.lines[at.line-1])
	text := strings.TrimSpace(string(rest[min(max(at.column-1, 0), len(rest)):]))
	return text == "" || strings.HasPrefix(text, "[") || strings.HasPrefix(text, "#")
}

// expected are the figures that a source may be expected to have.
var (
	expectedRows   = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})$`)
	expectedAmount = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$`)
)

// expect checks what a source is expected to have.
func (c *checker) expect(s *Source, at ...string) {
	for _, name := range slices.Sorted(maps.Keys(s.Expect)) {
		place := append(slices.Clone(at), "expect", name)
		column, currency, given := strings.Cut(name, " ")
		switch dataset, known := c.schema[s.Dataset]; {
		case name == "rows" && !expectedRows.MatchString(s.Expect[name]):
			c.value(quoted(s.Expect[name])+" is no number of rows", "write digits only", place...)
		case name == "rows":
		case known && !slices.Contains(dataset.Columns, column):
			c.key(fmt.Sprintf("%s has no column %s", s.Dataset, quoted(column)), suggestion(column, append([]string{"rows"}, dataset.Columns...), "columns"), place...)
		case given && !currencyCode.MatchString(currency):
			c.key(quoted(currency)+" is not a currency code", "write the column, and behind it three capital letters such as EUR where it is about one currency", place...)
		case !expectedAmount.MatchString(s.Expect[name]):
			c.value(quoted(s.Expect[name])+" is not an amount", "write digits with a decimal point at most, such as 7098896.50", place...)
		}
	}
}

// ignored checks that no header is ignored and read.
func (c *checker) ignored(s *Source, at ...string) {
	for i, header := range s.Ignore {
		place := append(slices.Clone(at), "ignore", strconv.Itoa(i))
		for _, column := range slices.Sorted(maps.Keys(s.Columns)) {
			if slices.Contains(strings.Split(s.Columns[column], "|"), header) {
				c.value(fmt.Sprintf("header %s is ignored, and read as %s under columns", quoted(header), column), "keep one of the two", place...)
			}
		}
	}
}

// selects tells whether a query starts, after comments, with a word that only reads.
func selects(query string) bool {
	for {
		query = strings.TrimLeft(query, " \t\r\n(")
		var ok bool
		switch {
		case strings.HasPrefix(query, "--"):
			_, query, ok = strings.Cut(query, "\n")
		case strings.HasPrefix(query, "/*"):
			_, query, ok = strings.Cut(query, "*/")
		default:
			word := query[:len(query)-len(strings.TrimLeft(query, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
			return slices.Contains([]string{"select", "with", "values", "table"}, strings.ToLower(word))
		}
		if !ok {
			return false
		}
	}
}

// piped checks that one file at most is piped in, and in no job that starts by itself.
func (c *checker) piped() {
	found := false
	for i, s := range c.Sources {
		for k, file := range s.Files {
			if file != Stdin {
				continue
			}
			at := []string{"sources", strconv.Itoa(i), "files", strconv.Itoa(k)}
			if found {
				c.value("two files are to be piped in, and only one can be", "name the other one by its path", at...)
			}
			if found = true; slices.ContainsFunc(c.Jobs, func(j Job) bool { return j.Schedule != "" || j.Watch }) {
				c.value("a job that starts by itself has nobody to pipe a file in", "name the file by its path", at...)
			}
		}
	}
}
