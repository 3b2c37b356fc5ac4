package main

import (
	"context"
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress shows on a terminal what is being done and for how long, until the returned function is called. Elsewhere, and
// with --quiet, it shows nothing.
func (p *program) progress(ctx context.Context, what string) (stop func()) {
	if p.quiet || !terminal(p.stderr) {
		return func() {}
	}
	shown := mpb.NewWithContext(ctx, mpb.WithOutput(p.stderr))
	spinner := shown.New(0, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.BarFillerTrim(), mpb.BarWidth(1),
		mpb.AppendDecorators(decor.Name(" "+what+" "), decor.Elapsed(decor.ET_STYLE_GO)))
	return func() {
		spinner.Abort(true)
		shown.Wait()
	}
}

// terminal tells whether somebody is looking.
func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && cwriter.IsTerminal(int(file.Fd()))
}
