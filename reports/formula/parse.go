package formula

import (
	"fmt"
	"math/big"
	"strings"

	"kpibook/reports"
)

// Formula is a formula taken apart; it does not change.
type Formula struct{ root node }

// node is a part of a formula.
type node interface{ spell(b *strings.Builder) }

type (
	number  struct{ value *big.Rat }
	literal struct{ text string }
	truth   struct{ is bool }
	fault   struct{ name string } // an error value written into the formula
	name    struct{ name string } // a defined name
	block   struct {
		sheet    string // empty: the formula's own
		from, to corner
		single   bool // one cell
	}
	unary struct {
		operator string // - + before, % after
		operand  node
	}
	binary struct {
		operator    string
		left, right node
	}
	call struct {
		function  string // in capitals
		arguments []node // nil for an argument that is left out
	}
)

// corner is a cell of a block. What is fixed stays when a formula is filled down or across.
type corner struct {
	reports.Position
	fixedRow, fixedColumn bool
}

// strength orders the operators, the loosest first. A sign before a number binds tighter than any of them.
var strength = map[string]int{"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}

// Parse reads a formula without its leading "=". The error says what is wrong and where, counted from 1.
func Parse(text string) (*Formula, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	root, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if t := p.next(); t.kind != endToken {
		return nil, unexpected(t)
	}
	return &Formula{root}, nil
}

type parser struct {
	tokens []token
	at     int
	depth  int
}

// deepest is how far a formula may be nested, so that a crafted file cannot exhaust the stack. Excel allows 64 functions.
const deepest = 256

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != endToken {
		p.at++
	}
	return t
}

func (p *parser) peek() token { return p.tokens[p.at] }

// take moves past an operator if it comes next.
func (p *parser) take(operator string) bool {
	if t := p.peek(); t.kind != operatorToken || t.text != operator {
		return false
	}
	p.at++
	return true
}

func unexpected(t token) error {
	if t.kind == endToken {
		return fmt.Errorf("the formula ends too early")
	}
	return fmt.Errorf("%q at %d is out of place", t.text, t.at+1)
}

// expression reads operators that bind tighter than the one it stands behind.
func (p *parser) expression(behind int) (node, error) {
	if p.depth++; p.depth > deepest {
		return nil, fmt.Errorf("the formula is nested more than %d deep", deepest)
	}
	defer func() { p.depth-- }()
	left, err := p.signed()
	if err != nil {
		return nil, err
	}
	for {
		t := p.peek()
		if t.kind != operatorToken || strength[t.text] <= behind {
			return left, nil
		}
		p.at++
		right, err := p.expression(strength[t.text])
		if err != nil {
			return nil, err
		}
		left = binary{t.text, left, right}
	}
}

// signed reads signs before an operand and percent signs behind it.
func (p *parser) signed() (node, error) {
	var signs []string
	for {
		switch {
		case p.take("-"):
			signs = append(signs, "-")
			continue
		case p.take("+"):
			signs = append(signs, "+")
			continue
		}
		break
	}
	if len(signs) > deepest {
		return nil, fmt.Errorf("more than %d signs in a row", deepest)
	}
	operand, err := p.operand()
	for err == nil && p.take("%") {
		operand = unary{"%", operand}
	}
	for i := len(signs); err == nil && i > 0; i-- {
		operand = unary{signs[i-1], operand}
	}
	return operand, err
}

func (p *parser) operand() (node, error) {
	t := p.next()
	switch t.kind {
	case numberToken:
		if p.peek().text == ":" && !strings.ContainsAny(t.text, ".eE") {
			return p.block("", t)
		}
		value, ok := ParseNumber(t.text)
		if !ok {
			return nil, fmt.Errorf("%q at %d is no number", t.text, t.at+1)
		}
		return number{value}, nil
	case textToken:
		return literal{t.text}, nil
	case errorToken:
		return fault{t.text}, nil
	case sheetToken:
		if after := p.peek(); after.kind == errorToken {
			p.at++
			return fault{after.text}, nil
		}
		return p.block(t.text, p.next())
	case wordToken:
		return p.word(t)
	case operatorToken:
		if t.text != "(" {
			return nil, unexpected(t)
		}
		inner, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		if !p.take(")") {
			return nil, unexpected(p.peek())
		}
		return inner, nil
	}
	return nil, unexpected(t)
}

// word reads a function, a truth value, an address or a defined name.
func (p *parser) word(t token) (node, error) {
	if p.take("(") {
		return p.call(strings.ToUpper(t.text))
	}
	switch strings.ToUpper(t.text) {
	case "TRUE":
		return truth{true}, nil
	case "FALSE":
		return truth{false}, nil
	}
	if _, ok := cornerOf(t.text); ok || p.peek().text == ":" {
		return p.block("", t)
	}
	return name{t.text}, nil
}

func (p *parser) call(function string) (node, error) {
	c := call{function: strings.TrimPrefix(function, "_XLFN.")}
	if p.take(")") {
		return c, nil
	}
	for {
		if t := p.peek(); t.kind == operatorToken && (t.text == "," || t.text == ")") {
			c.arguments = append(c.arguments, nil)
		} else {
			argument, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			c.arguments = append(c.arguments, argument)
		}
		switch {
		case p.take(")"):
			return c, nil
		case !p.take(","):
			return nil, unexpected(p.peek())
		}
	}
}

// block reads a cell, a block of cells, whole columns or whole rows, whose first word is t.
func (p *parser) block(sheet string, t token) (node, error) {
	from, ok := cornerOf(t.text)
	if !p.take(":") {
		if !ok {
			return nil, unexpected(t)
		}
		return block{sheet, from, from, true}, nil
	}
	u := p.next()
	if to, both := cornerOf(u.text); ok && both {
		return block{sheet: sheet, from: from, to: to}.ordered(), nil
	}
	if from, to, ok := wholeLines(t.text, u.text); ok {
		return block{sheet: sheet, from: from, to: to}.ordered(), nil
	}
	return nil, unexpected(u)
}
