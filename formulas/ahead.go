package formulas

// LooksAhead tells whether a definition of a KPI rests on what was known of the time after the period when the data was cut. Later data
// knows more of it, which makes no earlier figure wrong: such a figure is not restated.
func (c *Catalogue) LooksAhead(kpi *KPI, variant string) bool {
	return c.looksAhead(kpi, variant, map[string]bool{})
}

func (c *Catalogue) looksAhead(kpi *KPI, variant string, asked map[string]bool) bool {
	if method, ok := kpi.MethodOf(variant); ok && (method == MethodCommittedRecurring || method == MethodCommittedRevenue) {
		return true
	}
	for _, id := range kpi.Inputs(variant) {
		if m, ok := MeasureByID(id); ok {
			if m.Ahead {
				return true
			}
			continue
		}
		if input, ok := c.ByID(id); ok && !asked[id] {
			asked[id] = true
			if c.looksAhead(input, "", asked) {
				return true
			}
		}
	}
	return false
}
