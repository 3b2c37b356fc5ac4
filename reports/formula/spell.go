package formula

import (
	"strings"

	"kpibook/reports"
)

// String is the formula in one spelling, whoever saved it: no spaces, every sheet name in quotes, parentheses only where the
// operators need them.
func (f *Formula) String() string {
	var b strings.Builder
	f.root.spell(&b)
	return b.String()
}

func (n number) spell(b *strings.Builder) { b.WriteString(plain(n.value)) }
func (n literal) spell(b *strings.Builder) {
	b.WriteString(`"` + strings.ReplaceAll(n.text, `"`, `""`) + `"`)
}
func (n fault) spell(b *strings.Builder) { b.WriteString(n.name) }
func (n name) spell(b *strings.Builder)  { b.WriteString(strings.ToLower(n.name)) }

func (n truth) spell(b *strings.Builder) {
	if n.is {
		b.WriteString("TRUE")
		return
	}
	b.WriteString("FALSE")
}

func (n block) spell(b *strings.Builder) {
	address := n.from.spelled()
	if !n.single {
		address += ":" + n.to.spelled()
	}
	if n.sheet != "" {
		address = reports.OnSheet(n.sheet, address)
	}
	b.WriteString(address)
}

func (c corner) spelled() string {
	address := c.Position.Absolute() // $B$7
	letters := strings.TrimRight(address, "0123456789")
	row := address[len(letters):]
	if !c.fixedRow {
		letters = strings.TrimSuffix(letters, "$")
	}
	if !c.fixedColumn {
		letters = strings.TrimPrefix(letters, "$")
	}
	return letters + row
}

func (n unary) spell(b *strings.Builder) {
	if n.operator == "%" {
		grouped(b, n.operand, isOperation(n.operand))
		b.WriteString("%")
		return
	}
	b.WriteString(n.operator)
	_, operation := n.operand.(binary)
	grouped(b, n.operand, operation)
}

func (n binary) spell(b *strings.Builder) {
	left, isLeft := n.left.(binary)
	grouped(b, n.left, isLeft && strength[left.operator] < strength[n.operator])
	b.WriteString(n.operator)
	right, isRight := n.right.(binary)
	grouped(b, n.right, isRight && strength[right.operator] <= strength[n.operator])
}

func (n call) spell(b *strings.Builder) {
	b.WriteString(n.function + "(")
	for i, argument := range n.arguments {
		if i > 0 {
			b.WriteString(",")
		}
		if argument != nil {
			argument.spell(b)
		}
	}
	b.WriteString(")")
}

func isOperation(n node) bool {
	switch n.(type) {
	case binary, unary:
		return true
	}
	return false
}

func grouped(b *strings.Builder, n node, group bool) {
	if group {
		b.WriteString("(")
	}
	n.spell(b)
	if group {
		b.WriteString(")")
	}
}
