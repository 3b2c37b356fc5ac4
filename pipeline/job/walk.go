package job

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"github.com/invopop/jsonschema"
)

// walker compares a syntax tree with the schema. It drops what is faulty from the tree and notes it, so that everything else
// can still be decoded and checked, and remembers where each value stands.
type walker struct {
	text
	faults Faults
	places map[string]place
}

// complain notes a fault.
func (w *walker) complain(at span, message, fix string) {
	w.faults = append(w.faults, w.fault(at, message, fix))
}

// value checks a node and gives back what to decode in its place, or nil when there is nothing to.
func (w *walker) value(n ast.Node, s *jsonschema.Schema, path []string) ast.Node {
	p := w.places[pathKey(path)]
	p.value = nodeSpan(n)
	if p.key == (span{}) {
		p.key = p.value
	}
	w.places[pathKey(path)] = p
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		w.complain(p.value, "a job file has no anchors, aliases or tags", "write the value out; a text that starts with & * or ! needs quotes")
		return nil
	}
	switch s.Type {
	case "object":
		return w.mapping(n, s, path, p)
	case "array":
		return w.list(n, s, path, p)
	}
	given := w.scalar(n, s, p, label(path))
	if written, ok := given.(*ast.StringNode); ok {
		p.text = written.Value
		w.places[pathKey(path)] = p
	}
	return given
}

// mapping checks the keys of a mapping and the values under them. A mapping without a value is an empty one.
func (w *walker) mapping(n ast.Node, s *jsonschema.Schema, path []string, p place) ast.Node {
	var m *ast.MappingNode
	switch n := n.(type) {
	case *ast.MappingNode:
		m = n
	case *ast.NullNode:
		w.required(nil, nil, s, path, p)
		return nil
	default:
		w.complain(p.value, label(path)+" is a set of keys and values, not "+kind(n), "write one key: value per line under it, further to the right")
		return nil
	}
	var kept []*ast.MappingValueNode
	var seen, unknown []string
	for _, v := range m.Values {
		key, ok := w.key(v)
		if !ok {
			continue
		}
		at := tokenSpan(v.Key.GetToken())
		if slices.Contains(seen, key) {
			w.complain(at, fmt.Sprintf("%s is here twice", quoted(key)), "keep one of the two")
			continue
		}
		seen = append(seen, key)
		below := s.AdditionalProperties
		if s.Properties != nil && s.Properties.Len() > 0 {
			if below, ok = s.Properties.Get(key); !ok {
				unknown = append(unknown, key)
				w.complain(at, fmt.Sprintf("unknown key %s", quoted(key)), suggestion(key, keys(s), "keys here"))
				continue
			}
		}
		child := append(slices.Clone(path), key)
		w.places[pathKey(child)] = place{key: at}
		given := v.Value
		if v.Value = w.value(given, below, child); v.Value != nil {
			if slices.Contains(s.Required, key) && empty(v.Value) {
				w.complain(tokenSpan(given.GetToken()), key+" is empty", "add "+sentence(below.Description))
			}
			v.Key = ast.String(stringToken(key, v.Key.GetToken()))
			kept = append(kept, v)
		}
	}
	w.required(seen, unknown, s, path, p)
	m.Values = kept
	return m
}

// key is a mapping's key as text, as it is written: 010 and no are no numbers or truth values here.
func (w *walker) key(v *ast.MappingValueNode) (string, bool) {
	switch k := v.Key.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return v.Key.GetToken().Value, true
	}
	w.complain(tokenSpan(v.Key.GetToken()), "a key is a plain text here", "write key: value, with quotes around the key if it holds : # & * ! or <<")
	return "", false
}

// required complains of keys that are missing, apart from those that an unknown key was most likely meant to be.
func (w *walker) required(seen, unknown []string, s *jsonschema.Schema, path []string, p place) {
	for _, key := range s.Required {
		meant := slices.ContainsFunc(unknown, func(u string) bool { return Nearest(u, keys(s)) == key })
		if meant || slices.Contains(seen, key) {
			continue
		}
		below, _ := s.Properties.Get(key)
		w.complain(p.key, fmt.Sprintf("%s has no %s", label(path), key), "add "+key+": "+sentence(below.Description))
	}
}

// list checks the items of a list. A list without a value is an empty one.
func (w *walker) list(n ast.Node, s *jsonschema.Schema, path []string, p place) ast.Node {
	l, ok := n.(*ast.SequenceNode)
	if !ok {
		if n.Type() != ast.NullType {
			w.complain(p.value, label(path)+" is a list, not "+kind(n), "put - before each item, or [ ] around them")
		}
		return nil
	}
	for i, v := range l.Values {
		child := append(slices.Clone(path), strconv.Itoa(i))
		if l.Values[i] = w.value(v, s.Items, child); l.Values[i] != nil {
			continue
		}
		// An item that is dropped stays as an empty one, so that the indices of the others keep their places.
		if l.Values[i] = ast.Node(ast.String(stringToken("", v.GetToken()))); s.Items.Type == "object" {
			l.Values[i] = ast.Mapping(token.MappingStart("", v.GetToken().Position), true)
		}
	}
	return l
}

