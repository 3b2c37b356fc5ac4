package pipeline

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
)

// fromUsage are the measures that are counted from the rows of usage.
var fromUsage = map[string]func(r *recounter, m *compute.Measure) *big.Rat{
	"active_user_days": func(r *recounter, m *compute.Measure) *big.Rat {
		return r.distinct(m, "customer", "user", "event_date")
	},
	"active_users": func(r *recounter, m *compute.Measure) *big.Rat { return r.distinct(m, "customer", "user") },
	"mau": func(r *recounter, m *compute.Measure) *big.Rat {
		return new(big.Rat).Quo(r.distinct(m, "customer", "user", "month"), big.NewRat(int64(r.p.Last-max(r.p.First, r.b.Facts.First))+1, 1))
	},
	"mau_days": func(r *recounter, m *compute.Measure) *big.Rat {
		total := new(big.Rat)
		for month := max(r.p.First, r.b.Facts.First); month <= r.p.Last; month++ {
			users := map[string]bool{}
			for _, at := range m.Usage.Places {
				if row := r.row(at); strings.HasPrefix(row["event_date"], month.String()) {
					users[row["customer"]+" "+row["user"]] = true
				}
			}
			total.Add(total, big.NewRat(int64(len(users)*month.Days()), 1))
		}
		return total
	},
	"critical_feature_users": func(r *recounter, m *compute.Measure) *big.Rat {
		users := map[string]bool{}
		for _, at := range m.Usage.Places {
			if row := r.row(at); slices.Contains([]string{"scheduled_reports", "alerts", "api"}, row["feature"]) {
				users[row["customer"]+" "+row["user"]] = true
			}
		}
		return big.NewRat(int64(len(users)), 1)
	},
	"usage_events": func(r *recounter, m *compute.Measure) *big.Rat {
		total := new(big.Rat)
		for _, at := range m.Usage.Places {
			total.Add(total, plain(r.t, r.row(at)["events"]))
		}
		return total
	},
	"dark_accounts": func(r *recounter, m *compute.Measure) *big.Rat { // each is listed with its contacts, which add nothing
		silent := new(big.Rat)
		for _, from := range m.Contributions {
			if from.Amount.Sign() != 0 {
				silent.Add(silent, one(r.lastSign(from.Account) < r.p.LastDay()-30))
			}
		}
		return silent
	},
	"last_activity_on": func(r *recounter, m *compute.Measure) *big.Rat { return big.NewRat(int64(r.lastActivity(m)), 1) },
	"days_since_last_activity": func(r *recounter, m *compute.Measure) *big.Rat {
		return big.NewRat(int64(r.p.LastDay()-r.lastActivity(m)), 1)
	},
}

// lastSign is the latest day up to the end of the period on which an account used the product or wrote, from all rows there
// are: that there are none later cannot be seen from rows that are listed.
func (r *recounter) lastSign(account string) (last period.Date) {
	if r.signs == nil {
		r.signs = map[string][]period.Date{}
		for _, t := range r.b.Records.Touchpoints {
			if t.Kind == "Customer call" {
				r.signs[t.Account] = append(r.signs[t.Account], t.On)
			}
		}
		for year := 2023; year <= 2026; year++ {
			for _, row := range r.unpacked(fmt.Sprintf("usage-%d.csv.gz", year))[1:] {
				if on, err := time.Parse(time.DateOnly, row[3]); err == nil {
					r.signs[row[1]] = append(r.signs[row[1]], period.FromTime(on))
				}
			}
		}
	}
	for _, on := range r.signs[account] {
		if on <= r.p.LastDay() {
			last = max(last, on)
		}
	}
	return last
}

// unpacked is a packed file of the exports.
func (r *recounter) unpacked(name string) [][]string {
	file, err := os.Open(filepath.Join(r.b.Job.Dir, "exports", name))
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		r.t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

// distinct counts the different values of some columns, "month" being that of the day.
func (r *recounter) distinct(m *compute.Measure, columns ...string) *big.Rat {
	seen := map[string]bool{}
	for _, at := range m.Usage.Places {
		row, key := r.row(at), ""
		row["month"] = row["event_date"][:7]
		for _, column := range columns {
			key += row[column] + " "
		}
		seen[key] = true
	}
	return big.NewRat(int64(len(seen)), 1)
}

// lastActivity is the latest day of the listed usage and of the listed contacts that came from the customer.
func (r *recounter) lastActivity(m *compute.Measure) (last period.Date) {
	var places []ingest.Place
	for _, from := range m.Contributions {
		places = append(places, from.Place)
	}
	for _, at := range append(places, m.Usage.Places...) {
		switch row := r.row(at); {
		case row[""] == "usage":
			last = max(last, r.iso(row["event_date"]))
		case row["Touchpoint Type"] == "Customer call" && serial(r.t, row["Contact Date"]) <= r.p.LastDay():
			last = max(last, serial(r.t, row["Contact Date"]))
		}
	}
	return last
}

// fromCalendar are the measures that no row is behind: those of the calendar, over days that the usage covers, and of the job.
var fromCalendar = map[string]func(r *recounter) *big.Rat{
	"periods_per_year": func(r *recounter) *big.Rat { return big.NewRat(12, int64(r.p.Last-r.p.First)+1) },
	"days_in_period": func(r *recounter) *big.Rat {
		return big.NewRat(int64(r.p.LastDay()-max(r.p.FirstDay(), r.b.Facts.First.First()))+1, 1)
	},
	"active_days_with_data": func(r *recounter) *big.Rat {
		return big.NewRat(int64(r.p.LastDay()-max(r.p.FirstDay(), r.b.Facts.First.First()))+1, 1)
	},
	"addressable_market": func(*recounter) *big.Rat { return big.NewRat(180_000_000, 1) },
}
