package ingest

import (
	"maps"
	"slices"
)

// required marks the columns that a dataset cannot do without.
const required = true

func also(aliases ...string) []string { return aliases }

// Choices are written as the file has them, in lower case with underscores, and the value they stand for.
func kinds() map[string]string {
	return map[string]string{"recurring": "recurring", "subscription": "recurring", "one_time": "one_time", "onetime": "one_time",
		"one_off": "one_time", "setup": "one_time", "usage": "usage", "metered": "usage", "usage_based": "usage"}
}

func discountKinds() map[string]string {
	return map[string]string{"recurring": "recurring", "forever": "recurring", "permanent": "recurring", "ongoing": "recurring",
		"introductory": "introductory", "first_periods": "introductory", "first_period": "introductory", "once": "introductory",
		"promotional": "introductory", "promo": "introductory", "intro": "introductory", "repeating": "introductory", "limited": "introductory"}
}

func renewalOutcomes() map[string]string {
	return mixed(map[string]string{"won": "renewed", "auto_renewed": "renewed", "churned": "lost", "cancelled": "lost", "canceled": "lost",
		"not_renewed": "lost", "pending": "open"}, "renewed", "lost", "open")
}

func dealKinds() map[string]string {
	return mixed(map[string]string{"new_business": "new", "newbusiness": "new", "new_logo": "new", "up_sell": "upsell", "crosssell": "cross_sell"},
		"new", "upsell", "cross_sell", "renewal")
}

// dealOutcomes are the outcomes of a deal, and the stages that say as much.
func dealOutcomes() map[string]string {
	return mixed(map[string]string{"closed_won": "won", "closedwon": "won", "closed_lost": "lost", "closedlost": "lost",
		"gewonnen": "won", "abgeschlossen_und_gewonnen": "won", "abgeschlossen_gewonnen": "won", "verloren": "lost", "abgeschlossen_und_verloren": "lost", "abgeschlossen_verloren": "lost",
		"gagné": "won", "gagnée": "won", "fermé_gagné": "won", "fermée_gagnée": "won", "perdu": "lost", "perdue": "lost", "fermé_perdu": "lost", "fermée_perdue": "lost",
		"ganado": "won", "cierre_ganado": "won", "cerrado_ganado": "won", "perdido": "lost", "cierre_perdido": "lost", "cerrado_perdido": "lost"}, "won", "lost", "open")
}

func same(values ...string) map[string]string {
	out := make(map[string]string, len(values))
	for _, value := range values {
		out[value] = value
	}
	return out
}

// mixed are values that stand for themselves, and further spellings of them.
func mixed(spellings map[string]string, values ...string) map[string]string {
	out := same(values...)
	maps.Copy(out, spellings)
	return out
}

// plus gives a column further aliases in one dataset.
func plus(c Column, aliases ...string) Column {
	c.Aliases = slices.Concat(c.Aliases, aliases)
	return c
}

// optional is a column that the dataset can do without.
func optional(c Column) Column {
	c.Required, c.Another = false, ""
	return c
}

