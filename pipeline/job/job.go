// Package job reads the job file, kpibook.yaml: what company this is, which files hold which dataset, and what to report.
// Every fault of a file is reported at once, each with its line, column, excerpt and remedy.
package job

import (
	"time"

	"kpibook/formulas/period"
)

// File is a job file, decoded strictly, with defaults filled in.
type File struct {
	// The company's name, as it stands on the report.
	Company string `yaml:"company" jsonschema:"required,example=Ferrowick Analytics"`
	// The reporting currency, as its three-letter ISO 4217 code. Every amount is converted into it.
	Currency string `yaml:"currency" jsonschema:"required,pattern=^[A-Z]{3}$,example=EUR"`
	// The time zone in which days and months begin and end, by its IANA name.
	Timezone string `yaml:"timezone" jsonschema:"default=UTC,example=Europe/Berlin"`
	// When the year starts and what it is called; without it, the calendar year.
	FiscalYear FiscalYear `yaml:"fiscal_year"`
	// Who counts as a customer: the account, or its ultimate parent (parent_account_id of the accounts dataset).
	Customers string `yaml:"customers" jsonschema:"default=account,enum=account,enum=parent"`
	// The files to read, and which dataset each of them holds.
	Sources []Source `yaml:"sources" jsonschema:"required"`
	// How currencies are converted. The rates come from the fx_rates dataset.
	FX FX `yaml:"fx"`
	// What counts as monthly recurring revenue.
	MRR MRR `yaml:"mrr"`
	// Which definition each KPI uses, and what the KPIs need to know about the product.
	KPIs KPIs `yaml:"kpis"`
	// What the health score of a customer is made of, and which scores are green, yellow and red.
	Health Health `yaml:"health"`
	// What KPIs are to reach, beside the targets dataset.
	Targets []Target `yaml:"targets"`
	// How the reports look: logo, colours, language of numbers and dates.
	Branding Branding `yaml:"branding"`
	// The days that are no business days, besides Saturdays and Sundays: days such as 2026-12-25, and files in the iCalendar
	// format whose events are holidays.
	Holidays []string `yaml:"holidays" jsonschema:"example=2026-12-25,example=holidays.ics"`
	// How reports are sent.
	Delivery Delivery `yaml:"delivery"`
	// The reports to publish.
	Jobs []Job `yaml:"jobs" jsonschema:"required"`

	Path     string         `yaml:"-"` // of the job file
	Piped    string         `yaml:"-"` // a file with what was piped in, for the source whose file is Stdin; empty: nothing was
	Dir      string         `yaml:"-"` // every relative path starts here
	SHA256   string         `yaml:"-"` // of its bytes, in hex
	Location *time.Location `yaml:"-"`

	holidays map[period.Date]bool

	source text
	places map[string]place
}

// FiscalYear says when the year starts and what it is called, and for a year of weeks where it ends and how they are grouped.
type FiscalYear struct {
	// The first month of the year, by its English name or the first three letters of it.
	Starts string `yaml:"starts" jsonschema:"default=january,enum=january,enum=february,enum=march,enum=april,enum=may,enum=june,enum=july,enum=august,enum=september,enum=october,enum=november,enum=december,enum=jan,enum=feb,enum=mar,enum=apr,enum=jun,enum=jul,enum=aug,enum=sep,enum=oct,enum=nov,enum=dec"`
	// Whether FY2026 is the year that ends in 2026 or the one that starts in 2026.
	NamedBy string `yaml:"named_by" jsonschema:"default=end,enum=end,enum=start"`
	// For a year of 52 or 53 whole weeks, how many of them the three periods of a quarter have. Those periods, FY2026-P01 to
	// FY2026-P12, are then what a month is otherwise.
	Weeks string `yaml:"weeks" jsonschema:"enum=4-4-5,enum=4-5-4,enum=5-4-4"`
	// The last day of a year of weeks, such as last saturday of january, or saturday nearest the end of january, which may be
	// one of the first days of February.
	Ends string `yaml:"ends" jsonschema:"example=last saturday of january,example=saturday nearest the end of january"`
	// The period, from 1 to 12, that has the extra week of a year of 53 weeks.
	Week53 int `yaml:"week_53" jsonschema:"default=12,minimum=1,maximum=12"`
}

