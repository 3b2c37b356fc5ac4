package reports

import "testing"

func TestAddresses(t *testing.T) {
	b7 := Position{Row: 6, Column: 1}
	block := Range{From: Position{2, 1}, To: Position{14, 27}}
	titles, _ := (&Sheet{TitleFrom: 3, TitleRows: 2}).Titles()
	for _, test := range []struct{ got, want string }{
		{ColumnName(0), "A"}, {ColumnName(25), "Z"}, {ColumnName(26), "AA"}, {ColumnName(701), "ZZ"}, {ColumnName(702), "AAA"}, {ColumnName(MaxColumns - 1), "XFD"},
		{b7.Address(), "B7"}, {b7.Absolute(), "$B$7"},
		{Ref{"KPIs by account", b7}.Address(), "'KPIs by account'!B7"},
		{Ref{"Owner's", b7}.Absolute(), "'Owner''s'!$B$7"},
		{Ref{"MRR", b7}.From("MRR"), "B7"}, {Ref{"MRR", b7}.From("Summary"), "'MRR'!B7"},
		{block.Address(), "B3:AB15"}, {block.Absolute(), "$B$3:$AB$15"}, {RefRange{"MRR", block}.Address(), "'MRR'!$B$3:$AB$15"},
		{titles.Rows(), "$4:$5"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
	if _, ok := (&Sheet{}).Titles(); ok {
		t.Error("a sheet without title rows has some")
	}
	if !block.Has(Position{2, 1}) || !block.Has(Position{14, 27}) || block.Has(Position{15, 27}) || block.Has(Position{2, 0}) {
		t.Error("the block does not hold its corners alone")
	}
}

func TestIsAddress(t *testing.T) {
	for word, want := range map[string]bool{
		"MRR2": true, "mrr2": true, "XFD1048576": true, "XFE1": false, "A1048577": false, "A0": false, "R1C1": true, "R": true, "c": true, "RC2": true,
		"kpi_mrr2": false, "MRR": false, "REVENUE": false, "COST": false, "A1B": false, "": false, "GRR_3": false,
	} {
		if got := IsAddress(word); got != want {
			t.Errorf("IsAddress(%q) = %t, want %t", word, got, want)
		}
	}
}

func TestExtent(t *testing.T) {
	s := &Sheet{Rows: []Row{{Cells: make([]Cell, 2)}, {}, {Cells: make([]Cell, 5)}, {}}}
	if got := s.Extent().Address(); got != "A1:E3" {
		t.Errorf("extent is %s, want A1:E3", got)
	}
	if got := (&Sheet{}).Extent().Address(); got != "A1:A1" {
		t.Errorf("extent of nothing is %s, want A1:A1", got)
	}
}