// Schema is the one table of all datasets and their columns.
func Schema() []Dataset {
	account := Column{"account_id", ID, required, also("customer id", "account", "customer", "client id", "customer account id", "company id", "account number", "customer number", "customer no", "account no", "account code", "customer external id", "customer reference", "account reference"), nil, "the customer", "ACME-0031", "BOLT-0007"}
	currency := Column{"currency", CurrencyType, false, also("currency code", "currency iso code", "iso currency", "curr"), nil, "ISO 4217 code of the row's amounts; without it, the source's constant or the job's currency", "EUR", "USD"}
	return []Dataset{
		{"accounts", "a customer", false, true, []Column{
			account,
			{"name", Text, false, also("account name", "customer name", "company name", "company", "client", "client name"), nil, "what the customer is called", "Acme GmbH", "Bolt Inc."},
			{"parent_account_id", ID, false, also("parent id", "parent account", "parent customer id"), nil, "the customer it belongs to", "", "ACME-0031"},
			{"segment", Text, false, also("customer segment", "account segment", "tier"), nil, "segment, as of the export", "Enterprise", "SMB"},
			{"industry", Text, false, also("sector", "vertical"), nil, "industry", "Manufacturing", "Retail"},
			{"region", Text, false, also("sales region", "territory", "territory region"), nil, "region", "EMEA", "Americas"},
			{"country", Text, false, also("country code", "billing country"), nil, "country", "DE", "US"},
			{"csm", Text, false, also("customer success manager", "account manager", "account owner", "csm name", "company owner", "cs manager"), nil, "who looks after the customer, as of the export", "Jo Park", "Ana Ruiz"},
			{"employees", Count, false, also("number of employees", "employee count", "headcount"), nil, "people working there", "1200", "35"},
			{"annual_revenue", Money, false, also("annual turnover"), nil, "the customer's own revenue in a year", "250000000.00", "4100000.00"},
			currency,
			{"created_on", Day, false, also("created", "created at", "create date", "created date", "signup date", "customer since", "client since"), nil, "when the account was opened", "2023-02-01", "2024-06-17"},
			{"status", Text, false, also("account status", "customer status"), nil, "as of the export; never applied to the past", "active", "churned"},
			{"valid_from", Day, false, also("assigned from", "effective from", "valid since"), nil, "first day on which this row's segment, csm and the like hold; an account then has a row for each span", "", ""},
		}},
		{"subscriptions", "one recurring line over a span of time", true, true, []Column{
			{"subscription_id", ID, required, also("subscription", "subscription number", "subscriptions.id", "line id", "subscription external id", "subscription uuid"), nil, "the line", "SUB-1", "SUB-2"},
			account,
			{"product", Text, false, also("product name", "product family", "product line"), nil, "the product family", "Core", "Insights"},
			{"plan", Text, false, also("plan name", "plan tier", "plan id", "current plan", "subscriptions.plan_id"), nil, "the tier of the product", "Pro", "Team"},
			{"quantity", Number, false, also("seats", "licenses", "licences", "plan quantity", "qty", "subscriptions.plan_quantity"), nil, "how many are paid for", "25", "3"},
			{"unit_amount", Money, false, also("unit price", "price", "price per seat", "price per unit", "price per user", "price per licence", "price per license", "amount per seat", "amount per unit", "amount per user", "amount per licence", "amount per license", "plan unit price", "subscriptions.plan_unit_price"), nil, "price of one for one billing interval; times quantity it is the amount, where that is missing", "48.00", "19.50"},
			{"amount", Money, required, also("recurring amount", "subscription amount", "plan amount", "subscriptions.plan_amount"), nil, "for one billing interval, before discount and tax", "1200.00", "58.50"},
			{"discount", DiscountType, false, also("discount amount", "discount percent", "discount percentage", "discount pct", "discount rate"), nil, "10% of the amount, or an amount per billing interval; a number without a sign is a percentage where the header says so", "10%", ""},
			{"discount_kind", Choice, false, also("discount type", "discount duration"), discountKinds(), "recurring, or introductory: for the first periods only; a discount that ends counts as introductory", "recurring", ""},
			{"discount_ends_on", Day, false, also("discount end", "discount end date", "discount until"), nil, "first day at the full price", "", ""},
			currency,
			{"billing_interval", IntervalType, required, also("interval", "billing frequency", "billing period", "billing cycle", "subscription billing period", "plan interval"), nil, "day, week, month, quarter, half_year, year, or a number of them such as 36 months", "year", "month"},
			{"started_on", Day, required, also("start date", "start", "started at", "service start", "subscription start date", "subscriptions.started_at", "effective start date", "term start date", "activated at", "activation date"), nil, "first day of service", "2024-02-01", "2024-06-17"},
			{"ended_on", Day, false, also("end date", "ended at", "end", "service end", "subscription end date", "effective end date", "expired at", "expired on", "service end date", "service ended on", "end of service", "last day of service", "last service day", "last day", "subscription end", "subscription ended at", "churned on", "churned at", "churn date", "date de fin"), nil, "first day without service; empty while it runs", "", "2026-06-17"},
			{"trial_ends_on", Day, false, also("trial end", "trial end date", "trial ends", "trial ends at", "subscriptions.trial_end"), nil, "first paid day after a trial", "", "2024-07-01"},
			{"trial", Bool, false, also("is trial", "trial flag"), nil, "the line is a trial; without trial_ends_on, all of it", "no", "yes"},
			{"status", Text, false, also("subscription status", "subscriptions.status", "state", "subscription state"), nil, "as of the export; never applied to the past; what is draft, void or incomplete is skipped", "active", "cancelled"},
			{"auto_renew", Bool, false, also("auto renew flag", "auto renewal", "automatic renewal"), nil, "renews by itself", "yes", "no"},
			{"kind", Choice, false, also("charge type", "line kind", "charge kind"), kinds(), "recurring (also when empty), one_time or usage", "recurring", "recurring"},
		}},
		{"mrr", "the recurring revenue of a customer in a month, computed elsewhere", true, true, []Column{
			account,
			{"month", MonthType, required, also("date month", "period", "month end", "month start", "revenue month"), nil, "the month; in a year of weeks the period, such as FY2026-P09", "2026-09", "2026-10"},
			{"mrr", Money, required, also("monthly recurring revenue", "mrr amount", "recurring revenue"), nil, "recurring revenue of the month", "100.00", "19.50"},
			{"product", Text, false, also("product name", "product family", "product line"), nil, "the product family", "Core", "Insights"},
			{"quantity", Number, false, also("seats", "licenses", "licences", "qty"), nil, "how many are paid for", "25", "3"},
			currency,
		}},
		{"invoices", "an invoice line", true, true, []Column{
			{"invoice_id", ID, false, also("invoice", "invoice number", "invoice external id"), nil, "the invoice", "INV-100", "INV-101"},
			{"line_id", ID, false, also("line", "line number"), nil, "the line of the invoice", "1", "1"},
			plus(account, "contact name"),
			{"issued_on", Day, required, also("invoice date", "issue date", "issued at", "invoiced date"), nil, "when it was issued", "2026-10-01", "2026-10-03"},
			{"service_start", Day, false, also("service period start", "period start"), nil, "first day it is for", "2026-10-01", ""},
			{"service_end", Day, false, also("service period end", "period end"), nil, "last day it is for", "2026-10-31", ""},
			{"amount", Money, required, also("net amount", "line amount", "amount net", "subtotal"), nil, "net of tax; a credit is negative", "100.00", "-20.00"},
			{"tax", Money, false, also("tax amount", "vat"), nil, "tax on it", "19.00", "-3.80"},
			{"kind", Choice, false, also("charge type", "line kind"), kinds(), "recurring, one_time or usage", "recurring", "one_time"},
			{"product", Text, false, also("product name", "product family"), nil, "the product family", "Core", "Core"},
			{"quantity", Number, false, also("qty"), nil, "how many", "1", "1"},
			currency,
			{"status", Text, false, also("invoice status"), nil, "a line that is draft, void, voided or deleted is skipped", "paid", "open"},
		}},
		{"contracts", "a signed contract", true, true, []Column{
			{"contract_id", ID, required, also("contract", "contract number"), nil, "the contract", "C-1", "C-2"},
			account,
			{"signed_on", Day, false, also("signed", "signature date", "signed at"), nil, "when it was signed", "2025-12-10", "2026-01-20"},
			{"starts_on", Day, required, also("contract start", "contract start date", "start date", "term start", "term start date"), nil, "first day of the term", "2026-01-01", "2026-02-01"},
			{"ends_on", Day, false, also("contract end", "contract end date", "end date", "term end", "term end date"), nil, "last day of the term; empty: evergreen", "2026-12-31", ""},
			{"terminated_on", Day, false, also("termination date", "terminated at"), nil, "first day without it, where it ended before its term", "", ""},
			{"total_value", Money, required, also("tcv", "total contract value", "contract value"), nil, "of the whole term, fees included; or give recurring_value", "13000.00", "2400.00"},
			{"recurring_value", Money, false, also("recurring contract value"), nil, "of the whole term, without fees", "12000.00", "2400.00"},
			{"one_time_fees", Money, false, also("setup fees"), nil, "fees paid once", "1000.00", "0.00"},
			{"auto_renew", Bool, false, also("auto renewal"), nil, "renews by itself", "yes", "no"},
			{"renews_contract_id", ID, false, also("renewal of", "previous contract id"), nil, "the contract it renews", "", "C-0"},
			currency,
		}},
		{"renewals", "one renewal falling due", true, true, []Column{
			account,
			{"due_on", Day, required, also("renewal date", "due date"), nil, "first day after the term", "2027-01-01", "2027-02-01"},
			{"amount_due", Money, required, also("renewal amount due", "arr due"), nil, "annual amount falling due", "12000.00", "2400.00"},
			{"amount_renewed", Money, false, also("renewed amount"), nil, "annual amount renewed", "13000.00", ""},
			{"expansion_amount", Money, false, also("renewal expansion"), nil, "annual amount added at the renewal", "1000.00", ""},
			{"outcome", Choice, false, also("renewal outcome"), renewalOutcomes(), "renewed, lost or open", "renewed", "open"},
			{"renewed_on", Day, false, also("renewed at"), nil, "when it was renewed", "2026-12-15", ""},
			{"contract_id", ID, false, also("contract"), nil, "the contract", "C-1", "C-2"},
			currency,
		}},
		{"usage", "usage of one kind by one user on one day, or a single event; or what a customer's users did in a day or month, added up", false, true, []Column{
			{"usage_id", ID, false, also("event id"), nil, "the row", "U-1", "U-2"},
			account,
			{"user_id", ID, false, also("user", "user key", "distinct id", "person id", "member id"), nil, "who used it", "u-17", "u-18"},
			{"date", Day, required, also("usage date", "day", "event time", "event date", "timestamp", "occurred at", "activity date"), nil, "the day; or give month", "2026-10-01", "2026-10-01"},
			{"feature", Text, false, also("feature name", "event", "event type", "event name", "module"), nil, "what was used", "export", "login"},
			{"count", Count, false, also("usage count", "events", "event count", "uses"), nil, "how often; empty is once, but for rows of a month and of several users", "9", "1"},
			{"month", MonthType, false, also("usage month"), nil, "the month, of usage that is added up by month; or give date", "", ""},
			{"active_users", Count, false, also("active user count", "monthly active users", "daily active users", "users active"), nil, "how many users were active in that month or on that day, of usage that names no users", "", ""},
		}},
		{"users", "a provisioned seat", false, true, []Column{
			account,
			{"user_id", ID, required, also("user", "user key", "member id", "seat id"), nil, "the user", "u-17", "u-18"},
			{"created_on", Day, false, also("created", "created at", "provisioned on", "activated on", "invited at", "signup date"), nil, "first day with access", "2024-02-01", "2024-06-17"},
			{"deactivated_on", Day, false, also("deactivated at", "deactivated", "deprovisioned on", "disabled at", "removed at", "deleted at"), nil, "first day without access; empty while there is some", "", "2026-03-01"},
		}},
		{"tickets", "a case", false, true, []Column{
			{"ticket_id", ID, required, also("ticket", "case id", "case number", "id"), nil, "the case", "T-1", "T-2"},
			plus(account, "organization", "organisation", "organization id"),
			{"created_at", Moment, required, also("created", "created time", "submitted at", "opened at"), nil, "when it came in", "2026-10-01 09:30", "2026-10-02 14:00"},
			{"first_responded_at", Moment, false, also("first response at", "initial response time"), nil, "when it was first answered", "2026-10-01 10:00", ""},
			{"first_response_minutes", Duration, false, also("first response time minutes", "first response time in minutes", "first reply time", "first reply time in minutes"), nil, "minutes from created_at to the first answer, as a number or as hours:minutes:seconds; read where first_responded_at is empty", "30", "45"},
			{"first_response_hours", Duration, false, also("first response time", "first response time in hours", "first reply time in hours"), nil, "the same in hours", "", ""},
			{"resolved_at", Moment, false, also("resolved time", "closed at", "solved at"), nil, "when it was solved", "2026-10-01 16:00", ""},
			{"contacts", Count, false, also("customer interactions", "replies"), nil, "how often the customer wrote", "2", "1"},
			{"reopened", Bool, false, also("reopens", "is reopened"), nil, "it was opened again", "no", "no"},
			{"escalated", Bool, false, also("escalation flag", "is escalated"), nil, "it was escalated", "no", "yes"},
			{"priority", Text, false, also("ticket priority"), nil, "its priority", "high", "normal"},
			{"type", Text, false, also("ticket type"), nil, "incident, question, feature_request ...", "incident", "question"},
			{"channel", Text, false, also("via", "source"), nil, "how it came in", "email", "chat"},
		}},
		{"surveys", "one survey sent or answered", false, true, []Column{
			{"response_id", ID, false, also("survey response id"), nil, "the answer", "R-1", "R-2"},
			account,
			{"respondent_id", ID, false, also("respondent", "contact id"), nil, "who was asked", "p-1", "p-2"},
			{"sent_on", Day, false, also("sent at"), nil, "when it was sent", "2026-10-01", "2026-10-01"},
			{"responded_on", Day, false, also("responded at", "response date", "recorded date"), nil, "when it was answered", "2026-10-03", ""},
			{"kind", Choice, required, also("survey kind"), same("nps", "csat", "ces"), "nps, csat or ces", "nps", "csat"},
			{"survey_type", Choice, false, nil, same("relational", "transactional"), "relational or transactional", "relational", "transactional"},
			{"score", Number, false, also("rating", "nps score"), nil, "the answer; empty where there was none", "9", ""},
			{"scale_min", Number, false, nil, nil, "lowest possible score; without it 0 for nps, 1 for csat, and for ces the job's ces_scale or 1", "0", "1"},
			{"scale_max", Number, false, nil, nil, "highest possible score; without it 10 for nps, 5 for csat, and for ces the job's ces_scale or 7", "10", "5"},
			{"higher_is", Choice, false, nil, same("better", "worse"), "better (also when empty) or worse", "better", "better"},
			{"comment", Text, false, also("feedback"), nil, "what was written", "", ""},
		}},
		{"opportunities", "a CRM deal", true, true, []Column{
			{"opportunity_id", ID, required, also("opportunity", "deal id", "record id"), nil, "the deal", "O-1", "O-2"},
			optional(plus(account, "account name.id")),
			{"kind", Choice, false, also("opportunity type", "deal type"), dealKinds(), "new, upsell, cross_sell or renewal", "upsell", "new"},
			{"stage", Text, required, also("deal stage", "sales stage"), nil, "where it stands", "negotiation", "closed"},
			{"outcome", Choice, false, also("deal outcome"), dealOutcomes(), "won, lost or open; without it, as the stage says", "open", "won"},
			{"amount", Money, false, also("deal amount", "close value"), nil, "its worth", "6000.00", "2400.00"},
			{"created_on", Day, false, also("created", "created at", "create date"), nil, "when it was opened", "2026-09-01", "2026-08-01"},
			{"closed_on", Day, false, also("close date", "closed at", "closing date"), nil, "when it was won or lost; of an open deal it is not used", "", "2026-10-12"},
			{"product", Text, false, also("product name", "product family", "product line"), nil, "the product family", "Core", "Insights"},
			{"source", Text, false, also("lead source"), nil, "csql, mql, referral ...", "csql", "referral"},
			{"referred_by_account_id", ID, false, also("referrer"), nil, "the customer who referred it", "", "BOLT-0007"},
			currency,
		}},
		{"leads", "a lead or trial", false, true, []Column{
			{"lead_id", ID, required, also("lead"), nil, "the lead", "L-1", "L-2"},
			{"created_on", Day, required, also("created", "created at", "create date"), nil, "when it came in", "2026-09-01", "2026-09-02"},
			{"stage", Text, false, also("lead stage", "lead status"), nil, "where it stands", "trial", "mql"},
			{"converted_on", Day, false, also("converted at", "conversion date"), nil, "when it became a customer", "2026-10-01", ""},
		}},
		{"costs", "a cost posting", true, true, []Column{
			{"date", Day, required, also("posting date", "booked on"), nil, "when it was posted", "2026-10-31", "2026-10-31"},
			{"category", Text, required, also("cost category", "cost type"), nil, "sales, marketing, cs_team, cs_tools, cs_programmes, cost_to_serve, capex, opex, cogs ...", "sales", "cs_team"},
			{"amount", Money, required, also("cost"), nil, "the cost", "52000.00", "31000.00"},
			plus(Column{"account_id", ID, false, account.Aliases, nil, "the customer it was for", "", ""}, "customer project"),
			currency,
		}},
		{"milestones", "a dated step in onboarding", false, true, []Column{
			account,
			{"kind", Choice, required, also("milestone"), same("contract_signed", "onboarding_started", "onboarding_completed", "go_live", "first_value"), "contract_signed, onboarding_started, onboarding_completed, go_live or first_value", "go_live", "first_value"},
			{"on", Day, required, also("milestone date", "reached on"), nil, "when", "2026-10-05", "2026-10-19"},
		}},
		{"touchpoints", "a contact with the customer", false, true, []Column{
			account,
			{"on", Day, required, also("meeting date", "contact date", "touchpoint date"), nil, "when", "2026-10-05", "2026-10-19"},
			{"kind", Text, false, also("touchpoint type"), nil, "what kind of contact", "qbr", "call"},
			{"csm", Text, false, also("customer success manager"), nil, "who spoke to the customer", "Jo Park", "Ana Ruiz"},
		}},
		{"fx_rates", "a rate", true, true, []Column{
			{"on", Day, required, also("date", "rate date", "valid on"), nil, "the day", "2026-10-30", "2026-10-31"},
			{"base", CurrencyType, required, also("base currency", "from", "from currency"), nil, "one unit of this currency ...", "EUR", "EUR"},
			{"quote", CurrencyType, required, also("quote currency", "to", "to currency", "counter currency"), nil, "... costs so many of this one", "USD", "JPY"},
			{"rate", Number, required, also("exchange rate", "fx rate"), nil, "the rate", "1.1684", "186.75"},
		}},
		{"targets", "a budget or goal to compare with", false, true, []Column{
			{"kpi", Text, required, also("metric"), nil, "the KPI, by its id, name or abbreviation", "net_revenue_retention", "monthly_recurring_revenue"},
			{"period", Text, required, nil, nil, "the period", "2026-Q4", "2026-10"},
			{"value", Number, required, also("target", "goal"), nil, "the goal, as a number or a percentage", "108%", "250000"},
			{"scope", Text, false, nil, nil, "portfolio, account:ID, or a dimension and its value such as segment:Enterprise", "portfolio", "portfolio"},
		}},
	}
}
