package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is what this program was built from.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("version takes no argument such as %q", args[0])
			}
			b := newBuild()
			switch {
			case p.json:
				return p.printJSON(b)
			case p.quiet:
				fmt.Fprintln(p.stdout, b.Version)
				return nil
			}
			fmt.Fprintf(p.stdout, "%s (%s, %s)\n", b, b.Go, b.Platform)
			return nil
		},
	}
}

// String is the program and its version, as a report names what made it.
func (b build) String() string { return "kpibook " + b.Version }

// newBuild reads what the Go toolchain wrote into the program.
func newBuild() build {
	b := build{Version: "development", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Revision = s.Value
		}
	}
	return b
}
