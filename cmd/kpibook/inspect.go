package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// inspectFlags are what inspect may be told.
type inspectFlags struct {
	policy, out string
	rows        bool
	options     ingest.Options
}

func (p *program) inspectCommand() *cobra.Command {
	var flags inspectFlags
	c := &cobra.Command{
		Use:   "inspect FILE...|-",
		Short: "Show how files are read: encoding, delimiter, header, numbers, days, and every row that is not read as it stands",
		RunE:  func(c *cobra.Command, files []string) error { return p.inspect(c.Context(), files, flags) },
	}
	c.Flags().StringVar(&flags.policy, "policy", string(ingest.Quarantine), "what becomes of broken rows: quarantine or repair")
	c.Flags().BoolVar(&flags.rows, "rows", false, "print the table as CSV in UTF-8")
	c.Flags().StringVar(&flags.out, "out", "", "write FILE_converted.csv and FILE_findings.json for each file into this `folder`")
	c.Flags().StringVar(&flags.options.Sheet, "sheet", "", "the `sheet` of a workbook")
	c.Flags().StringVar(&flags.options.Delimiter, "delimiter", "", "what stands between fields")
	c.Flags().StringVar(&flags.options.Encoding, "encoding", "", "how the file spells letters, such as windows-1252")
	c.Flags().IntVar(&flags.options.HeaderRow, "header-row", 0, "the `line` of the column headers")
	return c
}

// inspect shows how files are read. A file that is refused ends it with code 4, once all have been looked at.
func (p *program) inspect(ctx context.Context, files []string, flags inspectFlags) error {
	switch policy := ingest.Policy(flags.policy); {
	case len(files) == 0:
		return usagef("inspect takes the files to look at\nfix: kpibook inspect export.csv")
	case policy != ingest.Quarantine && policy != ingest.Repair:
		return usagef("there is no policy %q\nfix: use quarantine or repair", flags.policy)
	case flags.rows && (flags.out != "" || p.json):
		return usagef("--rows prints the table and nothing else\nfix: leave out --out and --json")
	default:
		flags.options.Policy = policy
	}
	files, err := p.inspected(files)
	if err != nil {
		return err
	}
	if first, second, clash := sameOutput(files); clash && flags.out != "" {
		return usagef("%s and %s would be written under one name\nfix: look at them one by one, each with a folder of its own for --out", filepath.ToSlash(first), filepath.ToSlash(second))
	}
	if flags.rows && len(files) > 1 {
		return usagef("--rows prints one table, and there are %d files\nfix: name one file, or use --out", len(files))
	}
	seen, refused := []*ingest.Inspection{}, []error{}
	for _, file := range files {
		in, err := p.inspectFile(ctx, file, flags)
		if err != nil {
			return err
		}
		if in.Refused != "" {
			refused = append(refused, &failure{inputRefused, errors.New(in.Refused)})
		}
		seen = append(seen, in)
	}
	switch {
	case flags.rows:
	case p.json:
		if err := p.printJSON(seen); err != nil {
			return err
		}
	default:
		for _, in := range seen {
			p.printInspection(in)
		}
	}
	return errors.Join(refused...)
}

// inspected are the files to look at: those in folders and archives, and what is piped in. One that is not there stays, to be said so.
func (p *program) inspected(args []string) (files []string, err error) {
	for _, arg := range args {
		if arg == job.Stdin {
			piped, err := p.keepPiped()
			if err != nil {
				return nil, err
			}
			files = append(files, piped)
			continue
		}
		found, _, err := ingest.Expand(".", arg)
		var fault *ingest.Fault
		switch {
		case errors.As(err, &fault):
			return nil, &failure{inputRefused, fault}
		case err != nil || len(found) == 0:
			found = []string{arg}
		}
		files = append(files, found...)
	}
	return files, nil
}

// outputName is what the files that inspect writes for a file are called, up to their ends.
func outputName(name string) string { return strings.ReplaceAll(ingest.BaseName(name), "/", "_") }

