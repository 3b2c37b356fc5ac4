package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// TestConditionalLooks: live checks and the lights over them change their look, constants do not.
func TestConditionalLooks(t *testing.T) {
	count := reports.Format{Kind: reports.FormatCount}
	light := text(reports.Good, "✓ passed")
	light.Formula = `IF(B1+B2=0,"✓ passed","✗ failed")`
	s := &reports.Sheet{Name: "Checks", Rows: []reports.Row{
		{Cells: []reports.Cell{text(reports.Good, "✓ passed"), live(reports.Good, count, "0", "C1-D1"), figure(reports.Input, count, "3"), figure(reports.Input, count, "3")}},
		{Cells: []reports.Cell{light, live(reports.Good, count, "0", "C2-D2"), figure(reports.Input, count, "4"), figure(reports.Input, count, "4")}},
	}}
	content := written(t, &reports.Workbook{Sheets: []*reports.Sheet{s}})
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	formats, err := file.GetConditionalFormats("Checks")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for block, rules := range formats {
		for _, rule := range rules {
			style, err := file.GetConditionalStyle(*rule.Format)
			if err != nil {
				t.Fatal(err)
			}
			said[block] += fmt.Sprintf("%s %s%s #%s; ", rule.Type, rule.Criteria, rule.Value, style.Font.Color)
		}
	}
	want := map[string]string{
		"B1:B2": "cell not equal to0 #" + vermilion + "; cell equal to0 #" + teal + "; ",
		"A2":    `formula LEFT(A2,1)="✗" #` + vermilion + `; formula LEFT(A2,1)<>"✗" #` + teal + "; ",
	}
	if fmt.Sprint(said) != fmt.Sprint(want) {
		t.Errorf("conditional looks are\n%v\nwant\n%v", said, want)
	}
	if n := strings.Count(part(t, content, "xl/styles.xml"), "<dxf>"); n != 2 {
		t.Errorf("%d conditional styles, want one for good and one for bad", n)
	}
}
