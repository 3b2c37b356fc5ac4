package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// program is what every command has: where results and messages go, and the flags that they share.
type program struct {
	stdin          *os.File
	stdout, stderr io.Writer
	now            func() time.Time

	config    string
	workspace string
	json      bool
	quiet     bool
	asOf      string
	until     string
	policy    string
	period    string
	out       string
	dryRun    bool
	before    int64 // files are compared with what runs before this one read; 0: with all
	all       bool
	jobs      []string                // by reproduce: those of the run
	restating map[sealKey]ledger.Seal // by restate: the seals that it follows

	piped string // a file with what was piped in, until the program ends; empty: nothing was asked for
}

func newProgram(stdout, stderr io.Writer) *program {
	return &program{stdin: os.Stdin, stdout: stdout, stderr: stderr, now: time.Now}
}

// root assembles the command line.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "kpibook",
		Short:         "From a company's exports to annotated Excel workbooks of SaaS and customer-success KPIs",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return unknownCommand(c, args[0])
		},
	}
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.AddCommand(p.sensitivityCommand(), p.cohortsCommand())
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usagef("%w\nfix: see %s --help", err, c.CommandPath()) })
	flags := root.PersistentFlags()
	flags.StringVarP(&p.config, "config", "c", "kpibook.yaml", "the job `file`")
	flags.StringVar(&p.workspace, "workspace", "", "the `folder` of the ledger, which remembers runs, figures and seals (default: "+workspaceFolder+" beside the job file)")
	flags.BoolVar(&p.json, "json", false, "print results as JSON")
	flags.BoolVarP(&p.quiet, "quiet", "q", false, "print no more than the result itself")
	root.AddCommand(p.runCommand(), p.initCommand(), p.checkCommand(), p.calcCommand(), p.explainCommand(), p.fixCommand(), p.glossaryCommand(),
		p.inspectCommand(), p.templateCommand(), p.verifyCommand(), p.diffCommand(), p.historyCommand(), p.showCommand(), p.reproduceCommand(), p.sealCommand(),
		p.restatementsCommand(), p.restateCommand(), p.serveCommand(), p.scheduleCommand(), p.versionCommand())
	return root
}

// unknownCommand says that there is no such command, and which one comes near.
func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	if near := formulas.Nearest(name, names); len(near) > 0 {
		names = near
	}
	return usagef("there is no command %q\nfix: use %s", name, strings.Join(names, ", "))
}

// asOfFlag adds --as-of to a command that reads the data.
func (p *program) asOfFlag(c *cobra.Command) {
	c.Flags().StringVar(&p.asOf, "as-of", "", "the last `month` to look at, such as 2026-10, or FY2026-P09 in a year of weeks (default: the last complete month in the data)")
}

// policyFlag adds --policy to a command that reads the data.
func (p *program) policyFlag(c *cobra.Command) {
	c.Flags().StringVar(&p.policy, "policy", "", "what becomes of rows that cannot be split, in all sources: quarantine or repair (default: as each source of the job file says)")
}

// load reads the job file and the catalogue, with what the job file adds to it.
func (p *program) load() (*job.File, *formulas.Catalogue, error) {
	switch p.policy {
	case "", string(ingest.Quarantine), string(ingest.Repair):
	default:
		return nil, nil, usagef("there is no policy %q\nfix: use quarantine or repair", p.policy)
	}
	file, err := job.Load(p.config, pipeline.Schema())
	if err != nil {
		return nil, nil, err
	}
	if file.Pipes() {
		if file.Piped, err = p.keepPiped(); err != nil {
			return nil, nil, err
		}
	}
	file.SetPolicy(p.policy)
	catalogue, err := file.Catalogue()
	return file, catalogue, err
}

// loadCatalogue is the catalogue for commands that need no data: with what a job file adds when the command line names one.
func (p *program) loadCatalogue(c *cobra.Command) (*formulas.Catalogue, error) {
	if c.Flags().Changed("config") {
		_, catalogue, err := p.load()
		return catalogue, err
	}
	catalogue, err := formulas.New()
	if err != nil {
		return nil, &failure{invalid, err}
	}
	return catalogue, nil
}

// read does everything up to the figures, with a sign of life on a terminal.
func (p *program) read(ctx context.Context, file *job.File, catalogue *formulas.Catalogue) (*pipeline.Book, error) {
	stop := p.progress(ctx, "reading "+filepath.ToSlash(file.Path))
	defer stop()
	memory, forget := p.memory(ctx, file)
	defer forget()
	return pipeline.Read(ctx, file, catalogue, pipeline.Options{AsOf: p.asOf, Until: p.until, Tool: newBuild().String(), Memory: memory})
}
