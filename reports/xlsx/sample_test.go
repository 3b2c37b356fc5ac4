package xlsx

import (
	"fmt"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/reports"
)

// sample is a small report with everything a workbook can carry: the accounts' base figures, live KPIs on them with notes
// and links, a summary with charts, checks and prose.
func sample() *reports.Workbook {
	return &reports.Workbook{
		Title: "KPI report", Subject: "October 2026", Company: "Meridian & Söhne GmbH", Description: "Portfolio figures",
		Created: period.DateOf(2026, 10, 31),
		Sheets:  []*reports.Sheet{summarySheet(), kpiSheet(), inputSheet(), checkSheetSample(), glossarySheet()},
		Names:   []reports.Name{{Name: "kpi_net_new_mrr", Cell: at("Summary", 4, 1)}},
	}
}

const accounts = 12

var (
	money   = reports.Format{Kind: reports.FormatMoney, Currency: "EUR"}
	percent = reports.Format{Kind: reports.FormatPercent}
)

func at(sheet string, row, column int) reports.Ref {
	return reports.Ref{Sheet: sheet, Position: reports.Position{Row: row, Column: column}}
}

func block(sheet string, row, column, lastRow, lastColumn int) reports.RefRange {
	return reports.RefRange{Sheet: sheet, Range: reports.Range{From: at(sheet, row, column).Position, To: at(sheet, lastRow, lastColumn).Position}}
}

