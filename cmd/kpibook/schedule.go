package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kpibook/pipeline/job"
)

func (p *program) scheduleCommand() *cobra.Command {
	count := 3
	c := &cobra.Command{
		Use:   "schedule [JOB...]",
		Short: "When kpibook serve makes the jobs next, without running anything",
		RunE:  func(c *cobra.Command, names []string) error { return p.schedule(names, count) },
	}
	c.Flags().IntVarP(&count, "next", "n", count, "how many `times` of each job")
	return c
}

// jobSchedule is when a job is due, as schedule --json prints it.
type jobSchedule struct {
	Job      string    `json:"job"`
	Schedule string    `json:"schedule,omitempty"`
	Watch    bool      `json:"watch"`
	Next     []dueTime `json:"next"`
}

// dueTime is one time a job is due, and the last month that the run then looks at.
type dueTime struct {
	At    time.Time `json:"at"`
	Until string    `json:"until"`
}

// schedule prints the next due times of jobs, of all when none is named, in the time zone of the job file.
func (p *program) schedule(names []string, count int) error {
	file, _, err := p.load()
	if err != nil {
		return err
	}
	if count < 1 || count > 1000 {
		return usagef("--next %d is not a number from 1 to 1000", count)
	}
	jobs := file.Jobs
	if len(names) > 0 {
		jobs = nil
	}
	for _, name := range names {
		j, err := file.Job(name)
		if err != nil {
			return usagef("%w", err)
		}
		jobs = append(jobs, j)
	}
	var list []jobSchedule
	for _, j := range jobs {
		list = append(list, p.nextOf(file, j, count))
	}
	if p.json {
		return p.printJSON(list)
	}
	rows := [][]string{{"Job", "Due", "Looks at data up to", "Schedule"}}
	for _, s := range list {
		for _, due := range s.Next {
			rows = append(rows, []string{s.Job, due.At.Format("Mon 2006-01-02 15:04 MST"), due.Until, s.Schedule})
		}
		switch {
		case s.Watch:
			rows = append(rows, []string{s.Job, "when files change", "latest", ""})
		case len(s.Next) == 0:
			rows = append(rows, []string{s.Job, "by hand only", "", s.Schedule})
		}
	}
	fmt.Fprint(p.stdout, columns(rows))
	return nil
}

func (p *program) nextOf(file *job.File, j job.Job, count int) jobSchedule {
	s := jobSchedule{Job: j.Name, Schedule: j.Schedule, Watch: j.Watch, Next: []dueTime{}}
	schedule := file.ScheduleOf(j)
	if schedule == nil {
		return s
	}
	due := schedule.Next(p.now())
	for ; !due.IsZero() && len(s.Next) < count; due = schedule.Next(due.At) {
		until := file.Calendar().MonthOf(due.Date()) - 1
		s.Next = append(s.Next, dueTime{due.At, until.String()})
	}
	return s
}
