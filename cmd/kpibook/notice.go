package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kpibook/pipeline"
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// notices are what there is to tell of the reports of a run, to be queued in the commit that publishes them.
func (p *program) notices(ctx context.Context, book *pipeline.Book, tasks []task, r *recording) ([]delivery.Notice, error) {
	var list []delivery.Notice
	for _, t := range tasks {
		s := p.summarise(book, t)
		n := delivery.Notice{Job: s.Job, Period: s.Period, Subject: fmt.Sprintf("%s: %s report for %s", s.Company, s.Job, s.period.LabelInDays())}
		for line := range strings.Lines(columns(s.lines(), 1, 2, 3, 4)) {
			n.Lines = append(n.Lines, strings.TrimRight(line, " \n"))
		}
		for _, o := range r.result.Outputs {
			if o.Job != t.job.Name || o.Kind != ledger.Workbook || t.job.Folder() { // folders are too many files for a letter
				continue
			}
			n.Report = delivery.Report{Name: filepath.Base(t.path), SHA256: o.SHA256}
			changed, err := r.changed(ctx, s, o)
			if err != nil {
				return nil, err
			}
			n.Lines = append(n.Lines, changed...)
		}
		n.Lines = append(n.Lines, restatedLines(book.Restatements, book)...)
		if slices.ContainsFunc(r.result.Seals, func(s ledger.Seal) bool { return s.Job == t.job.Name && s.Period == t.period.ID() }) {
			n.Lines = append(n.Lines, "", "The report is sealed: what changes from now on is a restatement.")
		}
		n.Lines = append(n.Lines, findingLines(slices.DeleteFunc(slices.Clone(r.result.Findings), func(f ledger.Finding) bool { return f.Kind == ledger.RestatementNeeded }))...)
		list = append(list, n)
	}
	return list, nil
}

// changed says what differs from the report of the same period that was published before; nothing when there is none.
func (r *recording) changed(ctx context.Context, s summary, o ledger.Output) ([]string, error) {
	before, ok, err := r.ledger.Latest(ctx, r.jobFile, o.Job, o.Period)
	if err != nil || !ok {
		return nil, err
	}
	figures, err := r.ledger.Figures(ctx, before.Run, before.Number)
	if err != nil {
		return nil, err
	}
	old := map[[3]string]ledger.Figure{}
	for _, f := range figures {
		old[[3]string{f.KPI, f.Scope, f.Period}] = f
	}
	differ, names := 0, []string{}
	for _, f := range o.Figures {
		if old[[3]string{f.KPI, f.Scope, f.Period}] == f {
			continue
		}
		differ++
		id, _, _ := strings.Cut(f.KPI, ".")
		i := slices.IndexFunc(s.KPIs, func(k headline) bool { return k.KPI == id && k.Period == f.Period })
		if i >= 0 && f.Scope == "portfolio" && !slices.Contains(names, s.KPIs[i].label) {
			names = append(names, s.KPIs[i].label)
		}
	}
	line := fmt.Sprintf("Changed since version %d, which run %d published: %d of %s", before.Version, before.Run, differ, counted(len(o.Figures), "figure"))
	if len(names) > 0 {
		line += ", among them " + strings.Join(names, ", ")
	}
	return []string{"", line}, nil
}

// mostFindings is how many findings a message lists.
const mostFindings = 10

// findingLines lists findings for people.
func findingLines(findings []ledger.Finding) (lines []string) {
	for i, f := range findings {
		switch {
		case i == 0:
			lines = append(lines, "", "Findings")
		case i == mostFindings:
			return append(lines, fmt.Sprintf("and %d more, in the report", len(findings)-i))
		}
		where := ""
		if f.Path != "" {
			where = " (" + f.Path + ")"
		}
		lines = append(lines, "- "+f.Text+where)
	}
	return lines
}

// failures are what there is to tell of a run that published nothing. The reason stands in the ledger, not in the message: it may
// quote rows.
func failures(file *job.File, names []string, run int64, failed code) (list []delivery.Notice) {
	for _, j := range file.Jobs {
		if len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		list = append(list, delivery.Notice{Job: j.Name, Failed: true, Subject: fmt.Sprintf("%s: the %s report could not be made", file.Company, j.Name),
			Lines: []string{failed.closing(), fmt.Sprintf("Exit code %d. kpibook show %d tells why, and what to do.", failed, run)}})
	}
	return list
}

