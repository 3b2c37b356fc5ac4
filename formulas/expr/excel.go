package expr

import (
	"fmt"
	"strings"
)

// Excel is the formula for a cell of a workbook, without the leading "="; cell gives the address of each name. It shows "n/a"
// when an input is blank or a text, or when a divisor is 0, and is guarded in front only:
//
//	IF(COUNT(B2,C2)<2,"n/a",IF(B2=0,"n/a",(B2-C2)/B2))
func (e *Expr) Excel(cell func(name string) string) string {
	w := notation{
		binary: map[op]string{addOp: "+", subOp: "-", mulOp: "*", quoOp: "/"},
		minus:  "-",
		name:   cell,
		call: func(function string, args []string) string {
			return strings.ToUpper(function) + "(" + strings.Join(args, ",") + ")"
		},
	}
	formula := w.write(e.root)
	layers := w.divisors(e.root)
	for i := len(layers) - 1; i >= 0; i-- {
		zero := strings.Join(layers[i], ",")
		if len(layers[i]) > 1 {
			zero = "OR(" + zero + ")"
		}
		formula = fmt.Sprintf(`IF(%s,"n/a",%s)`, zero, formula)
	}
	var inputs []string
	for _, name := range e.Names() {
		inputs = append(inputs, cell(name.ID))
	}
	if len(inputs) > 0 {
		formula = fmt.Sprintf(`IF(COUNT(%s)<%d,"n/a",%s)`, strings.Join(inputs, ","), len(inputs), formula)
	}
	return formula
}

// divisors lists the tests "divisor=0" that a formula needs, each once, in order. A divisor that itself divides can be
// tested only after its own divisor, because OR computes all it is given: it stands in a later layer.
func (w notation) divisors(root *node) [][]string {
	var layers [][]string
	seen := map[string]bool{}
	root.walk(func(n *node) {
		if n.op != quoOp || n.args[1].isConstant() {
			return
		}
		test, layer := w.write(n.args[1])+"=0", n.args[1].divisions()
		for len(layers) <= layer {
			layers = append(layers, nil)
		}
		if !seen[test] {
			seen[test] = true
			layers[layer] = append(layers[layer], test)
		}
	})
	return layers
}

// divisions is how many divisions by something that can be 0 stand inside one another's divisors in n.
func (n *node) divisions() int {
	deepest := 0
	for i, arg := range n.args {
		depth := arg.divisions()
		if n.op == quoOp && i == 1 && !arg.isConstant() {
			depth++
		}
		deepest = max(deepest, depth)
	}
	return deepest
}
