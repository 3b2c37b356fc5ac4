package facts

import (
	"math/bits"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// Usage adds up usage rows as they are read. A user's days of a month are one bit mask, so that distinct users and active
// days of any period are exact and a user costs four bytes a month.
type Usage struct {
	critical map[string]bool // lower case; nil: every feature is critical
	accounts map[string]int32
	names    []string // of accounts, by their number here
	ids      map[userKey]int32
	owner    []int32 // account of each user
	users    []string
	months   map[period.Month]*usageMonth
	seen     map[period.Date]bool
	unnamed  bool // some rows have no user

	index []int32     // account number here: index into Facts.Accounts, -1 for one that is not there
	first period.Date // cover of the dataset
	last  period.Date
}

type userKey struct {
	account int32
	user    string
}

// usageMonth is one calendar month: per user the days as bits and whether a critical feature was used, per account the
// events and the latest day.
type usageMonth struct {
	days     []uint32
	critical []bool
	events   []int64
	latest   []period.Date
}

// NewUsage is an empty Usage; criticalFeatures names the features that count for adoption, all when empty.
func NewUsage(criticalFeatures []string) *Usage {
	u := &Usage{accounts: map[string]int32{}, ids: map[userKey]int32{}, months: map[period.Month]*usageMonth{}, seen: map[period.Date]bool{}}
	if len(criticalFeatures) > 0 {
		u.critical = map[string]bool{}
		for _, feature := range criticalFeatures {
			u.critical[strings.ToLower(feature)] = true
		}
	}
	return u
}

// AddUsage counts one row.
func (u *Usage) AddUsage(row *ingest.Usage) {
	account, ok := u.accounts[row.Account]
	if !ok {
		account = int32(len(u.names))
		name := strings.Clone(row.Account)
		u.names = append(u.names, name)
		u.accounts[name] = account
	}
	month := row.On.Month()
	m := u.months[month]
	if m == nil {
		m = &usageMonth{}
		u.months[month] = m
	}
	m.events = grow(m.events, account)
	m.events[account] += row.Count
	m.latest = grow(m.latest, account)
	if m.latest[account] == 0 || row.On > m.latest[account] {
		m.latest[account] = row.On
	}
	u.seen[row.On] = true
	if row.User == "" {
		u.unnamed = true
		return
	}
	user, ok := u.ids[userKey{account, row.User}]
	if !ok {
		user = int32(len(u.owner))
		name := strings.Clone(row.User)
		u.ids[userKey{account, name}] = user
		u.owner = append(u.owner, account)
		u.users = append(u.users, name)
	}
	m.days = grow(m.days, user)
	m.days[user] |= 1 << uint(row.On-month.First())
	if u.critical == nil || u.critical[strings.ToLower(row.Feature)] {
		m.critical = grow(m.critical, user)
		m.critical[user] = true
	}
}

// grow makes place for an index, with room to spare.
func grow[T any](list []T, index int32) []T {
	if int(index) < len(list) {
		return list
	}
	if int(index) < cap(list) {
		return list[:index+1]
	}
	longer := make([]T, index+1, 2*index+16)
	copy(longer, list)
	return longer
}

// settle ties the accounts seen in the usage to the facts, once all rows are in.
func (u *Usage) settle(f *Facts) {
	if u == nil || f.datasets["usage"] == nil || f.datasets["usage"].Rows == 0 {
		f.usage = nil
		return
	}
	u.index = make([]int32, len(u.names))
	for i, name := range u.names {
		u.index[i] = -1
		if account, ok := f.customer(name); ok {
			u.index[i] = int32(account)
		}
	}
	u.first, u.last = f.datasets["usage"].First, f.datasets["usage"].Last
}

// covered is the part of a period that lies in the usage cover, whole months of it at its ends included.
func (u *Usage) covered(p period.Period) (first, last period.Month, whole bool) {
	first, last = max(p.First, u.first.Month()), min(p.Last, u.last.Month())
	return first, last, first == p.First && last == p.Last
}

// days is how many days of a period lie in the usage cover.
func (u *Usage) days(p period.Period) int64 {
	return max(0, int64(min(p.LastDay(), u.last)-max(p.FirstDay(), u.first))+1)
}

func (f *Facts) usageColumns(c *columns) {
	byUser := []string{"active_user_days", "mau", "mau_days", "active_users", "critical_feature_users"}
	byEvent := []string{"usage_events", "last_activity_on", "days_since_last_activity", "dark_accounts"}
	all := append(append([]string{"days_in_period", "active_days_with_data"}, byUser...), byEvent...)
	u := f.usage
	if u == nil {
		c.absent(expr.NoDataset, "usage", all...)
		return
	}
	first, last, whole := u.covered(c.period)
	switch {
	case c.period.Last > f.Last:
		c.absent(expr.OpenPeriod, "ends "+c.period.LastDay().String(), all...)
		return
	case first > last:
		c.absent(expr.OutsideCover, "usage is from "+u.first.String()+" to "+u.last.String(), all...)
		return
	}
	f.constant(c, "days_in_period", u.days(c.period))
	withData := int64(0)
	for day := c.period.FirstDay(); day <= c.period.LastDay(); day++ {
		if u.seen[day] {
			withData++
		}
	}
	f.constant(c, "active_days_with_data", withData)
	f.eventColumns(c)
	if loaded := f.datasets["usage"]; !loaded.Columns["user_id"] || len(u.users) == 0 {
		c.absent(expr.NoColumn, "user_id", byUser...)
		return
	}
	days, mau, mauDays := make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts))
	active, critical := make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts))
	activeUser, criticalUser := make([]bool, len(u.owner)), make([]bool, len(u.owner))
	for month := first; month <= last; month++ {
		m := u.months[month]
		if m == nil {
			continue
		}
		covered := u.days(f.Calendar.At(period.MonthKind, month))
		for user, mask := range m.days {
			account := u.index[u.owner[user]]
			if mask == 0 || account < 0 {
				continue
			}
			days[account] += int64(bits.OnesCount32(mask))
			mau[account]++
			mauDays[account] += covered
			activeUser[user] = true
			criticalUser[user] = criticalUser[user] || user < len(m.critical) && m.critical[user]
		}
	}
	for user, owner := range u.owner {
		if account := u.index[owner]; account >= 0 && activeUser[user] {
			active[account]++
			if criticalUser[user] && f.users.provisioned(u.names[owner], u.users[user], c.period) {
				critical[account]++
			}
		}
	}
	c.of["active_user_days"] = &Column{Values: days, Denominator: 1}
	c.of["mau"] = &Column{Values: mau, Denominator: int64(last - first + 1)}
	c.of["mau_days"] = &Column{Values: mauDays, Denominator: 1}
	if !whole {
		c.absent(expr.OutsideCover, "usage is from "+u.first.String()+" to "+u.last.String(), "active_users", "critical_feature_users")
		return
	}
	c.of["active_users"] = &Column{Values: active, Denominator: 1}
	c.of["critical_feature_users"] = &Column{Values: critical, Denominator: 1}
}

