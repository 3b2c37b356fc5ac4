package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Inspection is how a file is read of which nothing is known but what stands in it.
type Inspection struct {
	File     string   `json:"file"`
	Sheet    string   `json:"sheet,omitempty"`
	SHA256   string   `json:"sha256"`
	How      []string `json:"how"`     // one sentence per decision
	Header   []string `json:"header"`  // names of the columns; numbers where the file has none
	Named    bool     `json:"named"`   // it has a header
	Rows     int      `json:"rows"`    // read
	Refused  string   `json:"refused"` // why nothing of it is used; empty: it is read
	Findings []Remark `json:"findings"`
}

// Remark is a line of a file that is not read as it stands.
type Remark struct {
	Line    int    `json:"line"`      // 0: the whole file
	Last    int    `json:"last_line"` // of the row; the same as Line for most
	Action  Action `json:"action"`
	What    string `json:"what"`
	Old     string `json:"old"` // the text of the row
	New     string `json:"new"` // the row as it is read, as a line of CSV; empty: it is not
	Fix     string `json:"fix,omitempty"`
	Excerpt string `json:"-"`
}

// Action is what was done about a remark.
type Action string

// The actions.
const (
	Repaired Action = "repaired" // read with edits
	Rejected Action = "rejected" // not read, because it cannot be read for sure
	Kept     Action = "kept"     // read as it stands, although it may mean something else
	LeftOut  Action = "left out" // not read, because it is no row of the table
	Refused  Action = "refused"  // nothing of the file is used
)

// Inspect reads a file by its own evidence and hands every row over, the header first where there is one; the rows are valid until
// the next one. A file that is refused is no error: its Inspection says why, and the rows handed over before are void. Errors are those of
// the context and of the receiver.
func Inspect(ctx context.Context, path, name string, opts Options, row func(fields []string) error) (*Inspection, error) {
	in := &Inspection{File: name, How: []string{}, Header: []string{}, Findings: []Remark{}}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		in.SHA256, in.How = hex.EncodeToString(sha256.New().Sum(nil)), []string{"warning: the file is empty (0 bytes)"}
		return in, nil
	}
	t, err := openTable(ctx, path, name, opts, nil)
	if err != nil {
		return in, in.refuse(err)
	}
	defer t.Close()
	in.Sheet, in.Header, in.Named = t.Sheet, t.Header, !t.Headless
	in.takeEdits(t)
	if in.Named {
		if err := row(t.Header); err != nil {
			return in, err
		}
	}
	var blank tally
	columns := newColumns(t)
	for {
		r, err := t.Next()
		in.takeEdits(t)
		var bad *RowError
		switch {
		case err == io.EOF:
			in.SHA256, in.How = t.SHA256, append(t.How, columns.how()...)
			if blank.count > 0 {
				in.How = append(in.How, fmt.Sprintf("%s left out, the first on line %d", plural(blank.count, "blank row"), blank.at.Line))
			}
			if in.Rows == 0 {
				in.How = append(in.How, "warning: there are no rows below the header")
			}
			return in, nil
		case errors.As(err, &bad):
			in.remark(Remark{Line: bad.Line, Action: Rejected, What: bad.Message, Old: t.rows.text(), Fix: bad.Fix, Excerpt: bad.Excerpt})
		case err != nil:
			in.How = t.How
			return in, in.refuse(err)
		case r.Second:
		case r.Blank:
			blank.note(Place{Line: int32(r.Line)}, "")
		case r.Aside != "":
			in.remark(Remark{Line: r.Line, Action: LeftOut, What: "no row of the table, but a " + r.Aside, Old: t.rows.text(), Excerpt: t.Excerpt(r.Line, -1)})
		case r.Header:
			in.remark(Remark{Line: r.Line, Action: LeftOut, What: "the header stands here again", Old: t.rows.text(), Excerpt: t.Excerpt(r.Line, -1)})
		default:
			in.Rows++
			columns.look(r)
			if sheet, ok := t.rows.(*sheetRows); ok {
				r.Fields = sheet.shown(r.Line, r.Fields)
			}
			if err := row(r.Fields); err != nil {
				return in, err
			}
		}
		if len(in.Findings) > maxRejects {
			return in, in.refuse(&Fault{File: name, Line: r.Line, Message: fmt.Sprintf("%d rows cannot be read; the rest of the file is not looked at", maxRejects),
				Fix: "the file may be no table, or written in another way"})
		}
	}
}

func (in *Inspection) remark(r Remark) {
	r.Last = r.Line + strings.Count(r.Old, "\n")
	in.Findings = append(in.Findings, r)
}

// takeEdits makes remarks of what the table has edited since the last time.
func (in *Inspection) takeEdits(t *Table) {
	for _, e := range t.Edits {
		action := Repaired
		switch {
		case e.New == "":
			action = LeftOut
		case e.Kept:
			action = Kept
		}
		in.remark(Remark{Line: e.Line, Action: action, What: e.What, Old: e.Old, New: e.New, Excerpt: e.Excerpt})
	}
	t.Edits = t.Edits[:0]
}

// refuse notes why a file is not read. Errors that say nothing about the file are given back.
func (in *Inspection) refuse(err error) error {
	var fault *Fault
	if !errors.As(err, &fault) {
		return err
	}
	in.Refused = fault.Error()
	in.remark(Remark{Line: fault.Line, Action: Refused, What: fault.Message, Fix: fault.Fix, Excerpt: fault.Excerpt})
	return nil
}
