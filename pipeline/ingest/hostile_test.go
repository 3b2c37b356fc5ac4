package ingest

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// What a hostile workbook may take.
const (
	mostTime   = 5 * time.Second
	mostMemory = 512 << 20
)

// TestMustShow_HostileWorkbooks reads each workbook made to break readers in a process of its own, and holds its time, its
// memory and what it says against the promise: no panic, no row lost in silence, and a refusal that names file and cell.
func TestMustShow_HostileWorkbooks(t *testing.T) {
	if path := os.Getenv("KPIBOOK_TEST_HOSTILE"); path != "" {
		readHostile(t, path)
		return
	}
	paths, _ := filepath.Glob(filepath.Join(sharedFolder(t), "data", "hostile_xlsx", "*.xlsx"))
	if len(paths) < 45 {
		t.Fatalf("%d workbooks, want at least 45", len(paths))
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			child := exec.Command(self, "-test.run", "^TestMustShow_HostileWorkbooks$", "-test.v")
			child.Env = append(os.Environ(), "KPIBOOK_TEST_HOSTILE="+path)
			out, err := child.CombinedOutput()
			said := string(out)
			if err != nil || !strings.Contains(said, "--- PASS") {
				t.Fatalf("%v\n%s", err, said)
			}
			if spent := child.ProcessState.UserTime() + child.ProcessState.SystemTime(); spent > mostTime {
				t.Errorf("took %v of the processor, want at most %v", spent, mostTime)
			}
			if peak := peakMemory(child.ProcessState); peak > mostMemory {
				t.Errorf("took %s of memory, want at most %s", size(peak), size(mostMemory))
			}
			if want := hostileFindings[name]; !strings.Contains(said, want) {
				t.Errorf("said\n%swant %q in it", said, want)
			}
		})
	}
}

// hostileFindings are what has to be said of the workbooks that are refused, or read with a word of warning: the cell or part
// at fault. They follow from how the files were made, in mk.py, mk2.py and mk3.py beside them.
var hostileFindings = map[string]string{
	"badref.xlsx":          `badref.xlsx[S1]:1: the cell behind column 0 of row 1 is called "!!"`,
	"badrefmid.xlsx":       `badrefmid.xlsx[S1]:7: the cell behind column 0 of row 7 is called "!!7"`,
	"bomb1g.xlsx":          "bomb1g.xlsx: it expands to 1024 MiB (limit 512 MiB)",
	"circular.xlsx":        "circular.xlsx: it has no rows",
	"colhuge.xlsx":         `colhuge.xlsx[S1]:1: the cell behind column 0 of row 1 is called "ZZZZZZ1"`,
	"corner.xlsx":          "corner.xlsx[S1]:1048576: cell XFD1048576 holds a value: more than 512 columns are no table",
	"csv_named.xlsx":       "the file is text, not a workbook as its name says",
	"cve107221.xlsx":       "cve107221.xlsx[S1]:1: cell A1 comes after cell Z1",
	"deepformula.xlsx":     "deepformula.xlsx: it has no rows",
	"dupcells.xlsx":        "dupcells.xlsx[S1]:1: cell A1 comes after cell A1",
	"empty.xlsx":           "empty.xlsx: the file is empty (0 bytes)",
	"expchain.xlsx":        "expchain.xlsx:1: no header: row 1",
	"formula_nocache.xlsx": "1 rows",
	"hidden.xlsx":          "hidden sheets not read: \"S2\", \"S3\"",
	"html_named.xlsx":      "html_named.xlsx: it is an HTML page, not a table",
	"lol_ws.xlsx":          "lol_ws.xlsx[S1]: the sheet is damaged at its start: it has a document type definition",
	"longsst.xlsx":         "longsst.xlsx: the workbook is damaged: the table of its texts: text 0: it is longer than",
	"manysheets.xlsx":      `manysheets.xlsx: sheets "S1" and "S3000" fit equally well`,
	"merged.xlsx":          "1 merged range below the header, the first being A1:A2",
	"mergehuge.xlsx":       "1 merged range below the header, the first being A1:XFD1048576",
	"mergemany.xlsx":       "30000 merged ranges below the header",
	"row0.xlsx":            `row0.xlsx[S1]:1: the row after row 0 is numbered "0"`,
	"rowhuge.xlsx":         `rowhuge.xlsx[S1]:1: the row after row 0 is numbered "999999999"`,
	"rowneg.xlsx":          `rowneg.xlsx[S1]:1: the row after row 0 is numbered "-5"`,
	"rows1g.xlsx":          "rows1g.xlsx: it expands to 1025 MiB (limit 512 MiB)",
	"sstcut.xlsx":          "sstcut.xlsx: the workbook is damaged: the table of its texts",
	"sstoob.xlsx":          `sstoob.xlsx[S1]:1: cell A1 refers to text "99999", which does not exist`,
	"truncated.xlsx":       "truncated.xlsx: the workbook is damaged or cut off",
	"unordered.xlsx":       "unordered.xlsx[S1]:3: cell A3 comes after cell B3",
	"wide.xlsx":            "wide.xlsx[S1]:1: cell XFD1 holds a value: more than 512 columns are no table",
	"xls_named.xlsx":       "xls_named.xlsx: it is a password-protected workbook or an old .xls",
	"xmlbad.xlsx":          "xmlbad.xlsx[S1]:7: the sheet is damaged at cell B7",
	"xmlctrl.xlsx":         "xmlctrl.xlsx[S1]:7: the sheet is damaged at cell B7: it holds the control character U+0001",
	"xmlcut.xlsx":          "xmlcut.xlsx[S1]:7: the sheet is damaged at cell",
	"xxe_sst.xlsx":         "xxe_sst.xlsx: the workbook is damaged: the table of its texts: text 0: it has a document type definition",
	"zipslip.xlsx":         "zipslip.xlsx: it is a zip archive, but not an Excel workbook",
}

