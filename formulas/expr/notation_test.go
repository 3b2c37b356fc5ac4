package expr

import (
	"strings"
	"testing"
)

func TestExcel(t *testing.T) {
	cells := map[string]string{"a": "B2", "b": "C2", "c": "D2", "d": "Inputs!E2"}
	cell := func(name string) string { return cells[name] }
	for _, c := range []struct{ text, want string }{
		{"a", `IF(COUNT(B2)<1,"n/a",B2)`},
		{"12", `12`},
		{"-a", `IF(COUNT(B2)<1,"n/a",-B2)`},
		{"a / 12", `IF(COUNT(B2)<1,"n/a",B2/12)`},
		{"a / (3 * 4)", `IF(COUNT(B2)<1,"n/a",B2/(3*4))`},
		{"(a - b) / a", `IF(COUNT(B2,C2)<2,"n/a",IF(B2=0,"n/a",(B2-C2)/B2))`},
		{"a - (b - c) - a", `IF(COUNT(B2,C2,D2)<3,"n/a",B2-(C2-D2)-B2)`},
		{"a / b + c / d", `IF(COUNT(B2,C2,D2,Inputs!E2)<4,"n/a",IF(OR(C2=0,Inputs!E2=0),"n/a",B2/C2+D2/Inputs!E2))`},
		{"a / b + c / b", `IF(COUNT(B2,C2,D2)<3,"n/a",IF(C2=0,"n/a",B2/C2+D2/C2))`},
		{"a * b / c / 12 / d", `IF(COUNT(B2,C2,D2,Inputs!E2)<4,"n/a",IF(OR(D2=0,Inputs!E2=0),"n/a",B2*C2/D2/12/Inputs!E2))`},
		{"a / (b + c)", `IF(COUNT(B2,C2,D2)<3,"n/a",IF(C2+D2=0,"n/a",B2/(C2+D2)))`},
		{"a / (b / c)", `IF(COUNT(B2,C2,D2)<3,"n/a",IF(D2=0,"n/a",IF(C2/D2=0,"n/a",B2/(C2/D2))))`},
		{"a / b / (c / d)", `IF(COUNT(B2,C2,D2,Inputs!E2)<4,"n/a",IF(OR(C2=0,Inputs!E2=0),"n/a",IF(D2/Inputs!E2=0,"n/a",B2/C2/(D2/Inputs!E2))))`},
		{"a / (b / 12)", `IF(COUNT(B2,C2)<2,"n/a",IF(C2/12=0,"n/a",B2/(C2/12)))`},
		{"(min(a, 1) + max(b, 0, c)) / 3", `IF(COUNT(B2,C2,D2)<3,"n/a",(MIN(B2,1)+MAX(C2,0,D2))/3)`},
		{"a / max(b, 1)", `IF(COUNT(B2,C2)<2,"n/a",IF(MAX(C2,1)=0,"n/a",B2/MAX(C2,1)))`},
		{"-(a + b) * -c", `IF(COUNT(B2,C2,D2)<3,"n/a",-(B2+C2)*(-D2))`},
		{"a / -b", `IF(COUNT(B2,C2)<2,"n/a",IF(-C2=0,"n/a",B2/(-C2)))`},
	} {
		if got := parse(t, c.text).Excel(cell); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	name := func(id string) string { return strings.ReplaceAll(strings.ReplaceAll(id, "_", " "), "mrr", "MRR") }
	for _, c := range []struct{ text, want string }{
		{"closing_arr / 12", "closing arr ÷ 12"},
		{"(opening_mrr + expansion_mrr - churned_mrr) / opening_mrr", "(opening MRR + expansion MRR − churned MRR) ÷ opening MRR"},
		{"a - (b - c)", "a − (b − c)"},
		{"a * (-b)", "a × (−b)"},
		{"(promoters - detractors) / nps_responses * 100", "(promoters − detractors) ÷ nps responses × 100"},
		{"min(a, b)", "the smaller of a and b"},
		{"max(a, b)", "the larger of a and b"},
		{"min(a, b + 1, c)", "the smallest of a, b + 1 and c"},
		{"max(0, min(a, 1))", "the larger of 0 and (the smaller of a and 1)"},
		{"(max(a, b, c) + d) / 3", "((the largest of a, b and c) + d) ÷ 3"},
		{"-min(a, b)", "−(the smaller of a and b)"},
	} {
		if got := parse(t, c.text).Words(name); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