// eventColumns are the measures that need no user: events, and how long ago the last one was.
func (f *Facts) eventColumns(c *columns) {
	u := f.usage
	events := make([]int64, len(f.Accounts))
	latest := make([]period.Date, len(f.Accounts))
	for month, m := range u.months {
		if month > c.period.Last {
			continue
		}
		for i, day := range m.latest {
			if account := u.index[i]; account >= 0 && day > latest[account] {
				latest[account] = day
			}
		}
		if month < c.period.First {
			continue
		}
		for i, n := range m.events {
			if account := u.index[i]; account >= 0 {
				events[account] = sum(events[account], n)
			}
		}
	}
	if _, _, whole := u.covered(c.period); whole {
		c.of["usage_events"] = &Column{Values: events, Denominator: 1}
	} else {
		c.absent(expr.OutsideCover, "usage is from "+u.first.String()+" to "+u.last.String(), "usage_events")
	}
	on, since, dark := make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts))
	never := make([]bool, len(f.Accounts))
	end := min(c.period.LastDay(), u.last)
	for account, day := range latest {
		on[account], since[account], never[account] = int64(day), int64(c.period.LastDay()-day), day == 0
		silent := since[account]
		if never[account] && f.paid[account] != period.NoDate {
			silent = int64(end - max(f.paid[account], u.first)) // silent for as long as it could have been seen
		}
		if c.movements != nil && c.movements[account].Closing > 0 && silent > int64(f.settings.darkAfter) {
			dark[account] = 1
		}
	}
	c.of["last_activity_on"] = &Column{Values: on, Denominator: 1, Absent: never}
	c.of["days_since_last_activity"] = &Column{Values: since, Denominator: 1, Absent: never}
	c.of["dark_accounts"] = &Column{Values: dark, Denominator: 1, Reason: c.closing}
}
