package main

import (
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/pipeline/ingest"
)

func (p *program) templateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "template DATASET",
		Short: "Print a CSV file with the columns of a dataset and example rows",
		RunE: func(c *cobra.Command, args []string) error {
			names := datasets()
			if len(args) != 1 {
				return usagef("template needs one dataset\nfix: name one of %s", strings.Join(names, ", "))
			}
			text, err := ingest.Template(strings.ToLower(args[0]))
			if err != nil {
				near := formulas.Nearest(args[0], names)
				if len(near) == 0 {
					near = names
				}
				return usagef("there is no dataset %q\nfix: name one of %s", args[0], strings.Join(near, ", "))
			}
			_, err = p.stdout.Write(text)
			return err
		},
	}
}

// datasets are the names of the datasets that can be read.
func datasets() (names []string) {
	for _, dataset := range ingest.Schema() {
		names = append(names, dataset.Name)
	}
	return names
}
