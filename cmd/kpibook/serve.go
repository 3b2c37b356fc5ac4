package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kpibook/cmd/service"
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// serving is what kpibook serve is told.
type serving struct {
	listen    string
	tokenFile string
	verbose   bool
}

// tokenVariable is where the token of the page may stand instead of a file.
const tokenVariable = "KPIBOOK_TOKEN"

func (p *program) serveCommand() *cobra.Command {
	var s serving
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the jobs by their schedules and when their files change, until stopped, and show their state",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("serve takes no argument such as %q\nfix: give jobs a schedule: in the job file", args[0])
			}
			return p.serve(c.Context(), s)
		},
	}
	c.Flags().StringVar(&s.listen, "listen", "127.0.0.1:8640", "the `address` of the status page; one that other machines reach needs a token")
	c.Flags().StringVar(&s.tokenFile, "token-file", "", "a `file` with the token that the status page asks for (default: the environment variable "+tokenVariable+")")
	c.Flags().BoolVarP(&s.verbose, "verbose", "v", false, "log messages of runs too, which may name customers")
	return c
}

// serve keeps the job file's jobs running until a signal ends it.
func (p *program) serve(ctx context.Context, s serving) error {
	file, _, err := p.load()
	if err != nil {
		return err
	}
	token, err := s.token()
	if err != nil {
		return err
	}
	if token == "" && !service.Loopback(s.listen) {
		return usagef("--listen %s can be reached from other machines, and there is no token\nfix: name a file with --token-file or set %s, or listen on 127.0.0.1", s.listen, tokenVariable)
	}
	sign := filepath.Join(file.Dir, "."+filepath.Base(file.Path)+".serve.lock") // of life: it is as old as the last look
	before, none := os.Stat(sign)
	unlock, err := lockService(file.Path)
	if err != nil {
		return err
	}
	defer unlock()
	l, err := ledger.Open(ctx, p.workspaceDir(file), file.Dir)
	if err != nil {
		return unrecorded(p.workspaceDir(file), err)
	}
	defer l.Close()
	if err := p.mend(ctx, l, file); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return &failure{cannotWrite, fmt.Errorf("--listen %s: %w\nfix: give another address", s.listen, err)}
	}
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewJSONHandler(p.stderr, &slog.HandlerOptions{Level: level}))
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	maker, err := p.maker(l, file, log)
	if err != nil {
		return err
	}
	daemon := service.New(file, l, maker, log)
	if none == nil {
		daemon.LastAlive(before.ModTime())
	}
	return daemon.Serve(ctx, service.Options{
		Looked:   func(now time.Time) { os.Chtimes(sign, now, now) }, // without it, a log says less
		Listener: listener, Token: token, Reload: again,
		Load: func() (*job.File, error) { file, _, err := p.load(); return file, err },
		Deliver: func(ctx context.Context, m *service.Metrics) {
			err := p.deliver(ctx, l, daemon.File(), func(s delivery.Sent) {
				m.Sent(s.Channel, s.Problem == "")
				if s.Problem != "" {
					log.Warn("a message was not sent; it is tried again", "run", s.Run, "message", s.ID, "channel", s.Channel, "problem", s.Problem, "again", s.Again.Format(time.RFC3339))
					return
				}
				log.Info("message sent", "run", s.Run, "message", s.ID, "channel", s.Channel)
			})
			if err != nil && ctx.Err() == nil {
				log.Error("messages cannot be sent", "error", err.Error())
			}
		},
	})
}

// token reads the token of the status page.
func (s serving) token() (string, error) {
	if s.tokenFile == "" {
		return os.Getenv(tokenVariable), nil
	}
	text, err := os.ReadFile(s.tokenFile)
	if err != nil {
		return "", usagef("--token-file: %w", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", usagef("--token-file %s is empty\nfix: write the token into it", filepath.ToSlash(s.tokenFile))
	}
	return token, nil
}

// lockService keeps a second service of a job file out; runs by hand go on beside it, one at a time.
func lockService(jobFile string) (unlock func() error, err error) {
	unlock, err = lock(jobFile + ".serve")
	var failed *failure
	if errors.As(err, &failed) && failed.code == alreadyRunning {
		return nil, &failure{alreadyRunning, fmt.Errorf("%s: another kpibook serve is at work\nfix: stop it, or leave it to it", filepath.ToSlash(jobFile))}
	}
	return unlock, err
}