// readHostile reads a workbook as a source is read, and prints what is said of it.
func readHostile(t *testing.T, path string) {
	debug.SetMemoryLimit(mostMemory / 2)
	table, err := openTable(context.Background(), path, filepath.Base(path), Options{HeaderRow: 1}, func([]string) int { return 0 })
	rows, rejected := 1, 0 // the header is a row
	for err == nil {
		var row Row
		var bad *RowError
		if row, err = table.Next(); errors.As(err, &bad) {
			rejected, err = rejected+1, nil
			fmt.Println(bad.Message)
		} else if err == nil && !row.Blank {
			rows++
		}
	}
	fmt.Println(rows, "rows", err)
	var fault *Fault
	switch refused := errors.As(err, &fault); {
	case !refused && err != io.EOF:
		t.Errorf("ends with %v", err)
	case refused && (fault.Message == "" || fault.Fix == "" || fault.File == "" || strings.Contains(fault.Message, "broke down")):
		t.Errorf("fault without message, file or remedy, or of a panic: %v", fault)
	case !refused && table.Workbook && rows+rejected != rowsWithValue(t, path):
		t.Errorf("%d rows read and %d refused, the sheet holds %d", rows, rejected, rowsWithValue(t, path))
	}
	if table != nil {
		fmt.Println(strings.Join(table.How, "\n"))
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
}

var (
	rowPattern   = regexp.MustCompile(`(?s)<row[ >].*?</row>`)
	valuePattern = regexp.MustCompile(`<v>[^<]|<t[^>]*>[^<]|<f>`)
)

// rowsWithValue counts, by its text alone, the rows of a workbook's first sheet that hold a value or a formula.
func rowsWithValue(t *testing.T, path string) int {
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	file, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, row := range rowPattern.FindAll(content, -1) {
		if valuePattern.Match(row) {
			count++
		}
	}
	return count
}

// sharedFolder is the folder of test data beside the project; without it the test is skipped, or fails in CI.
func sharedFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Dir(folder)
	}
	shared := filepath.Join(filepath.Dir(folder), "shared")
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatalf("the shared test data is not beside the project: %v", err)
		}
		t.Skip("the shared test data is not beside the project")
	}
	return shared
}
