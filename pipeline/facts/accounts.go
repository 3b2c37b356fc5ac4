package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// assignment is the span in which an account has a value of a dimension. Most exports are undated: then it has no beginning
// and no end, and holds for the whole report.
type assignment struct {
	account  int32
	value    string
	from, to period.Date // from a day up to, not including, another
	place    ingest.Place
}

// NoGroup is the value of a dimension for accounts that have none.
const NoGroup = "(none)"

// addAccounts settles who the customers are: the accounts, or their ultimate parents, sorted by id.
func (f *Facts) addAccounts(customers string, records *ingest.Records) (faults ingest.Faults) {
	rows := map[string][]ingest.Account{}
	for _, a := range records.Accounts {
		rows[a.ID] = append(rows[a.ID], a)
	}
	derived := func(id string, place ingest.Place) {
		if rows[id] == nil {
			rows[id] = []ingest.Account{{Place: place, ID: id, ValidFrom: period.NoDate}}
		}
	}
	for _, s := range records.Subscriptions {
		derived(s.Account, s.Place)
	}
	for _, m := range records.MRR {
		derived(m.Account, m.Place)
	}
	for _, dated := range rows {
		slices.SortStableFunc(dated, func(a, b ingest.Account) int { return cmp.Compare(a.ValidFrom, b.ValidFrom) })
	}
	if customers == "parent" {
		for _, a := range records.Accounts {
			if a.Parent != "" {
				derived(a.Parent, a.Place)
			}
		}
		if faults = f.findRoots(rows, records); len(faults) > 0 {
			return faults
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if root, ok := f.roots[id]; ok && root != id {
			continue
		}
		dated := rows[id]
		latest := dated[len(dated)-1]
		f.Accounts = append(f.Accounts, Account{Place: latest.Place, ID: id, Name: latest.Name, Status: latest.Status, Dimensions: latest.Dimensions,
			Employees: latest.Employees, Revenue: latest.AnnualRevenue, Currency: latest.Currency})
		f.assign(int32(len(f.Accounts)-1), dated)
	}
	f.everyone = make([]int32, len(f.Accounts))
	for i := range f.everyone {
		f.everyone[i] = int32(i)
	}
	return nil
}

// findRoots follows each account to its ultimate parent, that of today: where parents changed, the latest holds for all periods.
func (f *Facts) findRoots(rows map[string][]ingest.Account, records *ingest.Records) (faults ingest.Faults) {
	f.roots = map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		root, path := id, []string{id}
		for {
			of := rows[root]
			parent := of[len(of)-1].Parent      // the latest
			if parent == "" || parent == root { // some systems name the head of a group as its own parent
				break
			}
			root = parent
			if path = append(path, root); slices.Index(path, root) < len(path)-1 {
				faults = append(faults, records.Fault(of[len(of)-1].Place, "account "+id+" is its own parent: "+strings.Join(path, " → "), "correct parent_account_id, or count customers: account"))
				break
			}
		}
		f.roots[id] = root
	}
	return faults
}

// assign notes an account's value of every dimension, row by row of its history. Rows without a date hold from ever.
func (f *Facts) assign(account int32, dated []ingest.Account) {
	if f.assignments == nil {
		f.assignments = map[string][]assignment{}
	}
	for i, row := range dated {
		to := endless
		if i+1 < len(dated) {
			to = dated[i+1].ValidFrom
		}
		from := row.ValidFrom
		if i == 0 {
			from = period.NoDate // what held before the first date is not known; the first value stands in for it
		}
		for name, value := range row.Dimensions {
			if value != "" && from < to {
				f.assignments[name] = append(f.assignments[name], assignment{account, value, from, to, row.Place})
			}
		}
	}
}

// Root is the id of the customer that an account counts for: its ultimate parent where those are the customers, else itself.
func (f *Facts) Root(id string) string {
	if root, ok := f.roots[id]; ok {
		return root
	}
	return id
}

// customer gives the index of the customer that an account id stands for: the account, or its ultimate parent.
func (f *Facts) customer(id string) (int, bool) {
	return f.Find(f.Root(id))
}

// Dimensions are the names of the account dimensions that have values, sorted.
func (f *Facts) Dimensions() []string { return slices.Sorted(maps.Keys(f.assignments)) }

// Groups are the values of a dimension, sorted; NoGroup and, where there are rows without an account, Unassigned last.
func (f *Facts) Groups(dimension string) []string {
	if list, ok := f.groups[dimension]; ok {
		return slices.Clone(list)
	}
	return f.listGroups(dimension)
}

func (f *Facts) listGroups(dimension string) []string {
	values, grouped := map[string]bool{}, map[int32]period.Date{}
	for _, a := range f.assignments[dimension] {
		values[a.value] = true
		if end, ok := grouped[a.account]; a.from == period.NoDate || ok && end == a.from {
			grouped[a.account] = a.to
		}
	}
	list := slices.Sorted(maps.Keys(values))
	for account := range f.Accounts {
		if grouped[int32(account)] != endless {
			list = append(list, NoGroup)
			break
		}
	}
	if f.unassigned {
		list = append(list, Unassigned)
	}
	return list
}

// Dated tells whether some account changes its value of a dimension over time.
func (f *Facts) Dated(dimension string) bool {
	return slices.ContainsFunc(f.assignments[dimension], func(a assignment) bool { return a.from != period.NoDate })
}

// members are the accounts of a scope on a day.
func (f *Facts) members(scope Scope, day period.Date) ([]int32, bool) {
	switch scope.Dimension {
	case "":
		return f.everyone, true
	case "account":
		account, ok := f.Find(scope.Value)
		if !ok {
			return nil, false
		}
		return f.everyone[account : account+1], true
	}
	f.memberLock.Lock()
	defer f.memberLock.Unlock()
	key := scope
	if f.Dated(scope.Dimension) {
		key.Value = fmt.Sprintf("%s\x00%d", scope.Value, day)
	}
	if list, ok := f.memberships[key]; ok {
		return list, list != nil
	}
	list := f.listMembers(scope, day)
	f.memberships[key] = list
	return list, list != nil
}

// listMembers finds the accounts that have a value of a dimension on a day; nil when there is no such value.
func (f *Facts) listMembers(scope Scope, day period.Date) []int32 {
	if !slices.Contains(f.Groups(scope.Dimension), scope.Value) {
		return nil
	}
	list := []int32{}
	grouped := make([]bool, len(f.Accounts))
	for _, a := range f.assignments[scope.Dimension] {
		if a.from <= day && day < a.to {
			grouped[a.account] = true
			if a.value == scope.Value {
				list = append(list, a.account)
			}
		}
	}
	if scope.Value == NoGroup {
		for account, has := range grouped {
			if !has {
				list = append(list, int32(account))
			}
		}
	}
	slices.Sort(list)
	return list
}
