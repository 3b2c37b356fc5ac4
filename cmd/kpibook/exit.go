package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// code is what the process ends with; scripts and schedulers depend on the numbers.
type code int

// The exit codes.
const (
	done           code = 0
	internalFault  code = 1 // a fault of the program
	usageFault     code = 2 // the command line
	invalid        code = 3 // the job file or the catalogue
	inputRefused   code = 4
	checksFailed   code = 5 // too many rows rejected, negative revenue, or figures that do not close
	cannotWrite    code = 6
	alreadyRunning code = 7
	interrupted    code = 130
	terminated     code = 143
)

// closing is the last line of a command that ends with the code.
func (c code) closing() string {
	switch c {
	case internalFault:
		return "internal fault: this is a bug of kpibook, please report it with the lines above"
	case invalid:
		return "job file or catalogue invalid; nothing was published"
	case inputRefused:
		return "input refused; nothing was published, earlier reports stand as they were"
	case checksFailed:
		return "checks failed; nothing was published, earlier reports stand as they were"
	case cannotWrite:
		return "cannot write; earlier reports stand as they were"
	case interrupted:
		return "interrupted"
	case terminated:
		return "terminated"
	}
	return ""
}

// failure is an error that knows the code to exit with.
type failure struct {
	code code
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// unwrittenf is a failure to write that ends with a closing line of its own, because something was published.
func unwrittenf(closing, format string, values ...any) error {
	return &closed{&failure{cannotWrite, fmt.Errorf(format, values...)}, closing}
}

// closed is an error with the closing line to print instead of its code's.
type closed struct {
	error
	closing string
}

func (c *closed) Unwrap() error { return c.error }

// usagef is a fault of the command line.
func usagef(format string, values ...any) error {
	return &failure{usageFault, fmt.Errorf(format, values...)}
}

// codeOf finds the code of an error that a command returned.
func codeOf(err error) code {
	var failed *failure
	var refused ingest.Faults
	var faulty job.Faults
	var unproven *pipeline.ChecksFailed
	switch {
	case err == nil:
		return done
	case errors.As(err, &faulty):
		return invalid
	case errors.As(err, &refused) && refused.OnlyChecks():
		return checksFailed
	case errors.As(err, &refused):
		return inputRefused
	case errors.As(err, &unproven):
		return checksFailed
	case errors.As(err, &failed): // last: a refused input stays one when its rejects cannot be written either
		return failed.code
	}
	return internalFault
}

// execute runs one command line.
func execute(args []string, stdout, stderr io.Writer) code {
	printed := &disk{Writer: stdout}
	p := newProgram(printed, stderr)
	root := p.root()
	root.SetArgs(args)
	return supervise(stderr, func(ctx context.Context) error {
		defer p.dropPiped()
		err := root.ExecuteContext(ctx)
		if printed.err != nil && (err == nil || errors.Is(err, printed.err)) {
			return unwrittenf("cannot print; what was published stands", "the results cannot be printed: %w\nfix: make room where they go", cause(printed.err))
		}
		return err
	})
}

// supervise is where everything ends that can go wrong: an error is reported with its code, a signal stops the work and gives
// its own code, a panic becomes an internal fault. A second signal ends the process at once.
func supervise(stderr io.Writer, work func(context.Context) error) (exit code) {
	interrupts, stopInterrupts := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stopInterrupts()
	closing := ""
	ctx, stopSignals := signal.NotifyContext(interrupts, syscall.SIGTERM)
	defer stopSignals()
	context.AfterFunc(ctx, func() { stopSignals(); stopInterrupts() })
	defer func() {
		if fault := recover(); fault != nil {
			if err := facts.TooLarge(fault); err != nil {
				fmt.Fprintln(stderr, err)
				exit = codeOf(err)
			} else {
				fmt.Fprintf(stderr, "panic: %v\n%s", fault, debug.Stack())
				exit = internalFault
			}
		}
		if line := cmp.Or(closing, exit.closing()); line != "" {
			fmt.Fprintln(stderr, "kpibook: "+line)
		}
	}()
	err := work(ctx)
	switch {
	case err == nil:
		return done
	case ctx.Err() == nil:
		fmt.Fprintln(stderr, err)
		exit = codeOf(err)
		if own := (*closed)(nil); errors.As(err, &own) {
			closing = own.closing
		}
		return exit
	case context.Cause(ctx) == context.Cause(interrupts): // it came from the outer context
		return interrupted
	}
	return terminated
}
