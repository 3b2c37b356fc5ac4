package job

import (
	"fmt"

	"kpibook/pipeline/schedule"
)

// setDefaults fills in what the file leaves out.
func (f *File) setDefaults() {
	for _, d := range []struct {
		field *string
		value string
	}{{&f.Timezone, "UTC"}, {&f.Customers, "account"}, {&f.FiscalYear.NamedBy, "end"}, {&f.KPIs.Definitions, "default"}} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	switch year := &f.FiscalYear; {
	case year.Starts == "" && year.Weeks == "":
		year.Starts = "january"
	case year.Week53 == 0 && year.Weeks != "":
		year.Week53 = 12
	}
	if f.FX.MaxAgeDays == 0 {
		f.FX.MaxAgeDays = 31
	}
	if f.KPIs.DarkAfterDays == 0 {
		f.KPIs.DarkAfterDays = 30
	}
	if f.MRR.RecurringDiscounts == nil {
		yes := true
		f.MRR.RecurringDiscounts = &yes
	}
	for i := range f.Jobs {
		if j := &f.Jobs[i]; j.Period == "" {
			j.Period = Latest
		}
		j := &f.Jobs[i]
		if j.Output == "" && j.Folder() {
			j.Output = "{company}-{job}-{period}"
		} else if j.Output == "" {
			j.Output = "{company}-{job}-{period}.xlsx"
		}
		if j := &f.Jobs[i]; j.Glossary == "" {
			j.Glossary = GlossaryKPIs
		}
		if j.Schedule != "" && j.CatchUp == "" {
			j.CatchUp = string(schedule.All)
		}
	}
}

// Job is the job of that name; an error lists the names there are.
func (f *File) Job(name string) (Job, error) {
	names := make([]string, len(f.Jobs))
	for i, j := range f.Jobs {
		if j.Name == name {
			return j, nil
		}
		names[i] = j.Name
	}
	return Job{}, fmt.Errorf("%s: no job is called %q: %s", f.Path, name, suggestion(name, names, "jobs"))
}
