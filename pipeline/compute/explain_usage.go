package compute

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// UsageRows are the rows of usage behind a measure. They are too many to keep, so that they are counted, and some listed.
type UsageRows struct {
	From, To period.Date // both inside
	Months   []UsageMonth
	Rows     int            // how many there are
	Places   []ingest.Place // of those listed
}

// UsageMonth counts the rows of one month that stand in one file.
type UsageMonth struct {
	Month               period.Month
	File                int // in Records.Files
	Rows, Users, Events int
}

// scanUsage reads the usage again for the measures that are counted from it.
func (b *Book) scanUsage(ctx context.Context, t *Trace, from Source, most int) error {
	if from.Records.Datasets["usage"] == nil {
		return nil
	}
	sink := &usageSink{calendar: b.Facts.Calendar, inside: b.Facts.Within(t.Scope, t.Period)}
	for i := range t.Measures {
		m := &t.Measures[i]
		entry, _ := formulas.MeasureByID(m.ID)
		if !m.Value.Available() || !slices.Contains(entry.Dataset, "usage") || entry.Over == formulas.NotSummed || entry.Over == formulas.Sum && entry.Kind == formulas.Closing {
			continue // a property of the period, or told from rows that are not there
		}
		m.Usage = &UsageRows{From: t.Period.FirstDay(), To: t.Period.LastDay()}
		if entry.Over == formulas.AccountOnly { // the last activity may lie before the period
			m.Usage.From = b.Facts.LastActivity(t.Scope, t.Period)
			m.Usage.To = m.Usage.From
		}
		sink.wanted = append(sink.wanted, m.Usage)
		sink.counts = append(sink.counts, map[fileMonth]*usageCount{})
	}
	if len(sink.wanted) == 0 {
		return nil
	}
	sink.most = most
	again, err := ingest.Read(ctx, from.Job, sink)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if files := otherFiles(from.Records, again); len(files) > 0 {
		for i := range t.Measures {
			t.Measures[i].Usage = nil
		}
		t.suspect = files
		return nil
	}
	sink.settle()
	return err
}

// otherFiles are the files of usage that are not the same when they are read again, as places for Reread to say why.
func otherFiles(before, again *ingest.Records) (places []ingest.Place) {
	for i, f := range before.Files {
		same := slices.ContainsFunc(again.Files, func(g ingest.File) bool { return f.Path == g.Path && f.SHA256 == g.SHA256 })
		if f.Dataset == "usage" && !same {
			places = append(places, ingest.Place{File: int32(i), Line: 1})
		}
	}
	return places
}

// usageSink counts the rows of some accounts for several spans of days.
type usageSink struct {
	calendar period.Calendar
	inside   func(account string) bool
	most     int // rows to list for each; 0: all
	wanted   []*UsageRows
	counts   []map[fileMonth]*usageCount
}

type fileMonth struct {
	file  int32
	month period.Month
}

type usageCount struct {
	rows, sum int
	users     map[string]bool
	more      int // users without names
}

// AddUsage counts a row.
func (s *usageSink) AddUsage(row *ingest.Usage) {
	if !s.inside(row.Account) {
		return
	}
	for i, w := range s.wanted {
		if row.On < w.From || row.On > w.To {
			continue
		}
		key := fileMonth{row.File, s.calendar.MonthOf(row.On)}
		count := s.counts[i][key]
		if count == nil {
			count = &usageCount{users: map[string]bool{}}
			s.counts[i][key] = count
		}
		count.rows++
		count.sum += int(row.Count)
		count.more += int(row.Users)
		if name := row.Account + "\x00" + row.User; row.User != "" && !count.users[name] {
			count.users[strings.Clone(name)] = true
		}
		w.Rows++
		if s.most == 0 || len(w.Places) < s.most {
			w.Places = append(w.Places, row.Place)
		}
	}
}

// settle puts the counts into the rows, by month and file.
func (s *usageSink) settle() {
	for i, w := range s.wanted {
		for _, key := range slices.SortedFunc(maps.Keys(s.counts[i]), func(a, b fileMonth) int {
			return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.file, b.file))
		}) {
			count := s.counts[i][key]
			w.Months = append(w.Months, UsageMonth{key.month, int(key.file), count.rows, len(count.users) + count.more, count.sum})
		}
	}
}