// Source maps files onto one dataset.
type Source struct {
	// What one row of the files is, such as accounts, subscriptions, mrr, usage, tickets or fx_rates.
	Dataset string `yaml:"dataset" jsonschema:"required"`
	// The files, as paths or patterns such as usage/*.csv.gz; relative ones start at the job file. A folder stands for the files in
	// it, a zip archive too; exports.zip/usage-*.csv for some of those in an archive; and - for a file that is piped in.
	Files []string `yaml:"files" jsonschema:"example=exports/usage-*.csv.gz,example=exports/,example=exports.zip/usage.csv,example=-"`
	// In the place of files, a SELECT in PostgreSQL, whose columns are named like the headers of a file.
	Query string `yaml:"query" jsonschema:"example=SELECT * FROM billing.subscriptions ORDER BY subscription_id"`
	// The connection to the database of the query, which is a secret, as postgres://user:password@host:5432/name?sslmode=verify-full.
	Database Secret `yaml:"database"`
	// For how many seconds the query may run.
	QuerySeconds int `yaml:"query_seconds" jsonschema:"default=600,minimum=1,maximum=86400"`
	// Dataset column: header in the file. Only for headers that are not recognised by themselves. Where files differ, several with
	// bars between them, such as Net amount|Amount (EUR): the first that a file has. A text or an interval may be put together of
	// two, as interval_count + interval.
	Columns map[string]string `yaml:"columns"`
	// Dataset column: one value for every row, such as billing_interval: month.
	Constant map[string]string `yaml:"constant"`
	// Dataset column: text in the file: the value it stands for.
	Values map[string]map[string]string `yaml:"values"`
	// Headers of the files from which nothing is read, although they may look like a column of the dataset, such as Renewal date,
	// which is no end of a subscription. Nothing more is said about them.
	Ignore []string `yaml:"ignore"`
	// Columns to take from another file or dataset.
	Joins []Join `yaml:"joins"`
	// Date column: whether it is the last day of service (inclusive) or the first day without (exclusive).
	EndDates map[string]string `yaml:"end_dates"`
	// The sheet of a workbook; without it, the only visible one.
	Sheet string `yaml:"sheet"`
	// The line of the column headers, counted from 1; without it, the header is searched for.
	HeaderRow int `yaml:"header_row" jsonschema:"minimum=1,maximum=1048576"`
	// How many lines the column headers take; their names are joined.
	HeaderRows int `yaml:"header_rows" jsonschema:"default=1,minimum=1,maximum=5"`
	// What stands between two fields; without it, found from the file.
	Delimiter string `yaml:"delimiter" jsonschema:"enum=\\,,enum=;,enum=tab,enum=|"`
	// What stands around a field that holds delimiters; without it, found from the file.
	Quote string `yaml:"quote" jsonschema:"enum=\",enum=',enum=none"`
	// How a quote inside quotes is written: twice, or with a backslash before it; without it, found from the file.
	Escape string `yaml:"escape" jsonschema:"enum=doubled,enum=backslash"`
	// How lines among the rows begin that are remarks and no rows, such as #: they are skipped.
	Comments string `yaml:"comments" jsonschema:"enum=#,enum=//,enum=--,enum=%"`
	// What becomes of a row that cannot be split into the columns of the header: it is rejected (quarantine), or read by the
	// edit that makes it fit the other rows, if only one does (repair). Every edit is a finding in the report.
	Policy string `yaml:"policy" jsonschema:"default=quarantine,enum=quarantine,enum=repair"`
	// How the file spells letters; without it, found from the file.
	Encoding string `yaml:"encoding" jsonschema:"example=utf-8,example=utf-16le,example=windows-1252,example=iso-8859-15"`
	// The decimal mark of numbers; without it, found from the file.
	Decimal string `yaml:"decimal" jsonschema:"enum=.,enum=\\,"`
	// The order of day, month and year in dates: 2026-10-31 (iso), 31.10.2026 (dmy) or 10/31/2026 (mdy); or days counted in
	// numbers as Excel does, such as 46326 (excel) or, from 1904, 44864 (excel1904). Without it, found from the file.
	Dates string `yaml:"dates" jsonschema:"enum=iso,enum=dmy,enum=mdy,enum=excel,enum=excel1904"`
	// Columns in which an empty field stands for the value above it, as where groups of rows name their account only once. Below a
	// row that cannot be read, rows without one are rejected until the next value stands there.
	FillDown []string `yaml:"fill_down"`
	// Whether amounts are in minor units, such as cents; without it they are not, unless a profile says so, and a header that says
	// cents or thousands is refused. With false amounts are whole ones, whatever their header says.
	MinorUnit *bool `yaml:"minor_units"`
	// Which vendor's export the files are, such as stripe_subscriptions; without it, told by their headers. With none, no profile is
	// used.
	Profile string `yaml:"profile" jsonschema:"pattern=^[a-z][a-z0-9_]*$,example=stripe_subscriptions,example=none"`
	// How many rows may be rejected before the source is refused: a share such as 1%, or a count. Without it 0 for datasets
	// of money, 1% for the others.
	MaxReject string `yaml:"max_rejects" jsonschema:"example=1%,example=20"`
	// What the files hold by a count of their own, such as the vendor's or the ledger's: rows, and sums of columns of money, in all
	// currencies (amount) or in one (amount EUR). The run fails where they hold anything else.
	Expect map[string]string `yaml:"expect"`
	// Which rows count where files of the source have an id with different content: those of the last file (latest), by the order of
	// their names, or all of them (all). Rows that only an older file has count in any case. Without it such files fail the check.
	Keep string `yaml:"keep" jsonschema:"enum=latest,enum=all"`
	// Months of an mrr table that are known to be missing, such as 2025-07.
	GapMonths []string `yaml:"declared_gaps"`

	Line int `yaml:"-"` // in the job file, for messages
}

