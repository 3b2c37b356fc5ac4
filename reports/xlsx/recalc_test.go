package xlsx

import (
	"strings"
	"testing"

	"kpibook/reports"
	"kpibook/reports/xlsx/xlsxtest"
)

// TestRecalculation has LibreOffice calculate the sample: every value beside a formula is what the formula gives.
func TestRecalculation(t *testing.T) {
	for _, test := range []struct {
		sheets        []string
		live, numbers int
	}{
		{nil, 29, 85},
		{[]string{"Summary", "KPIs by account"}, 29, 35},
	} {
		live, numbers, mismatches := xlsxtest.Compare(t, sampleFile(t, nil), test.sheets...)
		if live != test.live || numbers != test.numbers || len(mismatches) != 0 {
			t.Errorf("sheets %q: %d live numbers of %d, mismatches %v; want %d of %d and none", test.sheets, live, numbers, mismatches, test.live, test.numbers)
		}
	}
}

// TestMustShow_PlantedWrongValue shows that a wrong value beside a formula is found, even one wrong by a hundred-millionth, and that a
// text in the place of a number is.
func TestMustShow_PlantedWrongValue(t *testing.T) {
	_, _, mismatches := xlsxtest.Compare(t, sampleFile(t, func(b *reports.Workbook) {
		kpis := b.Sheets[1]
		kpis.Rows[5].Cells[2].Number = number("95.850001")
		kpis.Rows[6].Cells[1].Number = number("999999")
		kpis.Rows[7].Cells[2] = reports.Cell{Text: "n/a", Formula: kpis.Rows[7].Cells[2].Formula}
	}))
	found := strings.Join(mismatches, "\n")
	for _, cell := range []string{"'KPIs by account'!C6 ", "'KPIs by account'!B7 ", "'KPIs by account'!C8 "} {
		if !strings.Contains(found, cell) {
			t.Errorf("the wrong value of %s is not found", cell)
		}
	}
	if len(mismatches) != 3 {
		t.Errorf("mismatches are\n%s\nwant the three planted ones", found)
	}
}