// tellRestated tells of sealed reports that the data contradicts when there is no report to tell it with. The same restatement is
// told once, however many runs find it.
func (r *recording) tellRestated(book *pipeline.Book, tasks []task) error {
	if r.ledger == nil || r.program.out != "" {
		return nil
	}
	for _, t := range tasks {
		own := slices.DeleteFunc(slices.Clone(book.Restatements), func(s pipeline.Restatement) bool { return s.Job != t.job.Name })
		lines := restatedLines(own, book)
		if len(lines) <= 2 { // no more than a heading
			continue
		}
		n := delivery.Notice{Job: t.job.Name, Period: own[0].Period, Subject: fmt.Sprintf("%s: the sealed %s report for %s needs a restatement", r.file.Company, t.job.Name, own[0].Period), Lines: lines[2:]}
		if len(own) > 1 {
			n.Subject = fmt.Sprintf("%s: %d sealed %s reports need a restatement", r.file.Company, len(own), t.job.Name)
		}
		n.Lines = append(n.Lines, "", "The sealed report stays. kpibook restatements lists every figure and row, and kpibook restate publishes the next version.")
		if err := r.queueAs(n, r.ledger.Dir()+" "+told(own)); err != nil {
			return err
		}
	}
	return nil
}

// told tells a restatement from others: by the rows behind it, or where there are none, as when a definition has changed, by its first
// figure.
func told(restatements []pipeline.Restatement) string {
	var text strings.Builder
	for _, r := range restatements {
		fmt.Fprintf(&text, "%s %d %q\n", r.Period, r.Version, r.Remarks)
		for _, row := range r.Rows {
			fmt.Fprintf(&text, "%s %s %s %s\n", row.Cause, row.Dataset, row.Key, row.After)
		}
		if len(r.Rows) == 0 && len(r.Figures) > 0 {
			fmt.Fprintf(&text, "%s %s %s\n", r.Figures[0].KPI, r.Figures[0].Scope, r.Figures[0].Now)
		}
	}
	return text.String()
}

// tellFailure tells that a run has failed, once a day for the same reason, however often it is tried, unless a run went well in
// between.
func (r *recording) tellFailure(ctx context.Context, failed code) error {
	runs, err := r.ledger.Runs(ctx, r.jobFile, mostTries)
	well := slices.IndexFunc(runs, func(run ledger.Run) bool { return run.Outcome == ledger.Published || run.Outcome == ledger.Unchanged })
	key := fmt.Sprintf("%s failed %d on %s", r.file.Path, failed, r.started.In(r.file.Location).Format(time.DateOnly))
	if well >= 0 {
		key += fmt.Sprintf(" after %d", runs[well].ID)
	}
	for _, n := range failures(r.file, r.names, r.run, failed) {
		err = errors.Join(err, r.queueAs(n, key))
	}
	return err
}

// mostTries is how many runs are looked through for the last one that went well.
const mostTries = 100

// queue composes messages for a run to leave with its result.
func (r *recording) queue(notices []delivery.Notice) error {
	for _, n := range notices {
		if err := r.queueAs(n, fmt.Sprintf("%s %d %s", r.file.Path, r.run, r.started.UTC().Format(time.RFC3339Nano))); err != nil {
			return err
		}
	}
	return nil
}

// queueAs queues a notice under a key: one with the same key is sent once.
func (r *recording) queueAs(n delivery.Notice, key string) error {
	messages, err := delivery.Compose(r.file, n, key, r.run)
	r.result.Messages = append(r.result.Messages, messages...)
	return err
}

// deliver sends what is queued, unless another process does so at the moment. What cannot be sent stays queued, and is said by tell.
func (p *program) deliver(ctx context.Context, l *ledger.Ledger, file *job.File, tell func(delivery.Sent)) error {
	unlock, err := lock(filepath.Join(l.Dir(), "delivery"))
	var failed *failure
	if errors.As(err, &failed) && failed.code == alreadyRunning {
		return nil
	}
	if err != nil {
		return err
	}
	defer unlock()
	sender := delivery.Sender{File: file, Ledger: l, Now: p.now}
	sent, err := sender.Send(ctx)
	for _, s := range sent {
		tell(s)
	}
	return err
}

// sayUnsent tells of a message of a run that could not be sent.
func (p *program) sayUnsent(s delivery.Sent) {
	if s.Problem != "" {
		fmt.Fprintf(p.stderr, "not sent yet, to %s %s: %s\n", s.Channel, s.Recipient, s.Problem)
	}
}
