package formulas

import (
	"strings"
	"testing"

	"kpibook/formulas/expr"
)

// good is a KPI without a fault, to be spoiled.
func good(id string) KPI {
	return KPI{
		ID: id, Name: "Spoiled " + id, Definition: "An entry of a test.", Formula: "churned_mrr / opening_mrr", Unit: Ratio,
		Examples: []Example{example("churned_mrr=1 opening_mrr=4", "0.25"), example("", "n/a (no subscriptions dataset)")},
	}
}

func spoiled(id string, spoil func(*KPI)) KPI {
	k := good(id)
	spoil(&k)
	return k
}

func TestFaultsOfTheCatalogue(t *testing.T) {
	cases := [][]KPI{
		{ // everything wrong with single entries, found at once
			spoiled("churn_rate", func(k *KPI) {}),
			spoiled("ChurnPercent", func(k *KPI) {}),
			spoiled("churn_percent", func(k *KPI) {}),
			spoiled("empty", func(k *KPI) { *k = KPI{ID: "empty"} }),
			spoiled("units", func(k *KPI) { k.Unit, k.Better = "euro", "upwards" }),
			spoiled("unknown_name", func(k *KPI) { k.Formula = "churned_mrr / opning_mrr" }),
			spoiled("label", func(k *KPI) { k.Formula = "customer_status * 2" }),
			spoiled("syntax", func(k *KPI) { k.Formula = "churned_mrr % opening_mrr" }),
			spoiled("both", func(k *KPI) { k.Computed = "in words as well" }),
			spoiled("unsaid", func(k *KPI) { k.Formula, k.Method = "", MethodCustomerStatus }),
			spoiled("flags", func(k *KPI) { k.Flags = []Flag{{Text: "few", Of: "opning_mrr", Fewer: 5}, {Above: "many"}} }),
			spoiled("baseless", func(k *KPI) {
				k.Formula, k.Method, k.Computed, k.Basis = "", MethodCustomerStatus, "a label", []string{"opning_mrr"}
			}),
			spoiled("opening_mrr", func(k *KPI) {
				k.Formula, k.Method, k.Computed, k.Basis = "", MethodCustomerStatus, "a label", []string{"opening_mrr"}
			}),
			spoiled("expansion_mrr", func(k *KPI) { k.Formula = "expansion_mrr / opening_mrr" }),
			spoiled("variants", func(k *KPI) {
				k.Variants = []Variant{
					{ID: "glossary", Name: "Once", Note: "Fine.", Formula: "churned_mrr", Unit: Money},
					{ID: "glossary", Name: "Twice", Note: "Taken.", Formula: "churned_mrr", Unit: Money},
					{ID: "default", Formula: "churned"},
				}
			}),
			spoiled("named", func(k *KPI) { k.Name, k.Short = "logo churn", "nrr" }),
			spoiled("range", func(k *KPI) {}),
			spoiled("money", func(k *KPI) { k.Unit = Money }),
			spoiled("apples", func(k *KPI) { k.Formula = "(churned_mrr + churned_customers) / opening_mrr" }),
			spoiled("larger", func(k *KPI) { k.Formula = "max(logo_churn, tickets_received / 2, response_time)" }),
			spoiled("examples", func(k *KPI) {
				k.Examples = []Example{example("opening_mr=4 churned_mrr=1e9", "0.25"), exampleOf("stripe", "", "n/a")}
			}),
		},
		{ // loops, looked for once the entries are sound
			spoiled("hen", func(k *KPI) { k.Formula, k.Unit = "egg / 2", Money }),
			spoiled("egg", func(k *KPI) {
				k.Formula, k.Unit = "churned_mrr", Money
				k.Variants = []Variant{{ID: "laid", Name: "Laid", Note: "By the hen.", Formula: "hen * 2"}}
			}),
			spoiled("narcissus", func(k *KPI) { k.Formula = "narcissus + 1" }),
		},
		{ // examples, executed last
			spoiled("wrong_example", func(k *KPI) { k.Examples[0].Want = "0.26" }),
		},
	}
	cases[1][1].Examples = append(cases[1][1].Examples, exampleOf("laid", "hen=1", "2"))
	var got []string
	for _, extra := range cases {
		_, err := New(extra...)
		if err == nil {
			t.Fatalf("no fault was found in %d spoiled entries", len(extra))
		}
		got = append(got, err.Error())
	}
	compare(t, "testdata/faults.txt", strings.Join(got, "\n\n")+"\n", "go test ./formulas -run TestFaults -update")
}

