package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"time"

	"kpibook/cmd/service"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// How long a run may go on after the service was told to stop, and after it was told to stop itself.
const (
	runGrace  = 90 * time.Second
	stopGrace = 20 * time.Second
)

// maker makes runs as processes of their own, as cron would: whatever happens to one, the service goes on.
func (p *program) maker(l *ledger.Ledger, file *job.File, log *slog.Logger) (service.Maker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, r service.Request) service.Result {
		return p.makeRun(ctx, self, l, file, r, log)
	}, nil
}

func (p *program) makeRun(ctx context.Context, self string, l *ledger.Ledger, file *job.File, r service.Request, log *slog.Logger) service.Result {
	args := []string{"run", "--json", "--config", p.config, "--workspace", p.workspaceDir(file)}
	if !r.Due.IsZero() {
		args = append(args, "--until", r.Until.String())
	}
	outlasting, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		select {
		case <-time.After(runGrace):
			stop()
		case <-outlasting.Done():
		}
	})()
	var stdout, stderr bytes.Buffer
	started := p.now()
	c := exec.CommandContext(outlasting, self, append(args, r.Job)...)
	c.Stdout, c.Stderr = &stdout, &stderr
	c.WaitDelay = stopGrace
	c.Cancel = func() error {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil { // a system without it
			return c.Process.Kill()
		}
		return nil
	}
	result := service.Result{Outcome: string(ledger.Failed)}
	err := c.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &ended):
		result.Code = ended.ExitCode()
	default:
		log.Error("a run cannot be started", "error", err.Error())
		result.Code, result.Again = int(internalFault), true
		return result
	}
	log.Debug("messages of the run", "job", r.Job, "stderr", stderr.String())
	result.Again = result.Code == int(alreadyRunning) || result.Code == int(cannotWrite)
	result.Why = code(result.Code).closing()
	result.Cancelled = result.Code != 0 && ctx.Err() != nil
	var summaries []summary
	if json.Unmarshal(stdout.Bytes(), &summaries) == nil && len(summaries) > 0 {
		result.Run, result.Outcome = summaries[0].Run, string(ledger.Published)
		if summaries[0].Unchanged {
			result.Outcome = string(ledger.Unchanged)
		}
		if summaries[0].Period < r.Until.String() && !r.Due.IsZero() {
			log.Warn("the data does not reach the month that the run is for", "job", r.Job, "run", result.Run, "for", r.Until.String(), "reported", summaries[0].Period)
		}
		return result
	}
	if runs, err := l.Runs(context.WithoutCancel(ctx), l.Name(file.Path), 1); err == nil && len(runs) > 0 && !runs[0].StartedAt.Before(started.Truncate(time.Second)) {
		result.Run, result.Outcome = runs[0].ID, string(runs[0].Outcome)
	}
	return result
}
