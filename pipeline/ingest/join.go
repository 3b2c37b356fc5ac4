package ingest

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// join looks up columns by a key that stands in the row.
type join struct {
	spec  *job.Join
	key   string // column looked up there
	field int    // of the row: the key
	take  []string
	rows  map[string]joined

	missing map[string]int // keys that the table does not have: rows
	missed  int            // rows with such a key
	first   Place          // of them
}

// joined is what a key stands for.
type joined struct {
	values []string
	start  period.Date // of the subscription, if it is one
	torn   bool        // the key stands for rows that do not agree
}

// what names the table looked up.
func (j *join) what() string {
	if j.spec.Dataset != "" {
		return j.spec.Dataset
	}
	return j.spec.File
}

// planJoin maps the columns that a join takes. Its table is read later, by fill.
func (l *layout) planJoin(spec *job.Join) {
	field := l.find(spec.On)
	if field < 0 {
		l.fault(-1, "name a header of this file under on:; "+meant(spec.On, l.table.Header), "no header %q, on which a join looks up %s", spec.On, spec.Dataset+spec.File)
		return
	}
	j := &join{spec: spec, key: spec.Key, field: field, take: slices.Sorted(maps.Keys(spec.Take)), rows: map[string]joined{}, missing: map[string]int{}}
	if j.key == "" {
		j.key = spec.On
	}
	for taken, name := range j.take {
		if i, ok := l.index[name]; ok {
			l.set(i, origin{by: "join", join: j, taken: taken}, j.what()+"."+spec.Take[name])
		}
	}
	l.joins = append(l.joins, j)
	l.how = append(l.how, fmt.Sprintf("%s looked up in %s by %s", quoted(j.take), j.what(), spec.On))
}

func (j *join) add(key string, values []string, start period.Date) {
	if key == "" {
		return
	}
	row, ok := j.rows[key]
	if ok {
		row.torn = row.torn || !slices.Equal(row.values, values)
		row.start = min(row.start, start)
	} else {
		row = joined{values: values, start: start}
	}
	j.rows[key] = row
}

// fill reads the table of a join.
func (r *reader) fill(ctx context.Context, l *layout, j *join) error {
	if j.spec.Dataset != "" {
		return r.fillFromDataset(l, j)
	}
	table, err := openTable(ctx, absolute(r.dir, j.spec.File), j.spec.File, Options{}, func(fields []string) int {
		points := 0
		for _, field := range fields {
			if key(field) == key(j.key) {
				points++
			}
		}
		return points
	})
	if err != nil {
		return err
	}
	defer table.Close()
	there := layout{table: table}
	at, fields, both := there.find(j.key), make([]int, len(j.take)), make([]int, len(j.take))
	if at < 0 {
		there.fault(-1, meant(j.key, table.Header), "no header %q, by which %s is joined to it", j.key, l.table.Path)
	}
	for i, name := range j.take {
		both[i] = -1
		fields[i] = there.find(j.spec.Take[name])
		if first, second, ok := strings.Cut(j.spec.Take[name], " + "); ok && fields[i] < 0 {
			if fields[i], both[i] = there.find(first), there.find(second); both[i] < 0 {
				fields[i] = -1
			}
		}
		if fields[i] < 0 {
			there.fault(-1, meant(j.spec.Take[name], table.Header), "no header %q, which %s takes as %s", j.spec.Take[name], l.table.Path, name)
		}
	}
	if len(there.faults) > 0 {
		return there.faults
	}
	table.needs = make([]bool, len(table.Header))
	for _, field := range slices.Concat(fields, both, []int{at}) {
		if field >= 0 {
			table.needs[field] = true
		}
	}
	for {
		row, err := table.Next()
		if _, bad := err.(*RowError); bad || err == nil && !row.isData() {
			continue
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		values := make([]string, len(fields))
		for i, field := range fields {
			values[i] = trimSpace(row.Fields[field])
			if both[i] >= 0 {
				values[i] = strings.TrimSpace(values[i] + " " + trimSpace(row.Fields[both[i]]))
			}
			if column, ok := l.index[j.take[i]]; ok && (l.dataset.Columns[column].Type.isNumber() || l.dataset.Columns[column].Type.isTime()) {
				values[i] = table.written(row.Line, field, values[i], l.dataset.Columns[column].Type, '.')
			}
		}
		j.add(trimSpace(row.Fields[at]), values, period.NoDate)
	}
}

// fillFromDataset looks up in the records of a dataset that was loaded before.
func (r *reader) fillFromDataset(l *layout, j *join) error {
	n, cell := 0, func(int, string) (string, bool) { return "", false }
	switch j.spec.Dataset {
	case "accounts":
		n, cell = len(r.records.Accounts), func(i int, column string) (string, bool) {
			a := &r.records.Accounts[i]
			known := map[string]string{"account_id": a.ID, "name": a.Name, "parent_account_id": a.Parent, "currency": a.Currency, "status": a.Status}
			if value, ok := known[column]; ok {
				return value, true
			}
			return a.Dimensions[column], r.dimensions[column]
		}
	case "subscriptions":
		n, cell = len(r.records.Subscriptions), func(i int, column string) (string, bool) {
			s := &r.records.Subscriptions[i]
			value, ok := map[string]string{"subscription_id": s.ID, "account_id": s.Account, "product": s.Product, "plan": s.Plan, "currency": s.Currency, "status": strings.ToLower(s.Status), "kind": s.Kind}[column]
			return value, ok
		}
	case "users":
		n, cell = len(r.records.Users), func(i int, column string) (string, bool) {
			u := &r.records.Users[i]
			value, ok := map[string]string{"user_id": u.ID, "account_id": u.Account}[column]
			return value, ok
		}
	default:
		l.fault(-1, "name the file of "+j.spec.Dataset+" under file: in place of dataset:", "a join cannot look up %s in the dataset %s, but in its file", j.spec.On, j.spec.Dataset)
		return l.faults
	}
	if n == 0 {
		l.fault(-1, "list the source of "+j.spec.Dataset+" above this one; usage may stand anywhere", "no rows of %s are loaded, in which a join looks up %s", j.spec.Dataset, j.spec.On)
		return l.faults
	}
	for _, column := range append([]string{j.key}, slices.Sorted(maps.Values(j.spec.Take))...) {
		if _, ok := cell(0, column); !ok {
			l.fault(-1, "name a column of "+j.spec.Dataset+" that is kept: its ids, names, currency, status, product or plan", "a join cannot look up %q in %s", column, j.spec.Dataset)
		}
	}
	if len(l.faults) > 0 {
		return l.faults
	}
	for i := range n {
		values := make([]string, len(j.take))
		for k, name := range j.take {
			values[k], _ = cell(i, j.spec.Take[name])
		}
		id, _ := cell(i, j.key)
		start := period.NoDate
		if j.spec.Dataset == "subscriptions" {
			start = r.records.Subscriptions[i].StartedOn
		}
		j.add(id, values, start)
	}
	return nil
}