func TestOwnKPIsJoinTheBook(t *testing.T) {
	own := good("share_lost")
	own.Variants = []Variant{{ID: "points", Name: "In points", Note: "Times 100.", Formula: "share_lost * 100", Unit: Score, Better: Down}}
	own.Examples = append(own.Examples, exampleOf("points", "share_lost=0.25", "25"))
	_, err := New(own)
	if err == nil || !strings.Contains(err.Error(), "share_lost -> share_lost") {
		t.Errorf("a variant over its own KPI: got %v", err)
	}
	own.Variants[0].Formula = "churned_mrr / opening_mrr * 100"
	own.Examples[2] = exampleOf("points", "churned_mrr=1 opening_mrr=4", "25")
	c, err := New(own)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := c.ByID("share_lost")
	if !ok || k.Family != Own || k.UnitOf("points") != Score || k.UnitOf("") != Ratio || k.BetterOf("points") != Down || k.BetterOf("") != Neutral {
		t.Errorf("got %+v", k)
	}
	if kpis := c.KPIs(); kpis[len(kpis)-1] != k {
		t.Error("the job's own KPI does not come last")
	}
	if _, parsed := build(t).ByID("share_lost"); parsed {
		t.Error("one catalogue's own KPI shows in another")
	}
}

func TestOrderPutsInputsFirst(t *testing.T) {
	c := build(t)
	at := map[string]int{}
	for i, k := range c.Order() {
		at[k.ID] = i
	}
	for _, k := range c.KPIs() {
		for _, used := range k.uses() {
			if at[used] > at[k.ID] {
				t.Errorf("%s comes before %s, which it names", k.ID, used)
			}
		}
	}
	if len(at) != len(c.KPIs()) {
		t.Errorf("got %d entries in order, want %d", len(at), len(c.KPIs()))
	}
}

func TestCalculate(t *testing.T) {
	c := build(t)
	for _, test := range []struct{ kpi, variant, given, want string }{
		{"annual_recurring_revenue", "glossary", "closing_arr=1200", "1200"},
		{"product_engagement_score", "", "critical_feature_users=9 provisioned_users=10 active_user_days=3 mau_days=10 closing_users=13 opening_users=10", "0.5"},
		{"stickiness", "glossary", "active_user_days=300 days_in_period=30 mau=40", "0.25"},
		{"adoption_rate", "", "critical_feature_users=9", "n/a (no users dataset)"},
		{"user_growth_rate", "glossary", "", `user_growth_rate has no variant "glossary": it has the default formula only`},
		{"logo_churn", "strip", "", `logo_churn has no variant "strip": it has stripe`},
		{"gross_revenu_retention", "", "", `there is no KPI "gross_revenu_retention"; did you mean gross_revenue_retention?`},
		{"nrr", "", "", `there is no KPI "nrr"; did you mean net_revenue_retention?`},
		{"logo_churn", "", "churned_custmers=1 zebra=2", `there is no measure or KPI "churned_custmers"; did you mean churned_customers?` + "\n" + `there is no measure or KPI "zebra"`},
		{"logo_churn", "", "churned_customers=1,5 opening_customers=1e1000000000", `churned_customers="1,5" is not a number: write it plainly, such as 1234.5` + "\n" + `opening_customers="1e1000000000" is not a number: write it plainly, such as 1234.5`},
	} {
		var got string
		given, err := c.Given(pairs(test.given))
		if err == nil {
			var value expr.Value
			value, err = c.Calculate(test.kpi, test.variant, given)
			got = value.String()
		}
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s %s of %q: got %s, want %s", test.kpi, test.variant, test.given, got, test.want)
		}
	}
	if _, err := c.Calculate("logo_churn", "", map[string]expr.Value{"zebra": {}}); err == nil {
		t.Error("a given name that is no measure and no KPI was taken")
	}
}

func TestSuggest(t *testing.T) {
	c := build(t)
	for word, want := range map[string]string{
		"MRR": "monthly_recurring_revenue", "churnrate": "churn_rate", "licences": "licenses", "retention": "net_revenue_retention customer_retention_rate gross_revenue_retention",
		"stikciness": "stickiness", "gross mrr churn rate": "gross_mrr_churn_rate", "xyz": "",
	} {
		if got := strings.Join(c.Suggest(word), " "); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}
