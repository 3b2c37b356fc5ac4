package formulas

import (
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/expr"
)

// sort puts the entries into the order of their dependencies, or says which of them depend on themselves.
func (c *Catalogue) sort() []error {
	const open, done = 1, 2
	state := map[string]int{}
	var path []string
	var faults []error
	var visit func(k *KPI)
	visit = func(k *KPI) {
		switch state[k.ID] {
		case done:
			return
		case open:
			faults = append(faults, c.loop(append(slices.Clone(path[slices.Index(path, k.ID):]), k.ID)))
			return
		}
		state[k.ID] = open
		path = append(path, k.ID)
		for _, id := range k.uses() {
			visit(c.byID[id])
		}
		path = path[:len(path)-1]
		state[k.ID] = done
		c.order = append(c.order, k)
	}
	for _, k := range c.kpis {
		visit(k)
	}
	return faults
}

// loop is the fault of KPIs that name one another in a circle, at the name that an entry of the job file closes it with, or
// else at the first.
func (c *Catalogue) loop(ids []string) *Fault {
	var found *Fault
	for i, id := range ids[:len(ids)-1] {
		k := c.byID[id]
		for _, named := range k.mentions() {
			if named.id != ids[i+1] || found != nil && !named.own {
				continue
			}
			found = &Fault{KPI: k.ID, Part: named.part, Own: k.own, At: named.at}
			if named.text != "" {
				found = faultIn(k, named.part, &expr.SyntaxError{Text: named.text, Offset: named.offset, Length: len(named.id)})
			}
			found.Message = id + " depends on itself: " + strings.Join(append(slices.Clone(ids[i:]), ids[1:i+1]...), " -> ")
			found.Fix = "write one of these over measures"
			if named.own {
				return found
			}
		}
	}
	return found
}

// mention is a KPI that a formula of an entry names, and where.
type mention struct {
	id, part, text string
	offset         int
	own            bool     // by the job file
	at             []string // where, when it is no formula
}

// mentions lists the KPIs, not the measures, that the entry or one of its variants rests on: any of them may be the one a job
// picks.
func (k *KPI) mentions() (list []mention) {
	add := func(part, text string, formula *expr.Expr, basis []string, own bool) {
		names := make([]expr.Name, 0, len(basis))
		for _, id := range basis {
			names = append(names, expr.Name{ID: id})
		}
		if formula != nil {
			names = formula.Names()
		}
		for _, name := range names {
			if _, measure := MeasureByID(name.ID); !measure {
				list = append(list, mention{id: name.ID, part: part, text: text, offset: name.Offset, own: own})
			}
		}
	}
	add("formula", k.Formula, k.formula, nil, k.own > 0)
	for i, id := range k.Basis {
		add("basis", "", nil, []string{id}, false)
		if _, measure := MeasureByID(id); !measure && k.basisAt != nil {
			list[len(list)-1].own, list[len(list)-1].at = true, k.basisAt[i]
		}
	}
	for _, v := range k.Variants {
		add("variant "+v.ID, v.Formula, v.formula, v.Basis, v.own)
	}
	return list
}

// uses lists the ids of mentions, each once.
func (k *KPI) uses() []string {
	kpis := map[string]bool{}
	for _, named := range k.mentions() {
		kpis[named.id] = true
	}
	return slices.Sorted(maps.Keys(kpis))
}
