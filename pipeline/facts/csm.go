package facts

import "kpibook/formulas/expr"

// managerColumn numbers the managers of the customers with recurring revenue on the last day, 0 for a customer that has none
// or none named, so that a scope counts each manager once.
func (f *Facts) managerColumn(c *columns) {
	const measure, dimension = "csm_count", "csm"
	switch loaded := f.datasets["accounts"]; {
	case loaded == nil:
		c.absent(expr.NoDataset, "accounts", measure)
		return
	case !loaded.Columns[dimension]:
		c.absent(expr.NoColumn, dimension, measure)
		return
	}
	numbers := map[string]int64{}
	f.add(c, measure, c.closing, 1, func(account int, m *Movement) int64 {
		manager, _ := f.Group(dimension, account, c.period.LastDay())
		if m.Closing <= 0 || manager == NoGroup {
			return 0
		}
		if numbers[manager] == 0 {
			numbers[manager] = int64(len(numbers) + 1)
		}
		return numbers[manager]
	})
}

// distinct counts the different values of some accounts, 0 being none.
func (c *Column) distinct(accounts []int32) int64 {
	seen := map[int64]bool{}
	for _, account := range accounts {
		if value := c.Values[account]; value != 0 {
			seen[value] = true
		}
	}
	return int64(len(seen))
}
