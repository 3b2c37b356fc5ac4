package expr

import "strings"

// notation is a way to write a formula: Text, Excel and Words differ in nothing else.
type notation struct {
	binary map[op]string // the sign of each binary operator with the space around it
	minus  string        // the sign of a negation
	name   func(id string) string
	call   func(function string, args []string) string
	phrase bool // a call reads as a phrase, so it needs parentheses as an operand
}

// Text is the canonical spelling: Parse of it gives the same formula.
func (e *Expr) Text() string {
	return notation{
		binary: map[op]string{addOp: " + ", subOp: " - ", mulOp: " * ", quoOp: " / "},
		minus:  "-",
		name:   func(id string) string { return id },
		call:   func(function string, args []string) string { return function + "(" + strings.Join(args, ", ") + ")" },
	}.write(e.root)
}

// Words is the formula as people write it, with each name as name gives it:
// (opening MRR + expansion MRR − churned MRR) ÷ opening MRR, the smaller of adoption rate and 1.
func (e *Expr) Words(name func(id string) string) string {
	return notation{
		binary: map[op]string{addOp: " + ", subOp: " − ", mulOp: " × ", quoOp: " ÷ "},
		minus:  "−",
		name:   name,
		call:   phrase,
		phrase: true,
	}.write(e.root)
}

// phrase is a call in words: the smaller of a and b, the largest of a, b and c.
func phrase(function string, args []string) string {
	which := map[string]string{"min": "smallest", "max": "largest"}
	if len(args) == 2 {
		which = map[string]string{"min": "smaller", "max": "larger"}
	}
	last := len(args) - 1
	return "the " + which[function] + " of " + strings.Join(args[:last], ", ") + " and " + args[last]
}

// binding is how tightly an operation holds its operands.
func (o op) binding() int {
	switch o {
	case addOp, subOp:
		return 1
	case mulOp, quoOp:
		return 2
	case negOp:
		return 3
	}
	return 4
}

// write writes n and puts parentheses where leaving them out would change the tree or leave two signs side by side.
func (w notation) write(n *node) string {
	switch n.op {
	case nameOp:
		return w.name(n.text)
	case numberOp:
		return n.text
	case negOp:
		return w.minus + w.operand(n.args[0], n.op.binding()+1)
	case minOp, maxOp:
		var args []string
		for _, arg := range n.args {
			if w.phrase && arg.isCall() {
				args = append(args, "("+w.write(arg)+")")
			} else {
				args = append(args, w.write(arg))
			}
		}
		return w.call(n.text, args)
	}
	right := n.op.binding() + 1
	if n.args[1].op == negOp {
		right = negOp.binding() + 1
	}
	return w.operand(n.args[0], n.op.binding()) + w.binary[n.op] + w.operand(n.args[1], right)
}

// operand writes an argument of an operation, in parentheses if it binds less tightly than the place asks for.
func (w notation) operand(n *node, place int) string {
	if n.op.binding() < place || w.phrase && n.isCall() {
		return "(" + w.write(n) + ")"
	}
	return w.write(n)
}

func (n *node) isCall() bool { return n.op == minOp || n.op == maxOp }
