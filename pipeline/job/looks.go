package job

import (
	"regexp"
	"slices"
	"strconv"
)

// Branding is how reports look where a company has looks of its own; everything has a sensible default.
type Branding struct {
	// The logo on the cover, a PNG or JPEG file; a relative path starts at the job file.
	Logo string `yaml:"logo" jsonschema:"example=logo.png"`
	// The colour of titles, table headings and the first series of charts, as six hex digits.
	Color string `yaml:"color" jsonschema:"pattern=^#[0-9A-Fa-f]{6}$,example=#1F3A5F"`
	// The colour of section headings and the second series of charts, as six hex digits.
	Accent string `yaml:"accent" jsonschema:"pattern=^#[0-9A-Fa-f]{6}$,example=#0E7490"`
	// In which language numbers and dates are written, such as de or en-GB; without it, dates are 2026-10-31 and numbers as the
	// reader's program writes them.
	Language string `yaml:"language" jsonschema:"example=de,example=en-GB"`
}

// Layout picks what a report shows, and in which order.
type Layout struct {
	// The sheets to show, by name, such as Summary or KPIs by account. The cover is always there, and so are sheets that a shown
	// one takes its figures from.
	Sheets []string `yaml:"sheets" jsonschema:"example=Summary"`
	// The KPIs to show, in this order, by id. Those that their formulas name come along.
	KPIs []string `yaml:"kpis" jsonschema:"example=net_revenue_retention"`
	// The KPIs on the tiles of the summary, by id, up to eight.
	Headlines []string `yaml:"headlines" jsonschema:"example=monthly_recurring_revenue"`
}

// MaxHeadlines is how many tiles a summary has room for.
const MaxHeadlines = 8

var hexColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// looks checks the branding and the layouts as far as they can be without a catalogue.
func (c *checker) looks() {
	c.printable(c.Branding.Logo, "branding", "logo")
	for _, color := range []struct{ key, value string }{{"color", c.Branding.Color}, {"accent", c.Branding.Accent}} {
		if color.value != "" && !hexColor.MatchString(color.value) {
			c.value(color.key+" "+quoted(color.value)+" is not a colour", `write # and six hex digits in quotes, such as "#1F3A5F"`, "branding", color.key)
		}
	}
	for i, j := range c.Jobs {
		at := []string{"jobs", strconv.Itoa(i), "layout"}
		c.once("sheet", j.Layout.Sheets, append(slices.Clone(at), "sheets"))
		c.once("KPI", j.Layout.KPIs, append(slices.Clone(at), "kpis"))
		headlines := append(slices.Clone(at), "headlines")
		c.once("KPI", j.Layout.Headlines, headlines)
		if len(j.Layout.Headlines) > MaxHeadlines {
			c.value("there are "+strconv.Itoa(len(j.Layout.Headlines))+" headlines", "keep eight: the summary is one page", headlines...)
		}
	}
}

// once refuses what is listed twice.
func (c *checker) once(what string, list []string, at []string) {
	for k, name := range list {
		if name != "" && slices.Contains(list[:k], name) {
			c.value(what+" "+quoted(name)+" is here twice", "keep one of the two", append(slices.Clone(at), strconv.Itoa(k))...)
		}
	}
}

// Setting is what a job file says where it had a choice, as a reader of the report needs to know it.
type Setting struct{ Name, Value string }

// Settings are the choices that shape the figures.
func (f *File) Settings() (list []Setting) {
	add := func(name, value string) { list = append(list, Setting{name, value}) }
	add("Days and months begin in", f.Timezone)
	included := []string{"recurring lines"}
	for _, also := range []struct {
		on   bool
		name string
	}{{f.MRR.Trials, "trials"}, {f.MRR.OneTime, "one-time lines"}, {f.MRR.Usage, "usage-based lines"}} {
		if also.on {
			included = append(included, also.name)
		}
	}
	add("MRR counts", listed(included))
	var discounts []string
	if f.MRR.RecurringDiscounts == nil || *f.MRR.RecurringDiscounts {
		discounts = append(discounts, "recurring discounts")
	}
	if f.MRR.IntroductoryDiscounts {
		discounts = append(discounts, "introductory discounts")
	}
	if discounts == nil {
		discounts = append(discounts, "no discounts")
	}
	add("MRR is after", listed(discounts))
	add("Exchange rates", "carried forward for up to "+strconv.Itoa(f.FX.MaxAgeDays)+" days")
	add("Dark after", strconv.Itoa(f.KPIs.DarkAfterDays)+" days without use")
	return list
}

// listed is a list in words.
func listed(names []string) string {
	text := names[0]
	for i, name := range names[1:] {
		if i == len(names)-2 {
			text += " and " + name
		} else {
			text += ", " + name
		}
	}
	return text
}
