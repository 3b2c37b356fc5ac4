package main

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestMustShow_BadInputs: each of the fifteen inputs that finance meets most has its script, which TestScripts runs: what is said of it,
// and that the report published before stays.
func TestMustShow_BadInputs(t *testing.T) {
	for n := 1; n <= 15; n++ {
		pattern := fmt.Sprintf("../../fixtures/scripts/bad_%02d_*.txtar", n)
		if scripts, err := filepath.Glob(pattern); err != nil || len(scripts) == 0 {
			t.Errorf("%s: %d scripts (%v), want one at least", pattern, len(scripts), err)
		}
	}
}
