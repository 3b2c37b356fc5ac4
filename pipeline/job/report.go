package job

import "kpibook/formulas/period"

// Job is one report to publish.
type Job struct {
	// What the job is called on the command line and in file names.
	Name string `yaml:"name" jsonschema:"required,pattern=^[a-z0-9][a-z0-9_-]*$,example=monthly-finance"`
	// Which report to make.
	Report string `yaml:"report" jsonschema:"required,enum=finance,enum=qbr,enum=csops,enum=tidy"`
	// Which period it is for: latest (the last complete month in the data, or quarter of a business review) or one such as
	// 2026-10 or 2026-Q3.
	Period string `yaml:"period" jsonschema:"default=latest,example=latest,example=2026-10,example=2026-Q3"`
	// Where the workbook goes, or the folder of a tidy export or of business reviews; {company}, {job} and {period} are filled in, and a relative path
	// starts at the job file. Without it {company}-{job}-{period}, with .xlsx for a workbook.
	Output string `yaml:"output" jsonschema:"example=reports/{company}-finance-{period}.xlsx,example=reports/{company}-tidy-{period}"`
	// The account columns to group the KPIs by, such as segment or region. Without it segment, region and csm, where they are there.
	Dimensions []string `yaml:"dimensions"`
	// What the rows that are rejected are written as, beside the report: csv, or xlsx, in which no spreadsheet changes a date or a
	// number that was not touched.
	Rejects string `yaml:"rejects" jsonschema:"default=csv,enum=csv,enum=xlsx"`
	// What the Glossary sheet defines: the KPIs of the report, or all the terms of the field besides.
	Glossary string `yaml:"glossary" jsonschema:"default=kpis,enum=kpis,enum=all"`
	// What the report shows, and in which order; without it, everything.
	Layout Layout `yaml:"layout"`

	// When kpibook serve makes the report, by the clock of the file's timezone: business day 3 of month at 06:00, last day of quarter
	// at 18:00, last business day of fiscal year at 07:00, or the five fields of cron, such as 30 6 1 * *.
	Schedule string `yaml:"schedule" jsonschema:"example=business day 3 of month at 06:00,example=30 6 * * *"`
	// What becomes of the runs that were due while kpibook serve did not run: each is made up in order (all), one for all of them
	// (latest), or none.
	CatchUp string `yaml:"catch_up" jsonschema:"default=all,enum=none,enum=latest,enum=all"`

	// Whether kpibook serve also makes the report when files of the sources have come or changed, once they are complete.
	Watch bool `yaml:"watch" jsonschema:"default=false"`
	// Who seals the reports of the job: somebody, with kpibook seal (by_hand), or each run the one that it publishes for a period
	// first (published), so that whatever changes later is a restatement.
	Seal string `yaml:"seal" jsonschema:"default=by_hand,enum=by_hand,enum=published"`
	// Where the report goes, besides its output.
	Deliver Deliver `yaml:"deliver"`

	// Of a business review: whether each customer has a workbook of its own, or each manager (csm) one with all customers.
	Per string `yaml:"per" jsonschema:"default=account,enum=account,enum=csm"`

	// Of a tidy export: the formats to write. Without it csv.
	Formats []string `yaml:"formats" jsonschema:"enum=csv,enum=jsonl,enum=parquet"`
	// Of a tidy export: how csv and jsonl files are packed. Without it they are not.
	Compress string `yaml:"compress" jsonschema:"enum=gz,enum=zst"`
	// Of a tidy export: whose figures to write: the whole book, the groups of the dimensions, each account. Without it all three.
	Grains []string `yaml:"grains" jsonschema:"enum=portfolio,enum=dimension,enum=account"`
	// Of a tidy export: the kinds of period to write. Without it all of them.
	Periods []string `yaml:"periods" jsonschema:"enum=month,enum=quarter,enum=half,enum=year,enum=ytd,enum=ttm"`
	// Of a tidy export: the KPIs to write, by their IDs. Without it all of them.
	KPIs []string `yaml:"kpis" jsonschema:"example=net_revenue_retention"`
	// Of a tidy export: whether each KPI is written in the definition that kpis sets, or in all its definitions.
	Variants string `yaml:"variants" jsonschema:"default=chosen,enum=chosen,enum=all"`
	// Of a tidy export: the periods that overlap the report month and the twelve months before it, or the whole history.
	History string `yaml:"history" jsonschema:"default=recent,enum=recent,enum=all"`
}

// The reports.
const (
	Finance = "finance" // a workbook about one month
	Tidy    = "tidy"    // a folder with one long table of figures
	QBR     = "qbr"     // a folder with a workbook for each customer or manager, about one quarter
	CSOps   = "csops"   // a workbook with one table, a row for each customer, about one month
)

// What a pack of a business review is about.
const (
	PerAccount = "account"
	PerCSM     = "csm"
)

// Folder tells whether the report is a folder of files, not one workbook.
func (j Job) Folder() bool { return j.Report == Tidy || j.Report == QBR }

// Kind is the kind of period that the report is about.
func (j Job) Kind() period.Kind {
	if j.Report == QBR {
		return period.QuarterKind
	}
	return period.MonthKind
}

// Latest is the period text that stands for the last complete month in the data.
const Latest = "latest"

// What a Glossary sheet defines.
const (
	GlossaryKPIs = "kpis"
	GlossaryAll  = "all"
)
