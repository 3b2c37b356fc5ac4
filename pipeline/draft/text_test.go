package draft

import (
	"maps"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// TestTextIsReadAsItWasMeant: whatever files, headers and texts are called, the job file that is written decodes to them.
func TestTextIsReadAsItWasMeant(t *testing.T) {
	name := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("ab1 :#'\"-?*&!%@`{}[],|>ä€\\~=/.")), 1, 12, -1),
		rapid.SampledFrom([]string{"yes", "No", "null", "true", "1.5", "0x1F", "2026-01-01", "12:30", "-", "a: b", "a #b", "~", "1e3", ".inf"})).Filter(func(text string) bool { return strings.TrimSpace(text) != "" }) // the job file has no use for blanks
	rapid.Check(t, func(t *rapid.T) {
		headers := rapid.SliceOfNDistinct(name, 3, 3, rapid.ID).Draw(t, "headers")
		file, company := name.Draw(t, "file"), name.Draw(t, "company")
		p := &ingest.Proposal{File: file, Dataset: "subscriptions", Rows: 1, Header: headers, Unused: headers[2:],
			Columns: []ingest.ProposedColumn{{Column: "account_id", Header: headers[0], By: "a reason", Certainty: ingest.Likely, Samples: []string{headers[1], "two\nlines"}}, {Column: "status", Header: headers[2], By: "alias"}},
			Source: job.Source{Dataset: "subscriptions", Columns: map[string]string{"account_id": headers[0], "amount": headers[1]}, Constant: map[string]string{"billing_interval": "month", "product": headers[2]},
				Values: map[string]map[string]string{"kind": {headers[0]: "recurring"}}, Joins: []job.Join{{On: headers[0], File: "plans.csv", Key: headers[1], Take: map[string]string{"currency": headers[2]}}}}}
		d := New([]*ingest.Proposal{p, {File: file, Why: headers[0] + "\n" + headers[1]}})
		d.Company, d.Currency, d.CurrencyHow = company, "EUR", "as --currency says"
		text := d.Text()
		got, err := job.Decode("kpibook.yaml", text, ingest.JobSchema())
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		s := got.Sources[0]
		named, err := path.Match(s.Files[0], file) // files are patterns
		same := err == nil && named && got.Company == company && maps.Equal(s.Columns, p.Source.Columns) && maps.Equal(s.Constant, p.Source.Constant) &&
			maps.Equal(s.Values["kind"], p.Source.Values["kind"]) && s.Joins[0].On == headers[0] && s.Joins[0].File == "plans.csv" && s.Joins[0].Key == headers[1] && maps.Equal(s.Joins[0].Take, p.Source.Joins[0].Take)
		if !same {
			t.Fatalf("got %+v\nfrom\n%s", s, text)
		}
	})
}
