package expr

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"

	"github.com/shopspring/decimal"
)

// Limits of a formula: MaxText is its length in bytes, as typed and as Text spells it; MaxDepth is how many operations may
// stand inside one another, which is what Excel allows functions.
const (
	MaxText  = 1000
	MaxDepth = 64
)

// Expr is a formula: names, decimal numbers, + - * /, unary minus, min and max. It does not change once parsed.
type Expr struct {
	root *node
}

// node is one name, number or operation of the tree.
type node struct {
	op     op
	text   string // of a name, a number or a function, as typed
	number Value  // of a number
	args   []*node
	slot   int // of a name, its place in Names
	offset int // in the text it was parsed from
	length int
}

type op uint8

const (
	nameOp op = iota
	numberOp
	negOp // one argument
	addOp // two arguments, as sub, mul and quo
	subOp
	mulOp
	quoOp
	minOp // two arguments or more, as max
	maxOp
)

var operators = map[token.Token]op{token.ADD: addOp, token.SUB: subOp, token.MUL: mulOp, token.QUO: quoOp}

var functions = map[string]op{"min": minOp, "max": maxOp}

// Name is an identifier of a formula and the byte where it first stands.
type Name struct {
	ID     string
	Offset int
}

// Names lists the distinct names of the formula in order of first appearance.
func (e *Expr) Names() []Name {
	var names []Name
	seen := map[string]bool{}
	e.root.walk(func(n *node) {
		if n.op == nameOp && !seen[n.text] {
			seen[n.text] = true
			names = append(names, Name{n.text, n.offset})
		}
	})
	return names
}

// Additive tells whether the formula of sums is the sum of the formulas: names with constant factors, added and subtracted.
func (e *Expr) Additive() bool { return e.root.additive() }

func (n *node) additive() bool {
	switch n.op {
	case nameOp:
		return true
	case negOp:
		return n.args[0].additive()
	case addOp, subOp:
		return n.args[0].additive() && n.args[1].additive()
	case mulOp:
		return n.args[0].isConstant() && n.args[1].additive() || n.args[0].additive() && n.args[1].isConstant()
	case quoOp:
		return n.args[0].additive() && n.args[1].isConstant()
	}
	return false
}

// walk visits all below n, left to right, and then n.
func (n *node) walk(visit func(*node)) {
	for _, arg := range n.args {
		arg.walk(visit)
	}
	visit(n)
}

// isConstant tells whether no name stands in n.
func (n *node) isConstant() bool {
	constant := true
	n.walk(func(n *node) { constant = constant && n.op != nameOp })
	return constant
}

// Parse reads a formula. The error is a *SyntaxError.
//
// The grammar is that of Go expressions with most of it refused: the standard parser hands back a tree in which numbers are
// still text, so 0.1 stays a tenth.
func Parse(text string) (*Expr, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	tree, err := parser.ParseExpr(text)
	if err != nil {
		return nil, misplaced(text, err)
	}
	r := reader{text}
	root, err := r.read(tree, 1)
	if err != nil {
		return nil, err
	}
	e := &Expr{root}
	slots := map[string]int{}
	for i, name := range e.Names() {
		slots[name.ID] = i
	}
	root.walk(func(n *node) { n.slot = slots[n.text] })
	if len(e.Text()) > MaxText {
		return nil, tooLong(text)
	}
	return e, nil
}

// reader turns Go's tree into ours.
type reader struct{ text string }

// fault points at a part of Go's tree.
func (r reader) fault(at ast.Node, message, fix string) error {
	return &SyntaxError{r.text, int(at.Pos()) - 1, int(at.End() - at.Pos()), message, fix}
}

const onlyMinus = "leave it out; only - may stand before a single value"

// read reads a part of the formula and notes where it stands, without parentheses around it.
func (r reader) read(n ast.Expr, depth int) (*node, error) {
	read, err := r.part(n, depth)
	if _, inside := n.(*ast.ParenExpr); err == nil && !inside {
		read.offset, read.length = int(n.Pos())-1, int(n.End()-n.Pos())
	}
	return read, err
}

// part accepts the kinds of node that the language has; depth is how deep in the tree n stands.
func (r reader) part(n ast.Expr, depth int) (*node, error) {
	if depth > MaxDepth {
		return nil, r.fault(n, fmt.Sprintf("more than %d operations stand inside one another", MaxDepth), "split the formula into several KPIs")
	}
	switch n := n.(type) {
	case *ast.ParenExpr:
		return r.read(n.X, depth)
	case *ast.Ident:
		if _, ok := functions[n.Name]; ok {
			return nil, r.fault(n, n.Name+" is a function", "give it values: "+n.Name+"(a, b)")
		}
		return &node{op: nameOp, text: n.Name}, nil
	case *ast.BasicLit:
		value, err := decimal.NewFromString(n.Value)
		if err != nil {
			return nil, r.fault(n, fmt.Sprintf("%q is not a plain decimal number", n.Value), "write digits, such as 0.05")
		}
		return &node{op: numberOp, text: n.Value, number: Number(value)}, nil
	case *ast.StarExpr: // Go's pointers
		return nil, r.fault(n, `"*" needs a value before it`, onlyMinus)
	case *ast.UnaryExpr:
		if n.Op != token.SUB {
			return nil, r.fault(n, fmt.Sprintf("%q needs a value before it", n.Op), onlyMinus)
		}
		return r.operation(negOp, "", depth, n.X)
	case *ast.BinaryExpr:
		op, ok := operators[n.Op]
		if !ok {
			return nil, r.fault(n, fmt.Sprintf("%q is not an operator", n.Op), "the operators are + - * /")
		}
		return r.operation(op, "", depth, n.X, n.Y)
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.Ident)
		if !ok {
			return nil, r.fault(n.Fun, "a parenthesis follows a value", "write the operator between them")
		}
		op, ok := functions[called.Name]
		if !ok {
			return nil, r.fault(called, called.Name+" is not a function", "the functions are min and max; to multiply write *")
		}
		if len(n.Args) < 2 {
			return nil, r.fault(n, called.Name+" needs at least two values", "write "+called.Name+"(a, b)")
		}
		return r.operation(op, called.Name, depth, n.Args...)
	}
	return nil, r.fault(n, "this is not part of the formula language", "use names, numbers, + - * /, parentheses, min and max")
}

// operation reads the arguments of an operation, which has a name if it is a function, and refuses a divisor that is 0 whatever the inputs.
func (r reader) operation(op op, function string, depth int, args ...ast.Expr) (*node, error) {
	n := &node{op: op, text: function}
	for _, arg := range args {
		read, err := r.read(arg, depth+1)
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, read)
	}
	if op == quoOp && n.args[1].isConstant() && n.args[1].eval(nil).Sign() == 0 {
		return nil, r.fault(args[1], "this divisor is always 0", "divide by a measure or by another number")
	}
	return n, nil
}
