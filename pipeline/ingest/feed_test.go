package ingest

import (
	"slices"
	"testing"

	"github.com/gocarina/gocsv"
)

var _ gocsv.CSVReader = (*Feed)(nil)

// TestFeed: gocsv gets the rows under the names it is told, never a row that is broken or not taken.
func TestFeed(t *testing.T) {
	text := "Customer;Amount\nA;1,5\nB;2;3\n;\nC;4\nTotal;5,5\n"
	table, err := openBytes(t, "a.csv", []byte(text), Options{}, anything)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if want := []string{"Customer", "Amount"}; !slices.Equal(table.Header, want) {
		t.Fatalf("header %q, want %q", table.Header, want)
	}
	var passed []int
	feed := table.Feed([]string{"account_id", "mrr"}, func(row Row, bad *RowError) bool {
		take := bad == nil && !row.Blank && row.Fields[0] != "Total"
		if !take {
			passed = append(passed, row.Line)
		}
		return take
	})
	var got []string
	type record struct {
		Account string `csv:"account_id"`
		Amount  string `csv:"mrr"`
	}
	err = gocsv.UnmarshalDecoderToCallback(gocsv.NewSimpleDecoderFromCSVReader(feed), func(r record) { got = append(got, r.Account+"="+r.Amount) })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"A=1,5", "C=4"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []int{3, 4, 6}; !slices.Equal(passed, want) {
		t.Errorf("passed over lines %d, want %d", passed, want)
	}
}
