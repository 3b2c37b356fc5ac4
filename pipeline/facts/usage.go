package facts

import (
	"math/bits"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// Usage adds up usage rows as they are read. A user's days of a month are one bit mask, so that distinct users and active
// days of any period are exact and a user costs four bytes a month, or eight in a period of a year of weeks that has more days.
type Usage struct {
	calendar period.Calendar
	critical map[string]bool // lower case, true once seen; nil: every feature is critical
	accounts map[string]int32
	names    []string // of accounts, by their number here
	ids      map[userKey]int32
	owner    []int32 // account of each user
	users    []string
	months   map[period.Month]*usageMonth
	seen     map[period.Date]bool
	unnamed  bool // some rows have no user
	byMonth  bool // some rows are of a whole month, so that nobody knows the days
	numbered bool // rows say how many users were active, instead of naming them

	index []int32     // account number here: index into Facts.Accounts, -1 for one that is not there
	first period.Date // cover of the dataset
	last  period.Date
}

type userKey struct {
	account int32
	user    string
}

// usageMonth is one month: per user the days as bits and whether a critical feature was used, per account the events and the
// latest day.
type usageMonth struct {
	days     []uint32 // the first 32
	further  []uint32 // those after them, which periods of five and six weeks have; shorter where there are none
	critical []bool
	events   []int64
	latest   []period.Date
	users    []int64 // by account: active ones, where they have no names
}

// NewUsage is an empty Usage, to be counted by the months of a calendar; criticalFeatures names the features that count for adoption, all when empty.
func NewUsage(calendar period.Calendar, criticalFeatures []string) *Usage {
	u := &Usage{calendar: calendar, accounts: map[string]int32{}, ids: map[userKey]int32{}, months: map[period.Month]*usageMonth{}, seen: map[period.Date]bool{}}
	if len(criticalFeatures) > 0 {
		u.critical = map[string]bool{}
		for _, feature := range criticalFeatures {
			u.critical[strings.ToLower(feature)] = false
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
	month := u.calendar.MonthOf(row.On)
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
	u.byMonth = u.byMonth || row.Month
	if row.Numbered {
		u.numbered = true
		m.users = grow(m.users, account)
		m.users[account] += row.Users
	}
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
	if day := uint(row.On - month.First()); day < 32 {
		m.days[user] |= 1 << day
	} else {
		m.further = grow(m.further, user)
		m.further[user] |= 1 << (day - 32)
	}
	if u.isCritical(row.Feature) {
		m.critical = grow(m.critical, user)
		m.critical[user] = true
	}
}

// active is on how many days of the month a user was active.
func (m *usageMonth) active(user int) int {
	days := bits.OnesCount32(m.days[user])
	if user < len(m.further) {
		days += bits.OnesCount32(m.further[user])
	}
	return days
}

// isCritical tells whether a feature counts for adoption, and notes that it was seen.
func (u *Usage) isCritical(feature string) bool {
	if u.critical == nil {
		return true
	}
	seen, ok := u.critical[feature]
	if !ok {
		feature = strings.ToLower(feature)
		seen, ok = u.critical[feature]
	}
	if ok && !seen {
		u.critical[feature] = true
	}
	return ok
}

// criticalSeen tells whether the usage has any of the features that the job calls critical.
func (u *Usage) criticalSeen() bool {
	for _, seen := range u.critical {
		if seen {
			return true
		}
	}
	return u.critical == nil
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
	switch {
	case u == nil || f.datasets["usage"] == nil || f.datasets["usage"].Rows == 0:
		f.usage = nil
		return
	case u.calendar.Weeks != f.Calendar.Weeks:
		panic("usage was counted by the months of another calendar")
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
	first, last = max(p.First, u.calendar.MonthOf(u.first)), min(p.Last, u.calendar.MonthOf(u.last))
	return first, last, first == p.First && last == p.Last
}

// days is how many days of a period lie in the usage cover.
func (u *Usage) days(p period.Period) int64 {
	return max(0, int64(min(p.LastDay(), u.last)-max(p.FirstDay(), u.first))+1)
}

func (f *Facts) usageColumns(c *columns) {
	byUser := []string{"active_user_days", "mau", "mau_days", "active_users", "critical_feature_users"}
	all := append([]string{"days_in_period", "active_days_with_data", "usage_events"}, byUser...)
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
	if c.period.Kind == period.TTM && first > c.period.First {
		c.absent(expr.HistoryTooShort, "twelve covered months needed, usage is from "+u.first.String(), all...)
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
	if u.byMonth {
		defer c.absent(expr.NoColumn, "date", "active_days_with_data", "active_user_days")
	}
	if u.numbered {
		f.numberedColumns(c, first, last)
		return
	}
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
		for user := range m.days {
			account, count := u.index[u.owner[user]], m.active(user)
			if count == 0 || account < 0 {
				continue
			}
			days[account] += int64(count)
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
	switch {
	case u.critical != nil && !f.datasets["usage"].Columns["feature"]:
		c.absent(expr.NoColumn, "feature", "critical_feature_users")
	case !u.criticalSeen():
		c.absent(expr.NoSetting, "kpis.critical_features names no feature of the usage", "critical_feature_users")
	}
}
