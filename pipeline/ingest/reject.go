package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/job"
)

// warn reports what is odd about a file as a whole.
func (v *view) warn() {
	f, whole := v.file, Place{v.index, 0}
	rows := f.dataRows()
	switch {
	case rows == 0 && v.layout.dataset.Money:
		v.r.collect(v.layout.dataset.Name, &Fault{File: f.Path, Sheet: f.Sheet, Line: v.table.HeaderLine, Message: "there are no rows below the header",
			Excerpt: v.table.Excerpt(v.table.HeaderLine, -1), Fix: "export it again, or take the source out of the job file"})
	case rows == 0:
		v.find(Finding{Place: whole, Kind: "no_rows", Text: "there are no rows below the header", Fix: "export it again, or take the source out of the job file", Count: 1})
	}
	for _, limit := range []int{1000, 65535, 1048575} {
		if f.Read == limit {
			v.find(Finding{Place: whole, Kind: "truncated_export", Text: fmt.Sprintf("%d rows: exactly as many as some programs export at most", limit), Fix: "check that the export is complete", Count: limit})
		}
	}
}

// problem is why a row cannot be loaded.
type problem struct {
	column, value, reason, fix string
	also                       []string // columns with further faults
}

// leftOutByHand is the rule by which rows are skipped that somebody leaves out on purpose.
const leftOutByHand = "left out by hand"

// reject books a row as rejected and keeps it for the quarantine file.
func (v *view) reject(l *line, p problem) {
	v.file.Rejected++
	mark := l.raw
	if l.was != nil {
		mark = l.was
	}
	v.file.Rejects = append(v.file.Rejects, Reject{Place: v.place(l), Column: p.column, Also: p.also, Value: shorten(p.value, 200), Reason: p.reason, Fix: p.fix,
		Row: slices.Clone(v.table.shown(l.number, l.raw)), Mark: fingerprintOf(mark)})
	v.book(l, rejected)
}

// limit refuses a source with more rejected rows than it allows.
func (r *reader) limit(source *job.Source, inputs []input) {
	var read, rejected int
	var first *File
	var reasons []string
	money := false
	for _, in := range inputs {
		if in.source != source {
			continue
		}
		f := &r.records.Files[in.file]
		read, rejected, money = read+f.Read-f.Skipped, rejected+f.Rejected, in.dataset.Money
		if first == nil && f.Rejected > 0 {
			first = f
		}
		for i := 0; i < len(f.Rejects) && len(reasons) < 5; i++ {
			reasons = append(reasons, fmt.Sprintf("  %s:%d: %s", f.Path, f.Rejects[i].Line, f.Rejects[i].Reason))
		}
	}
	allowed := source.MaxReject
	if allowed == "" {
		allowed = "1%"
		if money {
			allowed = "0"
		}
	}
	number, share := strings.CutSuffix(strings.TrimSpace(allowed), "%")
	most, problem := figure{digits: strings.TrimSpace(number)}.number('.', maxPlaces)
	if problem != "" {
		r.faults = append(r.faults, &Fault{File: r.jobFile(), Line: source.Line, Message: fmt.Sprintf("max_rejects %q is %s", allowed, problem), Fix: "write a number of rows, or a share such as 1%"})
		return
	}
	over := decimal.NewFromInt(int64(rejected)).GreaterThan(most)
	if share {
		over = decimal.NewFromInt(int64(rejected) * 100).GreaterThan(most.Mul(decimal.NewFromInt(int64(read))))
	}
	if !over {
		return
	}
	if rejected > len(reasons) {
		reasons = append(reasons, fmt.Sprintf("  and %d more", rejected-len(reasons)))
	}
	if allowed == "0" {
		allowed = "none"
	}
	reject := first.Rejects[0]
	r.faults = append(r.faults, &Fault{Check: true, File: first.Path, Sheet: first.Sheet, Line: int(reject.Line), Excerpt: rejectExcerpt(first, reject),
		Message: fmt.Sprintf("%d of %d rows rejected, allowed: %s\n%s", rejected, read, allowed, strings.Join(reasons, "\n")),
		Fix:     first.Rejects[0].Fix + "; run writes every rejected row to a file beside the report, to be mended and fed in again; max_rejects: for this source allows more"})
}

// rejectExcerpt shows the fields of a rejected row, with carets below the one that is at fault.
func rejectExcerpt(f *File, reject Reject) string {
	const between = " | "
	text, from, to := strings.Join(reject.Row, between), 0, 0
	at := slices.IndexFunc(f.Mapped, func(m Mapping) bool { return m.Column == reject.Column })
	if at >= 0 {
		if field := slices.Index(f.Header, f.Mapped[at].Header); field >= 0 && field < len(reject.Row) {
			from = len(strings.Join(reject.Row[:field], between))
			if field > 0 {
				from += len(between)
			}
			to = from + len(reject.Row[field])
		}
	}
	return excerpt(int(reject.Line), text, from, to)
}
