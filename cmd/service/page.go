package service

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"kpibook/pipeline/ledger"
)

//go:embed page.html
var pageText string

// shown is how many runs the page lists.
const shown = 15

// page is what the status page shows.
type page struct {
	Company, At, Waiting string
	Jobs                 []jobRow
	Runs                 []runRow
	Trends               []trend
	Findings             []ledger.Finding
	Restatements         []ledger.Finding // of the newest run that looked at the sealed periods
	Seals                []sealRow
	Unsent               []unsentRow
	FindingsOf           int64
}

type jobRow struct {
	Name, Schedule, Next, State, Last string
	Well                              bool
	Watch                             bool
}

type runRow struct {
	ID                     int64
	Jobs                   string
	Started, Took, Outcome string
	Well                   bool
	Message                string
	Files                  []fileLink
}

// sealRow is a sealed period.
type sealRow struct {
	Job, Period, On string
	Version         int
	File            fileLink
}

// unsentRow is a message that waits to be sent.
type unsentRow struct{ To, Problem, Again string }

type fileLink struct{ Name, URL string }

// escaped is a name as part of a URL or a header.
func escaped(name string) string { return url.PathEscape(name) }

func (d *Daemon) servePage(w http.ResponseWriter, r *http.Request, now time.Time) {
	p, err := d.page(r.Context(), now)
	if err != nil {
		d.unserved(w, err)
		return
	}
	layout, err := template.New("page").Parse(pageText)
	var out bytes.Buffer
	if err == nil {
		err = layout.Execute(&out, p)
	}
	if err != nil {
		d.unserved(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(out.Bytes())
}

// page gathers everything from the ledger and the queue.
func (d *Daemon) page(ctx context.Context, now time.Time) (page, error) {
	d.mu.Lock()
	file, running, waiting := d.file, d.running, d.waiting
	queued := map[string]int{}
	for _, r := range d.queue {
		queued[r.Job]++
	}
	d.mu.Unlock()
	at := func(t time.Time) string { return t.In(file.Location).Format("2 Jan 2006, 15:04 MST") }
	p := page{Company: file.Company, At: at(now)}
	if waiting != "" {
		p.Waiting = path.Base(waiting)
	}
	name := d.ledger.Name(file.Path)
	for _, j := range file.Jobs {
		row := jobRow{Name: j.Name, Schedule: j.Schedule, Watch: j.Watch, Well: true}
		if s := file.ScheduleOf(j); s != nil {
			if next := s.Next(now); !next.IsZero() {
				row.Next = at(next.At)
			}
			settled, err := d.ledger.DueTimes(ctx, name, j.Name, 1)
			if err != nil {
				return p, err
			}
			if len(settled) > 0 && settled[0].Outcome != ledger.Watching {
				row.Last, row.Well = settled[0].Name[:10]+" "+string(settled[0].Outcome), settled[0].Outcome == ledger.Made
			}
		}
		switch {
		case running != nil && running.Job == j.Name:
			row.State = "running"
		case queued[j.Name] > 0 && waiting != "":
			row.State = "waiting for a file"
		case queued[j.Name] > 0:
			row.State = fmt.Sprintf("%d queued", queued[j.Name])
		}
		p.Jobs = append(p.Jobs, row)
	}
	runs, err := d.ledger.Runs(ctx, name, shown)
	if err != nil {
		return p, err
	}
	for _, run := range runs {
		row := runRow{ID: run.ID, Jobs: jobsOf(run), Started: at(run.StartedAt), Outcome: string(run.Outcome), Message: run.Message,
			Well: run.Outcome == ledger.Published || run.Outcome == ledger.Unchanged || run.Outcome == ledger.Running}
		if !run.EndedAt.IsZero() {
			row.Took = run.EndedAt.Sub(run.StartedAt).Round(100 * time.Millisecond).String()
		}
		for _, o := range run.Outputs {
			row.Files = append(row.Files, linkTo(run.ID, o.Number, o.Path))
		}
		p.Runs = append(p.Runs, row)
	}
	if len(runs) > 0 {
		newest, err := d.ledger.Run(ctx, runs[0].ID)
		if err != nil {
			return p, err
		}
		p.Findings, p.FindingsOf = newest.Findings, newest.ID
	}
	if err := d.lookBack(ctx, &p, runs, at); err != nil {
		return p, err
	}
	p.Trends, err = d.trends(ctx, file, runs)
	return p, err
}

// jobsOf names the jobs of a run; nothing stands for all of them.
func jobsOf(run ledger.Run) string {
	var said struct{ Jobs []string }
	if err := json.Unmarshal([]byte(run.Arguments), &said); err != nil || len(said.Jobs) == 0 {
		return "all"
	}
	return strings.Join(said.Jobs, ", ")
}

func linkTo(run int64, number int, file string) fileLink {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	return fileLink{base, fmt.Sprintf("/files/%d/%d/%s", run, number, escaped(base))}
}

// lookBack fills in what is sealed, what of it the data contradicts, and what could not be sent.
func (d *Daemon) lookBack(ctx context.Context, p *page, runs []ledger.Run, at func(time.Time) string) error {
	seals, err := d.ledger.Seals(ctx, d.ledger.Name(d.File().Path))
	if err != nil {
		return err
	}
	seals = ledger.Current(seals)
	slices.SortStableFunc(seals, func(a, b ledger.Seal) int { return strings.Compare(b.Period, a.Period) })
	for _, s := range seals[:min(len(seals), shown)] {
		p.Seals = append(p.Seals, sealRow{Job: s.Job, Period: s.Period, On: at(s.SealedAt), Version: s.Version, File: linkTo(s.Run, s.Output, s.Path)})
	}
	if i := slices.IndexFunc(runs, func(r ledger.Run) bool { return r.Outcome == ledger.Published || r.Outcome == ledger.Unchanged }); i >= 0 {
		run, err := d.ledger.Run(ctx, runs[i].ID)
		if err != nil {
			return err
		}
		p.Restatements = slices.DeleteFunc(slices.Clone(run.Findings), func(f ledger.Finding) bool { return f.Kind != ledger.RestatementNeeded })
	}
	for i := 1; i < len(p.Restatements); i++ { // a remedy stands once, below what it is for
		if p.Restatements[i-1].Fix == p.Restatements[i].Fix {
			p.Restatements[i-1].Fix = ""
		}
	}
	p.Findings = slices.DeleteFunc(p.Findings, func(f ledger.Finding) bool { return f.Kind == ledger.RestatementNeeded })
	unsent, err := d.ledger.Queued(ctx, time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)) // whenever they are due
	for _, m := range unsent {
		p.Unsent = append(p.Unsent, unsentRow{To: m.Channel + " " + m.Recipient, Problem: m.Problem, Again: at(m.DueAt)})
	}
	return err
}
