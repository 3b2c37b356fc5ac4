package facts

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// surveyed is a company with answers of every kind and on several scales; all are of January 2026 but those that say otherwise.
func surveyed(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["surveys"] = loaded(t, "2026-01-05", "2026-05-20", "sent_on", "score", "scale_min", "scale_max", "higher_is")
	for _, c := range []struct {
		account, kind, score, low, high string
		lowIsGood                       bool
		sent, answered                  string
	}{
		{"A", "nps", "10", "0", "10", false, "2026-01-05", "2026-02-01"}, {"A", "nps", "9", "0", "10", false, "", "2026-01-06"}, // an answer without a sending
		{"A", "nps", "8", "0", "10", false, "2026-01-05", ""}, // without a day of its own
		{"B", "nps", "7", "", "", false, "2026-01-05", "2026-01-06"}, {"B", "nps", "6", "0", "10", false, "2026-01-05", "2026-01-06"}, {"", "nps", "0", "0", "10", false, "2026-01-05", "2026-01-06"},
		{"B", "nps", "", "0", "10", false, "2026-01-05", ""}, {"B", "nps", "", "0", "10", false, "2026-02-05", ""}, // never answered
		{"C", "nps", "8.5", "0", "10", false, "2026-01-05", ""}, {"C", "nps", "5", "1", "5", false, "2026-01-05", ""}, {"C", "nps", "11", "0", "10", false, "2026-01-05", ""}, {"C", "nps", "9", "0", "10", true, "2026-01-05", ""}, // no recommendations

		{"A", "csat", "4", "1", "5", false, "2026-01-05", ""}, {"A", "csat", "5", "1", "5", false, "2026-01-05", ""}, {"A", "csat", "3.5", "1", "5", false, "2026-01-05", ""},
		{"B", "csat", "3", "1", "3", false, "2026-01-05", ""}, {"B", "csat", "2", "1", "3", false, "2026-01-05", ""}, // three points: the top one
		{"B", "csat", "2", "0", "3", false, "2026-01-05", ""}, // four points
		{"C", "csat", "1", "1", "5", true, "2026-01-05", ""}, {"C", "csat", "2", "1", "5", true, "2026-01-05", ""}, {"C", "csat", "3", "1", "5", true, "2026-01-05", ""},
		{"C", "csat", "2", "1", "2", true, "2026-01-05", ""},
		{"C", "csat", "6", "1", "5", false, "2026-01-05", ""}, {"C", "csat", "4", "1", "", false, "2026-01-05", ""}, // not on a scale

		{"A", "ces", "6", "1", "7", false, "2026-01-05", ""}, {"B", "ces", "2.5", "1", "7", false, "2026-01-05", ""}, {"B", "ces", "", "1", "7", false, "2026-01-05", ""},
		{"A", "ces", "4", "1", "5", false, "2026-01-05", ""}, {"A", "ces", "1", "1", "5", true, "2026-01-05", ""}, {"A", "ces", "3", "1", "7", true, "2026-01-05", ""}, // other scales, the other direction
	} {
		optional := func(text string) (number decimal.NullDecimal) {
			if text != "" {
				number = amount(text)
			}
			return number
		}
		records.Surveys = append(records.Surveys, ingest.Survey{Account: c.account, Kind: c.kind, SentOn: date(t, c.sent), RespondedOn: date(t, c.answered),
			Score: optional(c.score), ScaleMin: optional(c.low), ScaleMax: optional(c.high), LowIsGood: c.lowIsGood})
	}
	return records
}

