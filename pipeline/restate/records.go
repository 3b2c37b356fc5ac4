package restate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// between are records that lie between those of then and those of now: with the late rows, and with the corrected ones as well.
type between struct {
	withLate, withCorrected *ingest.Records
	changes                 []change // but of rates, which are a cause of their own; places are those of either of the records
	rates                   bool     // rates differ
}

// blend compares two readings under the same mapping. now must have its places shifted behind the files of then.
func blend(then, now *ingest.Records) *between {
	b := &between{}
	late, corrected := union(then, now), union(then, now)
	mixInto(b, "accounts", then.Accounts, now.Accounts, &late.Accounts, &corrected.Accounts, func(a *ingest.Account) identity {
		return identity{joined(a.ID, a.ValidFrom), a.ID, a.CreatedOn}
	})
	mixInto(b, "subscriptions", then.Subscriptions, now.Subscriptions, &late.Subscriptions, &corrected.Subscriptions, func(s *ingest.Subscription) identity {
		return identity{s.ID, s.Account, s.StartedOn}
	})
	mixInto(b, "mrr", then.MRR, now.MRR, &late.MRR, &corrected.MRR, func(m *ingest.MonthlyRevenue) identity {
		return identity{joined(m.Account, m.Product, m.Currency, m.Month), m.Account, m.Month.First()}
	})
	mixInto(b, "users", then.Users, now.Users, &late.Users, &corrected.Users, func(u *ingest.User) identity {
		return identity{joined(u.Account, u.ID, u.CreatedOn), u.Account, u.CreatedOn}
	})
	mixInto(b, "invoices", then.Invoices, now.Invoices, &late.Invoices, &corrected.Invoices, func(i *ingest.InvoiceLine) identity {
		if i.Invoice == "" {
			return identity{joined(i.Account, i.IssuedOn, i.Product, i.Currency), i.Account, i.IssuedOn}
		}
		return identity{joined(i.Invoice, i.Line), i.Account, i.IssuedOn}
	})
	mixInto(b, "contracts", then.Contracts, now.Contracts, &late.Contracts, &corrected.Contracts, func(c *ingest.Contract) identity {
		if c.SignedOn != period.NoDate {
			return identity{c.ID, c.Account, min(c.SignedOn, c.StartsOn)}
		}
		return identity{c.ID, c.Account, c.StartsOn}
	})
	mixInto(b, "renewals", then.Renewals, now.Renewals, &late.Renewals, &corrected.Renewals, func(r *ingest.Renewal) identity {
		return identity{joined(r.Account, r.Contract, r.DueOn), r.Account, r.DueOn - 366} // it is looked at up to a year ahead
	})
	mixInto(b, "tickets", then.Tickets, now.Tickets, &late.Tickets, &corrected.Tickets, func(t *ingest.Ticket) identity {
		return identity{t.ID, t.Account, period.FromTime(t.Created)}
	})
	mixInto(b, "surveys", then.Surveys, now.Surveys, &late.Surveys, &corrected.Surveys, func(s *ingest.Survey) identity {
		return identity{joined(s.ID, s.Account, s.Respondent, s.SentOn, s.Kind), s.Account, s.SentOn}
	})
	mixInto(b, "opportunities", then.Opportunities, now.Opportunities, &late.Opportunities, &corrected.Opportunities, func(o *ingest.Opportunity) identity {
		return identity{o.ID, o.Account, o.CreatedOn}
	})
	mixInto(b, "leads", then.Leads, now.Leads, &late.Leads, &corrected.Leads, func(l *ingest.Lead) identity { return identity{l.ID, "", l.CreatedOn} })
	mixInto(b, "costs", then.Costs, now.Costs, &late.Costs, &corrected.Costs, func(c *ingest.Cost) identity {
		return identity{joined(c.On, c.Category, c.Account, c.Currency), c.Account, c.On}
	})
	mixInto(b, "milestones", then.Milestones, now.Milestones, &late.Milestones, &corrected.Milestones, func(m *ingest.Milestone) identity {
		return identity{joined(m.Account, m.Kind), m.Account, m.On}
	})
	mixInto(b, "touchpoints", then.Touchpoints, now.Touchpoints, &late.Touchpoints, &corrected.Touchpoints, func(t *ingest.Touchpoint) identity {
		return identity{joined(t.Account, t.Kind, t.On), t.Account, t.On}
	})
	_, rates := mix[ingest.Rate]("fx_rates", then.Rates, now.Rates, func(r *ingest.Rate) identity { return identity{joined(r.On, r.Base, r.Quote), "", r.On} })
	b.rates = len(rates) > 0
	late.Rates, corrected.Rates = then.Rates, then.Rates
	late.Targets, corrected.Targets = then.Targets, then.Targets // no figure rests on them
	b.withLate, b.withCorrected = late, corrected
	return b
}

func mixInto[T any, P placed[T]](b *between, dataset string, then, now []T, late, corrected *[]T, identify func(*T) identity) {
	m, changes := mix[T, P](dataset, then, now, identify)
	*late, *corrected = m.withLate, m.withCorrected
	b.changes = append(b.changes, changes...)
}

// joined makes one key of several parts.
func joined(parts ...any) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = fmt.Sprint(part)
	}
	return strings.Join(texts, " / ")
}

// union is empty records with the files of both and with what is known of the datasets of either.
func union(then, now *ingest.Records) *ingest.Records {
	u := &ingest.Records{Files: slices.Concat(then.Files, now.Files), Datasets: map[string]*ingest.Loaded{}}
	for _, datasets := range []map[string]*ingest.Loaded{then.Datasets, now.Datasets} {
		for name, loaded := range datasets {
			known := u.Datasets[name]
			if known == nil {
				known = &ingest.Loaded{Columns: map[string]bool{}, First: period.NoDate, Last: period.NoDate}
				u.Datasets[name] = known
			}
			known.Rows = max(known.Rows, loaded.Rows)
			maps.Copy(known.Columns, loaded.Columns)
			if loaded.First != period.NoDate && (known.First == period.NoDate || loaded.First < known.First) {
				known.First = loaded.First
			}
			known.Last = max(known.Last, loaded.Last)
		}
	}
	return u
}

// behind gives records the places they have behind the files of others, so that both can be mixed.
func behind(then, now *ingest.Records) *ingest.Records {
	by := len(then.Files)
	moved := *now
	moved.Files = slices.Concat(then.Files, now.Files)
	moved.Accounts, moved.Subscriptions, moved.MRR, moved.Users = shift(now.Accounts, by), shift(now.Subscriptions, by), shift(now.MRR, by), shift(now.Users, by)
	moved.Rates, moved.Invoices, moved.Contracts, moved.Renewals = shift(now.Rates, by), shift(now.Invoices, by), shift(now.Contracts, by), shift(now.Renewals, by)
	moved.Tickets, moved.Surveys, moved.Opportunities, moved.Leads = shift(now.Tickets, by), shift(now.Surveys, by), shift(now.Opportunities, by), shift(now.Leads, by)
	moved.Costs, moved.Milestones, moved.Touchpoints, moved.Targets = shift(now.Costs, by), shift(now.Milestones, by), shift(now.Touchpoints, by), shift(now.Targets, by)
	return &moved
}

// withRates are records with the rates, and what is known of them, of others.
func withRates(records, of *ingest.Records) *ingest.Records {
	changed := *records
	changed.Rates, changed.Datasets = of.Rates, maps.Clone(records.Datasets)
	delete(changed.Datasets, "fx_rates")
	if rates := of.Datasets["fx_rates"]; rates != nil {
		changed.Datasets["fx_rates"] = rates
	}
	return &changed
}