// sameOutput finds two files that would be written under one name.
func sameOutput(files []string) (first, second string, clash bool) {
	seen := map[string]string{}
	for _, file := range files {
		name := strings.ToLower(outputName(filepath.ToSlash(file))) // some file systems take upper and lower case for the same
		if seen[name] != "" {
			return seen[name], file, true
		}
		seen[name] = file
	}
	return "", "", false
}

// inspectFile looks at one file. With --out its rows go into a file that exists only once it is whole.
func (p *program) inspectFile(ctx context.Context, file string, flags inspectFlags) (*ingest.Inspection, error) {
	name := filepath.ToSlash(file)
	if file == p.piped {
		name = ingest.StandardInput
	}
	if flags.out == "" {
		if !flags.rows {
			return ingest.Inspect(ctx, file, name, flags.options, func([]string) error { return nil })
		}
		out := bufio.NewWriter(p.stdout)
		in, err := writeTable(ctx, out, file, name, flags.options)
		for _, remark := range in.Findings {
			fmt.Fprintln(p.stderr, remarkText(in, remark))
		}
		return in, errors.Join(err, out.Flush())
	}
	if err := os.MkdirAll(flags.out, 0o755); err != nil {
		return nil, &failure{cannotWrite, err}
	}
	base := filepath.Join(flags.out, outputName(name))
	converted, err := os.Create(base + "_converted.csv")
	if err != nil {
		return nil, &failure{cannotWrite, err}
	}
	defer converted.Close()
	out := bufio.NewWriter(converted)
	in, err := writeTable(ctx, out, file, name, flags.options)
	if err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, &failure{cannotWrite, err}
	}
	if in.Refused != "" {
		if err := os.WriteFile(base+"_converted.csv", []byte("Application Error\n"+in.Refused+"\n"), 0o644); err != nil {
			return nil, &failure{cannotWrite, err}
		}
	}
	findings, err := json.MarshalIndent(in.Findings, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.WriteFile(base+"_findings.json", append(findings, '\n'), 0o644), converted.Close()); err != nil {
		return nil, &failure{cannotWrite, err}
	}
	return in, nil
}

// writeTable writes the rows of a file as CSV.
func writeTable(ctx context.Context, w io.Writer, file, name string, options ingest.Options) (*ingest.Inspection, error) {
	out := csv.NewWriter(w)
	in, err := ingest.Inspect(ctx, file, name, options, out.Write)
	out.Flush()
	return in, errors.Join(err, out.Error())
}

// printInspection prints how a file is read, and what is not read as it stands.
func (p *program) printInspection(in *ingest.Inspection) {
	place := in.File
	if in.Sheet != "" {
		place += "[" + in.Sheet + "]"
	}
	if in.Refused != "" {
		fmt.Fprintf(p.stdout, "%s: refused\n", place)
		return
	}
	fmt.Fprintf(p.stdout, "%s: %s, %s, %s\n", place, counted(in.Rows, "row"), counted(len(in.Header), "column"), counted(len(in.Findings), "finding"))
	if !p.quiet {
		fmt.Fprintln(p.stdout, "  columns: "+strings.Join(in.Header, " | "))
		for _, how := range in.How {
			fmt.Fprintln(p.stdout, "  "+how)
		}
	}
	for _, remark := range in.Findings {
		fmt.Fprintln(p.stdout, remarkText(in, remark))
	}
}

// remarkText puts a remark into words, with the row as it stands and as it is read.
func remarkText(in *ingest.Inspection, r ingest.Remark) string {
	text := fmt.Sprintf("%s:%d: %s: %s", in.File, r.Line, r.Action, r.What)
	if r.Line == 0 {
		text = fmt.Sprintf("%s: %s: %s", in.File, r.Action, r.What)
	}
	if r.Excerpt != "" {
		text += "\n" + r.Excerpt
	}
	if r.New != "" {
		text += "\n  read as: " + r.New
	}
	if r.Fix != "" {
		text += "\nfix: " + r.Fix
	}
	return text
}