func TestSurveys(t *testing.T) {
	a, c, unassigned := AccountScope("A"), AccountScope("C"), Scope{"segment", Unassigned}
	compare(t, &job.File{}, surveyed(t), []expected{
		{"promoters", Portfolio, "2026-01", "1"}, {"promoters", a, "2026-Q1", "2"}, {"passives", Portfolio, "2026-01", "2"}, {"detractors", Portfolio, "2026-01", "2"},
		{"detractors", unassigned, "2026-01", "1"}, {"nps_responses", Portfolio, "2026-01", "5"}, {"nps_responses", Portfolio, "2026-Q1", "6"}, {"nps_responses", c, "2026-Q1", "0"},
		{"csat_satisfied", a, "2026-01", "2"}, {"csat_responses", a, "2026-01", "3"}, {"csat_satisfied", AccountScope("B"), "2026-01", "2"}, {"csat_responses", AccountScope("B"), "2026-01", "3"},
		{"csat_satisfied", c, "2026-01", "2"}, {"csat_responses", c, "2026-01", "4"}, {"csat_satisfied", Portfolio, "2026-01", "6"}, {"csat_responses", Portfolio, "2026-01", "10"},
		{"ces_total", Portfolio, "2026-01", "8.5"}, {"ces_responses", Portfolio, "2026-01", "2"}, {"ces_total", c, "2026-01", "0"},
		{"survey_responses", Portfolio, "2026-01", "26"}, {"survey_responses", Portfolio, "2026-02", "1"}, {"survey_responses", Portfolio, "2026-03", "0"},
		{"surveys_sent", Portfolio, "2026-01", "28"}, {"surveys_sent", AccountScope("B"), "2026-02", "1"},
	})
	for scale, want := range map[string][2]string{"1-5": {"4", "1"}, "5-1": {"1", "1"}, "7-1": {"3", "1"}} {
		compare(t, &job.File{KPIs: job.KPIs{CESScale: scale}}, surveyed(t), []expected{{"ces_total", Portfolio, "2026-01", want[0]}, {"ces_responses", Portfolio, "2026-01", want[1]}})
	}
	// A file that gives neither scale nor direction is on the job's, whatever the reader has filled in.
	records := surveyed(t)
	records.Datasets["surveys"] = loaded(t, "2026-01-05", "2026-05-20", "score")
	compare(t, &job.File{KPIs: job.KPIs{CESScale: "5-1"}}, records, []expected{{"ces_total", a, "2026-01", "8"}, {"ces_responses", a, "2026-01", "3"}}) // without the 6
}

// TestFewestNPSResponses: where the job asks for so many answers, fewer make no base for a score; the answers still count.
func TestFewestNPSResponses(t *testing.T) {
	compare(t, &job.File{KPIs: job.KPIs{MinNPSResponses: 6}}, surveyed(t), []expected{
		{"nps_responses", Portfolio, "2026-01", "n/a (too few responses: 5 of the 6 that the job asks for)"}, {"nps_responses", Portfolio, "2026-Q1", "6"},
		{"promoters", Portfolio, "2026-01", "1"}, {"survey_responses", Portfolio, "2026-01", "26"},
	})
}

// TestSurveysLeftOut: answers that their kind's rule cannot place are counted.
func TestSurveysLeftOut(t *testing.T) {
	f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, surveyed(t), nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	january, _ := f.Calendar.Parse("2026-01")
	february, _ := f.Calendar.Parse("2026-02")
	june, _ := f.Calendar.Parse("2026-06")
	for _, c := range []struct {
		measure string
		scope   Scope
		period  period.Period
		want    int64
	}{
		{"nps_responses", Portfolio, january, 4}, {"nps_responses", AccountScope("A"), january, 0}, {"csat_responses", Scope{"segment", "Enterprise"}, january, 2},
		{"ces_responses", Portfolio, january, 3}, {"ces_responses", Portfolio, february, 0}, {"ces_responses", Portfolio, june, 0}, {"promoters", Portfolio, january, 0},
	} {
		if got := f.LeftOut(c.measure, c.scope, c.period); got != c.want {
			t.Errorf("left out of %s, %s, %s: got %d, want %d", c.measure, c.scope, c.period.ID(), got, c.want)
		}
	}
}

// TestSurveysMissing: outside the cover, without a column, without the dataset.
func TestSurveysMissing(t *testing.T) {
	for _, measure := range []string{"promoters", "passives", "detractors", "nps_responses", "csat_satisfied", "csat_responses", "ces_total", "ces_responses", "survey_responses", "surveys_sent"} {
		column := "score"
		if measure == "surveys_sent" {
			column = "sent_on"
		}
		records := surveyed(t)
		outside := "n/a (outside the dataset's cover: surveys is from 2026-01-05 to 2026-05-20)"
		compare(t, &job.File{}, records, []expected{{measure, Portfolio, "2025-12", outside}, {measure, AccountScope("A"), "2026-06", outside}, {measure, AccountScope("A"), "2026-05", "0"}})
		delete(records.Datasets["surveys"].Columns, column)
		compare(t, &job.File{}, records, []expected{{measure, Portfolio, "2026-01", "n/a (no " + column + " column)"}})
		compare(t, &job.File{}, company(t), []expected{{measure, Portfolio, "2026-01", "n/a (no surveys dataset)"}})
	}
}
