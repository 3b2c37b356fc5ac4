package expr

// Eval is the value of the formula, exact; lookup gives the value of each name. A missing operand makes the result missing,
// for the first one's reason; a division by 0 is missing for ZeroDenominator, whose detail is the divisor if that is a name.
func (e *Expr) Eval(lookup func(name string) Value) Value {
	return e.root.eval(func(n *node) Value { return lookup(n.text) })
}

// EvalInputs is Eval over the values of the names, in the order of Names.
func (e *Expr) EvalInputs(values []Value) Value {
	return e.root.eval(func(n *node) Value { return values[n.slot] })
}

func (n *node) eval(lookup func(*node) Value) Value {
	switch n.op {
	case nameOp:
		return lookup(n)
	case numberOp:
		return n.number
	}
	result := n.args[0].eval(lookup)
	if n.op == negOp {
		return result.Neg()
	}
	for _, arg := range n.args[1:] {
		operand := arg.eval(lookup)
		switch n.op {
		case addOp:
			result = result.Add(operand)
		case subOp:
			result = result.Sub(operand)
		case mulOp:
			result = result.Mul(operand)
		case quoOp:
			divisor := ""
			if arg.op == nameOp {
				divisor = arg.text
			}
			result = result.quo(operand, divisor)
		case minOp:
			result = result.Min(operand)
		case maxOp:
			result = result.Max(operand)
		}
	}
	return result
}
