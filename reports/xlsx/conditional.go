package xlsx

import (
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// colourChecks has live checks and the lights over them change their look when a figure is changed by hand: a check looks bad
// when it is not 0, a light when its text says that one failed.
func (p *page) colourChecks() error {
	good, err := p.conditional(reports.Good)
	if err != nil {
		return err
	}
	bad, err := p.conditional(reports.Bad)
	if err != nil {
		return err
	}
	for _, block := range p.LiveChecks() {
		err := p.file.SetConditionalFormat(p.Name, block.Address(), []excelize.ConditionalFormatOptions{
			{Type: "cell", Criteria: "!=", Value: "0", Format: &bad}, {Type: "cell", Criteria: "=", Value: "0", Format: &good},
		})
		if err != nil {
			return err
		}
	}
	for i, row := range p.Sheet.Rows {
		for j, c := range row.Cells {
			if !c.Light() || c.LiveCheck() {
				continue
			}
			at := reports.Position{Row: i, Column: j}.Address()
			says := "LEFT(" + at + ",1)"
			err := p.file.SetConditionalFormat(p.Name, at, []excelize.ConditionalFormatOptions{
				{Type: "formula", Criteria: says + `="` + reports.Failed + `"`, Format: &bad}, {Type: "formula", Criteria: says + `<>"` + reports.Failed + `"`, Format: &good},
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// colourStatus has the words on how a figure stands change their look with their mark.
func (p *page) colourStatus() error {
	for _, block := range p.Blocks(func(c reports.Cell) bool { return c.Style.Role == reports.Status && c.Formula != "" }) {
		var rules []excelize.ConditionalFormatOptions
		for _, mark := range []string{reports.MarkGood, reports.MarkWarning, reports.MarkBad, reports.MarkNone} {
			id, err := p.conditional(reports.StatusLook(mark))
			if err != nil {
				return err
			}
			rules = append(rules, excelize.ConditionalFormatOptions{Type: "formula", Criteria: "LEFT(" + block.From.Address() + `,1)="` + mark + `"`, Format: &id})
		}
		if err := p.file.SetConditionalFormat(p.Name, block.Address(), rules); err != nil {
			return err
		}
	}
	return nil
}

// colourMarks has figures change their look with the mark before them.
func (p *page) colourMarks() error {
	marks := map[reports.Marks]bool{}
	for _, row := range p.Sheet.Rows {
		for _, c := range row.Cells {
			marks[c.Style.Format.Marks] = true
		}
	}
	delete(marks, "")
	for _, m := range slices.Sorted(maps.Keys(marks)) {
		for _, block := range p.Blocks(func(c reports.Cell) bool { return c.Style.Format.Marks == m }) {
			var rules []excelize.ConditionalFormatOptions
			for _, rule := range m.Rules(block.From.Address()) {
				id, err := p.conditional(reports.StatusLook(rule.Mark))
				if err != nil {
					return err
				}
				rules = append(rules, excelize.ConditionalFormatOptions{Type: "formula", Criteria: rule.Formula, Format: &id})
			}
			if err := p.file.SetConditionalFormat(p.Name, block.Address(), rules); err != nil {
				return err
			}
		}
	}
	return nil
}

// shade colours blocks of figures from the lowest to the highest: the darker, the higher, in one hue, which every reader can
// tell apart.
func (p *page) shade() error {
	for _, block := range p.Scales {
		err := p.file.SetConditionalFormat(p.Name, block.Address(), []excelize.ConditionalFormatOptions{{Type: "3_color_scale", Criteria: "=",
			MinType: "min", MidType: "percentile", MidValue: "50", MaxType: "max", MinColor: "#" + white, MidColor: "#" + reports.Mixed(p.colour(navy), 82), MaxColor: "#" + reports.Mixed(p.colour(navy), 55)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// conditional is the number of the style that draws a role over another.
func (b *book) conditional(role reports.Role) (int, error) {
	if id, ok := b.overlays[role]; ok {
		return id, nil
	}
	p := b.paint(role)
	id, err := b.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: role.Face().Bold, Color: p.color},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}})
	b.overlays[role] = id
	return id, err
}