// SetPolicy sets what becomes of broken rows, in all sources; empty leaves it to each of them.
func (f *File) SetPolicy(policy string) {
	for i := range f.Sources {
		if policy != "" {
			f.Sources[i].Policy = policy
		}
	}
}

// InMinorUnits tells whether amounts are in minor units.
func (s *Source) InMinorUnits() bool { return s.MinorUnit != nil && *s.MinorUnit }

// Join takes columns from another file or from a dataset loaded before: usage keyed by subscription gets its account_id there.
type Join struct {
	// The header in this source's file that holds the key.
	On string `yaml:"on" jsonschema:"required"`
	// The dataset of an earlier source to look the key up in ...
	Dataset string `yaml:"dataset"`
	// ... or the file to look it up in.
	File string `yaml:"file"`
	// The column there that holds the key; without it, the same name as here.
	Key string `yaml:"key"`
	// Dataset column: the column there that it is taken from; of two with " + " between them both, with a space, such as
	// interval_count + interval.
	Take map[string]string `yaml:"take" jsonschema:"required"`
}

// FX sets how currencies are converted. Rates come from the fx_rates dataset.
type FX struct {
	// For how many days a rate is carried forward when there is no later one.
	MaxAgeDays int `yaml:"max_age_days" jsonschema:"default=31,minimum=1,maximum=366"`
	// Constant currency: the month whose closing rates value every period, such as 2026-10, or latest for the reported month.
	// Without it each month has its own rates.
	ConstantAt string `yaml:"constant_at" jsonschema:"example=latest,example=2026-10"`
}

// KPIs sets which definition each KPI uses and what the KPIs need to know about the product.
type KPIs struct {
	// Which published definitions to start from.
	Definitions string `yaml:"definitions" jsonschema:"default=default,enum=default,enum=glossary"`
	// KPI: the variant of its definition to use instead.
	Variants map[string]string `yaml:"variants"`
	// KPIs of your own: like the built-in ones, each has a formula, a note, a glossary row and live cells.
	Own []OwnKPI `yaml:"own"`
	// Further definitions of KPIs, for kpis.variants to choose.
	OwnVariants []OwnVariant `yaml:"own_variants"`
	// KPI: the figures at which it is green, yellow and red. A range has its lower end and not its upper one.
	Bands map[string]Bands `yaml:"bands"`
	// By how much a figure may miss its target to count as nearly met, as a share of the target; none without it.
	TargetTolerance string `yaml:"target_tolerance" jsonschema:"default=0%,example=5%"`
	// How much each survey counts in the customer sentiment; 0 leaves it out.
	Sentiment Sentiment `yaml:"sentiment"`
	// The features whose use shows that a customer depends on the product.
	CriticalFeatures []string `yaml:"critical_features"`
	// The products whose quantity is a number of seats.
	SeatProducts []string `yaml:"seat_products"`
	// After how many days without use a paying customer counts as dark.
	DarkAfterDays int `yaml:"dark_after_days" jsonschema:"default=30,minimum=1,maximum=3660"`
	// The cost categories that are the investment of the return on investment.
	InvestmentCategories []string `yaml:"investment_categories"`
	// The cost categories that count as cost to serve, besides cost_to_serve itself, such as cs_team or cogs.
	CostToServeCategories []string `yaml:"cost_to_serve_categories"`
	// What the whole market spends a year on what the company sells, in the reporting currency.
	AddressableMarket string `yaml:"addressable_market" jsonschema:"example=250000000"`
	// Count renewals among the deals won and lost.
	RenewalOpportunities bool `yaml:"renewal_opportunities" jsonschema:"default=false"`
	// Priority of a ticket: within how many hours it has to be answered first, such as urgent: 0.5.
	SLAHours map[string]string `yaml:"sla_hours"`
	// The segments of customers whose accounts have none of their own, the smallest first. Without them SMB, SME above 100
	// employees and 10 million, and Enterprise above 1,000 employees and 1,000 million.
	Segments []Segment `yaml:"segments"`
	// Which customers are key accounts: those that make up the first 80% of ARR, or so many of the largest, such as 20.
	KeyAccounts string `yaml:"key_accounts" jsonschema:"default=80%,example=80%,example=20"`
	// How many days before it falls due a renewal puts a customer into the lifecycle stage renew.
	RenewalWindowDays int `yaml:"renewal_window_days" jsonschema:"default=90,minimum=1,maximum=3660"`
	// The ARR that one customer success manager should look after, in the reporting currency.
	TargetARRPerCSM string `yaml:"target_arr_per_csm" jsonschema:"example=2000000"`
	// From how many answers on there is a net promoter score; with fewer it is n/a. Without it every answer makes a score, and few
	// of them are remarked on.
	MinNPSResponses int `yaml:"min_nps_responses" jsonschema:"minimum=1,maximum=1000000,example=5"`
	// The scale of the effort scores that count, the hardest first: 1-7, or 7-1 where 1 is easy. Other scores are left out.
	CESScale string `yaml:"ces_scale" jsonschema:"default=1-7,example=1-7,example=5-1"`
}
