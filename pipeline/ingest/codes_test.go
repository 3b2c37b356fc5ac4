package ingest

import (
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestCurrencyUnderAnotherHeader: amounts are not taken as the company's where a column that nobody knows has the currency of each row.
func TestCurrencyUnderAnotherHeader(t *testing.T) {
	for _, c := range []struct {
		header, cells string
		source        job.Source
		refused       bool
	}{
		{"Zahlungsmittel", "USD EUR usd", job.Source{}, true},
		{"Zahlungsmittel", "EUR EUR eur", job.Source{}, false},
		{"Zahlungsmittel", "USD n/a USD", job.Source{}, true},
		{"Zahlungsmittel", "USD EUR cash", job.Source{}, false},
		{"Zahlungsmittel", "USD EUR GBP", job.Source{Ignore: []string{"Zahlungsmittel"}}, false},
		{"Zahlungsmittel", "USD EUR GBP", job.Source{Columns: map[string]string{"currency": "Zahlungsmittel"}}, false},
		{"Zahlungsmittel", "USD EUR GBP", job.Source{Constant: map[string]string{"currency": "EUR"}}, false},
		{"grade", "PRO TOP BIG", job.Source{}, false},
	} {
		var rows []string
		for cell := range strings.FieldsSeq(c.cells) {
			rows = append(rows, "10,"+cell)
		}
		c.source.Dataset = "subscriptions"
		_, err := readText(t, c.source, lines(","+c.header, rows...))
		if refused := err != nil && strings.Contains(err.Error(), `map it: columns: {currency: "Zahlungsmittel"}`); refused != c.refused || !refused && err != nil {
			t.Errorf("%s %s %+v: %v", c.header, c.cells, c.source, err)
		}
	}
}