// wholeNumber is a number in the only spelling that every reader of YAML takes alike: 010 is 8 to some of them.
var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// scalar checks a single value. Where a text is wanted, whatever is written is the text, so that no, 010 and 1e3 stay what
// they look like.
func (w *walker) scalar(n ast.Node, s *jsonschema.Schema, p place, name string) ast.Node {
	var written string
	switch n := n.(type) {
	case *ast.NullNode:
		w.complain(p.key, name+" has no value", "write one, or take the line out")
		return nil
	case *ast.StringNode:
		written = n.Value
	case *ast.LiteralNode:
		written = strings.TrimRight(n.Value.Value, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		written = n.GetToken().Value
	default:
		w.complain(p.value, name+" is a single value, not "+kind(n), "write it in one line, and put a text that holds a colon and a blank into quotes")
		return nil
	}
	switch s.Type {
	case "boolean":
		if _, ok := n.(*ast.BoolNode); !ok {
			w.complain(p.value, fmt.Sprintf("%s %s is neither true nor false", name, quoted(written)), "write true or false")
			return nil
		}
		return n
	case "integer":
		return w.integer(n, s, p, name, written)
	}
	if len(s.Enum) > 0 {
		var ok bool
		if written, ok = w.oneOf(s, p, name, written); !ok {
			return nil
		}
	}
	return ast.String(stringToken(written, n.GetToken()))
}

// integer checks a whole number and its bounds.
func (w *walker) integer(n ast.Node, s *jsonschema.Schema, p place, name, written string) ast.Node {
	if _, ok := n.(*ast.IntegerNode); !ok || !wholeNumber.MatchString(written) {
		w.complain(p.value, fmt.Sprintf("%s %s is not a whole number", name, quoted(written)), "write digits only, without quotes, sign or leading zero, such as 30")
		return nil
	}
	number, _ := strconv.ParseInt(written, 10, 64)
	least, _ := s.Minimum.Int64()
	most, err := s.Maximum.Int64()
	if number < least || err == nil && number > most {
		w.complain(p.value, fmt.Sprintf("%s %s is out of range", name, written), fmt.Sprintf("write a number from %s to %s", s.Minimum, s.Maximum))
		return nil
	}
	return n
}

// oneOf checks a text against a list, in any case, and gives back the list's spelling.
func (w *walker) oneOf(s *jsonschema.Schema, p place, name, written string) (string, bool) {
	values := make([]string, len(s.Enum))
	for i, v := range s.Enum {
		values[i] = fmt.Sprint(v)
		if strings.EqualFold(values[i], written) {
			return values[i], true
		}
	}
	fix := suggestion(written, values, "values")
	if len(values) < 8 {
		fix = "write one of: " + strings.Join(values, "  ")
	}
	w.complain(p.value, fmt.Sprintf("%s %s is not known", name, quoted(written)), fix)
	return "", false
}

// keys lists the keys a schema knows, in the order of the types.
func keys(s *jsonschema.Schema) []string {
	var all []string
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		all = append(all, p.Key)
	}
	return all
}

// label is how messages call the value at a path: its key, with the number of the item for an item of a list.
func label(path []string) string {
	if len(path) == 0 {
		return "the job file"
	}
	last := path[len(path)-1]
	if i, err := strconv.Atoi(last); err == nil && len(path) > 1 {
		return fmt.Sprintf("%s item %d", path[len(path)-2], i+1)
	}
	return last
}

// empty reports whether a node is an empty text or list.
func empty(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value) == ""
	case *ast.SequenceNode:
		return len(n.Values) == 0
	}
	return false
}

// kind is what a node is, in words.
func kind(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a set of keys and values"
	case *ast.SequenceNode:
		return "a list"
	}
	return "a single value"
}

// quoted is a text of the file in quotes, cut to a length fit for a message.
func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}

// sentence is a description as the second half of a remedy.
func sentence(description string) string {
	first, _, _ := strings.Cut(description, ". ")
	first = strings.Join(strings.Fields(strings.TrimSuffix(first, ".")), " ")
	if first == "" {
		return ""
	}
	return strings.ToLower(first[:1]) + first[1:]
}

// stringToken is a text token in the place of another.
func stringToken(value string, at *token.Token) *token.Token {
	return token.String(value, value, at.Position)
}