func number(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

func text(role reports.Role, text string) reports.Cell {
	return reports.Cell{Text: text, Style: reports.Style{Role: role}}
}

func figure(role reports.Role, f reports.Format, value string) reports.Cell {
	return reports.Cell{Number: number(value), Style: reports.Style{Role: role, Format: f}}
}

func live(role reports.Role, f reports.Format, value, formula string) reports.Cell {
	c := figure(role, f, value)
	c.Formula = formula
	return c
}

func inputSheet() *reports.Sheet {
	s := &reports.Sheet{Name: "Inputs", Kind: reports.Inputs, Gridlines: true, Freeze: reports.Position{Row: 3, Column: 1}, TitleRows: 2, TitleFrom: 1}
	s.Rows = []reports.Row{
		{Cells: []reports.Cell{text(reports.Title, "Base measures by account")}},
		{Cells: []reports.Cell{text(reports.Header, "Account"), text(reports.Header, "Customer since"), text(reports.Header, "Opening recurring revenue"), text(reports.Header, "Closing recurring revenue"), text(reports.Header, "Exchange rate")}},
		{Cells: []reports.Cell{text(reports.HeaderUnit, ""), text(reports.HeaderUnit, "date"), text(reports.HeaderUnit, "EUR a month"), text(reports.HeaderUnit, "EUR a month"), text(reports.HeaderUnit, "EUR per unit")}},
	}
	for i := range accounts {
		since := period.DateOf(2021, 3, 1) + period.Date(37*i)
		opening := figure(reports.Input, money, fmt.Sprint(1000*i, ".10"))
		s.Rows = append(s.Rows, reports.Row{Cells: []reports.Cell{
			text(reports.Label, fmt.Sprintf("%05d", 1200+i)),
			{Date: &since, Style: reports.Style{Role: reports.Input, Format: reports.Format{Kind: reports.FormatDate}}},
			opening,
			figure(reports.Input, money, fmt.Sprint(1050*i-5, ".95")),
			figure(reports.Input, reports.Format{Kind: reports.FormatRate}, "1.08453"),
		}})
	}
	s.Rows[3].Cells[2] = reports.Cell{Style: reports.Style{Role: reports.Input, Format: money}} // the first account has no opening
	s.Filter = &reports.Range{From: reports.Position{Row: 1}, To: reports.Position{Row: 2 + accounts, Column: 4}}
	return s
}

func kpiSheet() *reports.Sheet {
	header := text(reports.Header, "Net revenue retention")
	header.Note = "Net revenue retention\nThe closing revenue of the customers of the start, over their opening revenue.\n" +
		"Formula: closing / opening.\nUnit: share, shown in %.\nHigher is better. An account without an opening has none."
	header.Link, header.LinkTip = &reports.Ref{Sheet: "Glossary", Position: reports.Position{Row: 3}}, "What it means"
	s := &reports.Sheet{Name: "KPIs by account", Freeze: reports.Position{Row: 3, Column: 1}, TitleRows: 2, TitleFrom: 1, Footer: "Meridian & Söhne, 2026"}
	s.Rows = []reports.Row{
		{Cells: []reports.Cell{text(reports.Title, "KPIs by account")}},
		{Cells: []reports.Cell{text(reports.Header, "Account"), header, text(reports.Header, "Net change"), text(reports.Header, "Status")}},
		{Cells: []reports.Cell{text(reports.HeaderUnit, ""), text(reports.HeaderUnit, "%"), text(reports.HeaderUnit, "EUR"), text(reports.HeaderUnit, "")}},
	}
	for i := range accounts {
		row := i + 3
		opening, closing := at("Inputs", row, 2), at("Inputs", row, 3)
		share := fmt.Sprintf(`IF(COUNT(%s,%s)<2,"n/a",%s/%s)`, opening.Address(), closing.Address(), closing.Address(), opening.Address())
		change := fmt.Sprintf(`IF(COUNT(%s)<1,"n/a",%s-%s)`, opening.Address(), closing.Address(), opening.Address())
		rate := reports.Cell{Text: "n/a", Formula: share, Style: reports.Style{Role: reports.Absent, Format: percent}}
		moved := reports.Cell{Text: "n/a", Formula: change, Style: reports.Style{Role: reports.Absent, Format: money}}
		if i > 0 {
			from, to := decimal.RequireFromString(fmt.Sprint(1000*i, ".10")), decimal.RequireFromString(fmt.Sprint(1050*i-5, ".95"))
			rate = live(reports.Crossing, percent, to.DivRound(from, 30).String(), share)
			moved = live(reports.Crossing, money, to.Sub(from).String(), change)
		}
		s.Rows = append(s.Rows, reports.Row{Cells: []reports.Cell{text(reports.Label, fmt.Sprintf("%05d", 1200+i)), rate, moved, text(reports.Good, "✓ kept")}})
	}
	sum := decimal.Zero
	for i := 1; i < accounts; i++ {
		sum = sum.Add(s.Rows[i+3].Cells[2].Number.Decimal)
	}
	total := "SUM(" + block("KPIs by account", 3, 2, 2+accounts, 2).Range.Address() + ")"
	s.Rows = append(s.Rows, reports.Row{Cells: []reports.Cell{text(reports.Total, "Total"), text(reports.Total, ""), live(reports.Total, money, sum.String(), total), text(reports.Total, "")}})
	s.Filter = &reports.Range{From: reports.Position{Row: 1}, To: reports.Position{Row: 2 + accounts, Column: 3}}
	return s
}

func summarySheet() *reports.Sheet {
	change := at("KPIs by account", 3+accounts, 2)
	total := kpiSheet().Rows[3+accounts].Cells[2].Number.Decimal
	s := &reports.Sheet{Name: "Summary", Merges: []reports.Range{{To: reports.Position{Column: 4}}}}
	note := live(reports.Crossing, money, total.String(), change.Address())
	note.Note = "Net change of recurring revenue."
	since := period.DateOf(2022, 4, 12)
	s.Rows = []reports.Row{
		{Cells: []reports.Cell{text(reports.Title, "Meridian & Söhne GmbH: October 2026")}},
		{Cells: []reports.Cell{text(reports.Subtitle, "Portfolio, EUR, against September 2026 and October 2025, as stated on the Inputs sheet")}},
		{},
		{Cells: []reports.Cell{text(reports.Header, "KPI"), text(reports.Header, "This month"), text(reports.Header, "Change in %"), text(reports.Header, "Change"), text(reports.Header, "Points")}},
		{Cells: []reports.Cell{text(reports.Label, "Net change of recurring revenue"), note,
			live(reports.Calculated, reports.Format{Kind: reports.FormatChangePercent}, "0.0321", "321/10000"),
			live(reports.Calculated, reports.Format{Kind: reports.FormatChange, Currency: "EUR", Of: reports.FormatMoney}, "-1234.5", "-12345/10"),
			{Text: "n/a", Style: reports.Style{Role: reports.Absent}}}},
		{Cells: []reports.Cell{text(reports.Label, "Gross revenue retention"), figure(reports.Calculated, percent, "0.914"),
			{Text: "n/a", Style: reports.Style{Role: reports.Absent}}, {Text: "n/a", Style: reports.Style{Role: reports.Absent}},
			live(reports.Calculated, reports.Format{Kind: reports.FormatPoints}, "-0.0142", "-142/10000")}},
		{Cells: []reports.Cell{text(reports.Label, "Largest loss, in yen"), live(reports.Calculated, reports.Format{Kind: reports.FormatMoney, Currency: "JPY"}, "-1234567", "0-1234567"),
			figure(reports.Calculated, reports.Format{Kind: reports.FormatChangePercent}, "0"),
			figure(reports.Calculated, reports.Format{Kind: reports.FormatChange, Of: reports.FormatCount}, "12")}},
		{Cells: []reports.Cell{text(reports.Label, "In dinar, of three decimals"), figure(reports.Calculated, reports.Format{Kind: reports.FormatMoney, Currency: "KWD"}, "1234567.891")}},
		{Cells: []reports.Cell{text(reports.Label, "Newest customer"), {Date: &since, Formula: "MAX(" + block("Inputs", 3, 1, 2+accounts, 1).Address() + ")",
			Style: reports.Style{Role: reports.Crossing, Format: reports.Format{Kind: reports.FormatDate}}}}},
		{},
		{Cells: []reports.Cell{text(reports.CardLabel, "Retention"), text(reports.CardLabel, "Score")}},
		{Cells: []reports.Cell{figure(reports.Card, percent, "0.974"), figure(reports.Card, reports.Format{Kind: reports.FormatScore}, "42.25")}},
	}
	for row, kind := range []reports.ChartKind{reports.ColumnChart, reports.StackedColumnChart, reports.LineChart} {
		s.Charts = append(s.Charts, reports.Chart{
			Kind: kind, At: reports.Position{Row: 13 + 15*row}, Width: 620, Height: 280, Title: "Recurring revenue by account", Alt: "Recurring revenue at the start and the end",
			Categories: block("Inputs", 3, 0, 2+accounts, 0), Format: money,
			Series: []reports.Series{
				{Name: "Opening <EUR>", Values: block("Inputs", 3, 2, 2+accounts, 2)},
				{Name: "Closing", Values: block("Inputs", 3, 3, 2+accounts, 3), Color: 1, Line: kind == reports.ColumnChart},
			},
		})
	}
	return s
}

func checkSheetSample() *reports.Sheet {
	link := text(reports.Hyperlink, "Inputs")
	link.Link, link.LinkTip = &reports.Ref{Sheet: "Inputs"}, "Go to the inputs"
	return &reports.Sheet{Name: "Checks", Kind: reports.Control, Portrait: true, Rows: []reports.Row{
		{Cells: []reports.Cell{text(reports.Heading, "Checks")}},
		{Cells: []reports.Cell{text(reports.Header, "Check"), text(reports.Header, "Result"), text(reports.Header, "Count"), text(reports.Header, "Where")}},
		{Cells: []reports.Cell{text(reports.Label, "Roll-forward closes"), text(reports.Good, "✓ passed"), figure(reports.Calculated, reports.Format{Kind: reports.FormatCount}, "12345"), link}},
		{Cells: []reports.Cell{text(reports.Label, "Rates cover every month"), text(reports.Bad, "✗ 2 months without a rate"), figure(reports.Calculated, reports.Format{Kind: reports.FormatDays}, "2.5")}},
		{Cells: []reports.Cell{text(reports.Label, "=HYPERLINK(\"x\")"), text(reports.Warning, "! +49 30 1234"), text(reports.Label, "@SUM(A1)")}},
		{Cells: []reports.Cell{text(reports.Label, "-1+2"), text(reports.Label, "bell\a, _x0041_ and\r\nbreak"), figure(reports.Plain, reports.Format{}, "1.99999999999999985")}},
	}}
}

func glossarySheet() *reports.Sheet {
	prose := "Closing recurring revenue of the customers of the start over their opening recurring revenue. Customers who came inside the period do not count, " +
		"those who left count with nothing. A change of the exchange rate moves neither side."
	s := &reports.Sheet{Name: "Glossary", Kind: reports.Control, Widths: []int{0, 70}, Freeze: reports.Position{Row: 3}, TitleRows: 1, TitleFrom: 2}
	s.Rows = []reports.Row{
		{Cells: []reports.Cell{text(reports.Title, "Glossary")}},
		{Cells: []reports.Cell{text(reports.Body, "What each figure means, where it comes from, and when there is none.")}},
		{Cells: []reports.Cell{text(reports.Header, "KPI"), text(reports.Header, "Definition"), text(reports.Header, "Unit")}},
		{Cells: []reports.Cell{text(reports.Label, "Net revenue retention"), {Text: prose, Style: reports.Style{Role: reports.Body, Wrap: true}}, text(reports.Label, "share, shown in %")}},
		{Cells: []reports.Cell{{Text: "Indented", Style: reports.Style{Role: reports.Label, Indent: 2}}, text(reports.Body, "one line")}},
	}
	return s
}
