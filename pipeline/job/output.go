package job

import (
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// placeholders are what an output pattern may hold.
func placeholders() []string { return []string{"{company}", "{job}", "{period}"} }

// braced finds placeholders, known or not.
var braced = regexp.MustCompile(`\{[^{}]*\}?|\}`)

// Output is the path of a job's workbook for a period's ID such as 2026-10: the pattern filled in, starting at the job file's
// folder unless it is absolute. Company and period are made safe as parts of a file name.
func (f *File) Output(job Job, period string) string {
	path := filepath.FromSlash(strings.NewReplacer("{company}", Slug(f.Company), "{job}", job.Name, "{period}", fileSafe(period)).Replace(job.Output))
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Dir, path)
}

// Slug is a name as part of a file name: lower case, without accents, one hyphen for anything that is no letter or digit, at
// most 60 letters; "company" when nothing is left.
func Slug(name string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(name))
	slug := []rune(strings.ToLower(fileSafe(norm.NFC.String(bare))))
	if len(slug) > 60 {
		slug = slug[:60]
	}
	if s := strings.Trim(string(slug), "-"); s != "" {
		return s
	}
	return "company"
}

// fileSafe puts one hyphen for every run of what is neither a letter nor a digit.
func fileSafe(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}
