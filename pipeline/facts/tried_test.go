package facts

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"kpibook/formulas"
)

// cases are what the tables of this package have held measures against, by measure: a figure worked out by hand, a period that is
// not covered, and a dataset, column or setting that is missing.
type cases struct {
	sync.Mutex
	by map[string]map[string]bool
}

var tried = cases{by: map[string]map[string]bool{}}

// note sorts what a measure is expected to be.
func (c *cases) note(measure, want string) {
	c.Lock()
	defer c.Unlock()
	if c.by[measure] == nil {
		c.by[measure] = map[string]bool{}
	}
	switch {
	case !strings.HasPrefix(want, "n/a"):
		c.by[measure]["a figure worked out by hand"] = true
	case strings.HasPrefix(want, "n/a (no "), strings.HasSuffix(want, " not set)"), strings.Contains(want, "have no posting"):
		c.by[measure]["a dataset, column or setting missing"] = true
	default:
		c.by[measure]["a period not covered"] = true
	}
}

// TestMain holds, after all tests of the package, every measure against having been tried in each of the three ways. What has no
// dataset cannot be uncovered or missing, and contract_years has no figure at all.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" {
		for _, measure := range formulas.Measures() {
			for _, way := range []string{"a figure worked out by hand", "a period not covered", "a dataset, column or setting missing"} {
				exempt := len(measure.Dataset) == 0 || measure.Over == formulas.PerRecordOnly
				if !tried.by[measure.ID][way] && !exempt {
					fmt.Printf("TestMustShow_EveryMeasure: no table tries %s with %s\n", measure.ID, way)
					code = 1
				}
			}
		}
	}
	os.Exit(code)
}
