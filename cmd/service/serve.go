package service

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"kpibook/pipeline/job"
)

// tick is how often the clock on the wall is looked at. A timer for the next due time would come late after the machine slept or
// its clock was set.
const tick = 20 * time.Second

// Options are what Serve is told beside what a Daemon knows.
type Options struct {
	Listener net.Listener
	Token    string
	Reload   <-chan os.Signal                      // each asks for the job file to be read again
	Load     func() (*job.File, error)             // reads and checks it
	Looked   func(now time.Time)                   // is told of each look that went well; nil for nobody
	Deliver  func(ctx context.Context, m *Metrics) // sends what is queued to be sent; called again and again
}

// Serve looks, works and answers until the context ends. A run at work then has the time that its maker gives it.
func (d *Daemon) Serve(ctx context.Context, o Options) error {
	server := &http.Server{Handler: d.Handler(o.Token, time.Now), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 16}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(o.Listener) }()
	var done sync.WaitGroup
	done.Go(func() { d.work(ctx, o.Deliver) })
	d.log.Info("serving", "address", o.Listener.Addr().String())
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	var err error
	for running := true; running; {
		if looked := d.Look(ctx, time.Now()); looked != nil && ctx.Err() == nil {
			d.log.Error("the ledger cannot be used; nothing is run until it can", "error", looked.Error())
		} else if looked == nil && o.Looked != nil {
			o.Looked(time.Now())
		}
		select {
		case <-ticks.C:
		case <-o.Reload:
			d.reload(o.Load)
		case err = <-failed:
			running = false
		case <-ctx.Done():
			running = false
		}
	}
	d.log.Info("stopping")
	closing, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	err = errors.Join(err, server.Shutdown(closing))
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if ctx.Err() != nil {
		done.Wait()
	}
	d.log.Info("stopped")
	return err
}

// reload reads the job file again. One that is faulty changes nothing.
func (d *Daemon) reload(load func() (*job.File, error)) {
	file, err := load()
	if err != nil {
		d.log.Error("the job file is faulty; the one before stays in force", "fault", err.Error())
		return
	}
	d.Reload(file)
	d.log.Info("job file read again")
}

// work makes runs when there are some, and sends messages after them and now and then.
func (d *Daemon) work(ctx context.Context, deliver func(context.Context, *Metrics)) {
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for ctx.Err() == nil {
		select {
		case <-d.wake:
			d.Work(ctx, time.Now)
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
		if deliver != nil {
			deliver(ctx, d.count)
		}
	}
}
