package compute

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kpibook/pipeline/job"
)

// CheckHealth finds the account columns and values of health models that the data does not have. The error is job.Faults.
func (b *Book) CheckHealth(file *job.File) error {
	var faults job.Faults
	known := b.Facts.Dimensions()
	for i, m := range b.Catalogue.Health().Models {
		at := []string{"health", "segments", strconv.Itoa(i)}
		if !slices.Contains(known, m.Dimension) {
			faults = append(faults, file.Fault(fmt.Sprintf("the accounts have no column %q", m.Dimension), suggestion(m.Dimension, known), append(at, "by")...))
			continue
		}
		groups := b.Facts.Groups(m.Dimension)
		for j, value := range m.Values {
			if !slices.Contains(groups, value) {
				faults = append(faults, file.Fault(fmt.Sprintf("no customer has the %s %q", m.Dimension, value), suggestion(value, groups), append(at, "values", strconv.Itoa(j))...))
			}
		}
	}
	if faults == nil {
		return nil
	}
	return faults
}

// suggestion names the nearest of some words, or all of them.
func suggestion(word string, known []string) string {
	if near := job.Nearest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) == 0 {
		return "there is none in the data"
	}
	return "write one of " + strings.Join(known, ", ")
}
