package ingest

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"github.com/shopspring/decimal"
)

// sameContent finds an earlier file of the same source with the same content, byte for byte: an export that came twice. Its rows
// are not to count again. The place of the earlier file is -1 when there is none.
func (r *reader) sameContent(in *input, earlier []input) int {
	size := sizeOf(in.path)
	for i := range earlier {
		if e := &earlier[i]; e.source == in.source && size > 0 && sizeOf(e.path) == size && !r.skipped[e.file] && r.hash(e.path) == r.hash(in.path) {
			return e.file
		}
	}
	return -1
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// hash is that of a file's bytes; of a file that cannot be read it is that of its name, and reading it will tell why.
func (r *reader) hash(path string) [sha256.Size]byte {
	if sum, ok := r.hashes[path]; ok {
		return sum
	}
	sum := sha256.Sum256([]byte(path))
	if file, err := os.Open(path); err == nil {
		defer file.Close()
		hash := sha256.New()
		if _, err := io.Copy(hash, file); err == nil {
			sum = [sha256.Size]byte(hash.Sum(nil))
		}
	}
	r.hashes[path] = sum
	return sum
}

// skipFile accounts for a file whose content is that of another one: all of its rows are skipped, and that is said.
func (r *reader) skipFile(file, same int) {
	r.skipped[file] = true
	f, other := &r.records.Files[file], r.records.Files[same]
	rule := "same content as " + other.Path
	f.SHA256, f.Bytes, f.Sheet, f.Header, f.Mapped, f.Unused = other.SHA256, other.Bytes, other.Sheet, other.Header, other.Mapped, other.Unused
	f.Read, f.Skipped, f.SkippedBy = other.Read, other.Read, map[string]int{rule: other.Read}
	f.How = []string{"the file has the " + rule + ", so its rows are not counted again"}
	for _, t := range other.Totals {
		t.Loaded, t.Rejected, t.Skipped = decimal.Decimal{}, decimal.Decimal{}, t.Read
		f.Totals = append(f.Totals, t)
	}
	r.records.Findings = append(r.records.Findings, Finding{Place: Place{File: int32(file)}, Kind: "repeated_file", Count: 1,
		Text: fmt.Sprintf("the file has the %s, so its %s are not counted again", rule, plural(other.Read, "row")), Fix: "take one of the two away"})
}

// repeated refuses the same content given to one dataset by two sources: nobody can tell which of them is meant.
func (r *reader) repeated(inputs []input) {
	seen := map[string]string{}
	for _, in := range inputs {
		f := &r.records.Files[in.file]
		if f.SHA256 == "" || r.skipped[in.file] {
			continue
		}
		key := f.Dataset + "\x00" + f.Sheet + "\x00" + f.SHA256
		if before, ok := seen[key]; ok {
			what := fmt.Sprintf("the file has the same content as %s, so its rows would count twice", before)
			if before == f.Path {
				what = "the file is given twice, so its rows would count twice"
			}
			r.faults = append(r.faults, &Fault{File: f.Path, Sheet: f.Sheet, Message: what, Fix: "take one of the two out of the files of dataset " + f.Dataset})
			continue
		}
		seen[key] = f.Path
	}
}
