package job

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a job file. The YAML parser's time grows with the square of the number of tokens, so they are counted first.
const (
	maxBytes  = 1 << 20
	maxLine   = 10_000
	maxTokens = 20_000
	maxDepth  = 20 // of [ and {, and of - on one line
)

// Load reads and checks a job file; schema says which datasets and columns it may name. The error is Faults. Relative paths of
// the file start at its folder.
func Load(path string, schema Schema) (*File, error) {
	data, err := readFile(path)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, Faults{{File: path, Message: "cannot be read: " + err.Error(), Fix: "name the job file with --config"}}
	}
	return Decode(path, data, schema)
}

// readFile reads a file up to just above the limit, so that Decode can refuse a larger one.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxBytes+1))
}

// Decode reads a job file from memory, fills in the defaults and checks everything that can be checked without reading an
// input. name is the path that messages carry. The error is Faults.
func Decode(name string, data []byte, schema Schema) (*File, error) {
	whole := func(message, fix string) (*File, error) {
		return nil, Faults{{File: name, Message: message, Fix: fix}}
	}
	sum := sha256.Sum256(data)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > maxBytes:
		return whole(fmt.Sprintf("is larger than %d bytes", maxBytes), "give the path of a job file")
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return whole("is not text in UTF-8", "save the job file as UTF-8")
	}
	plain := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	w := &walker{text: text{name, strings.Split(plain, "\n")}, places: map[string]place{}}
	body, fault := w.parse(plain)
	if fault != nil {
		return nil, Faults{*fault}
	}
	shape, err := shape()
	if err != nil {
		return nil, err
	}
	f := &File{Path: name, Dir: filepath.Dir(name), SHA256: hex.EncodeToString(sum[:]), source: w.text, places: w.places}
	if body = w.value(body, shape, nil); body != nil {
		if err := yaml.NodeToValue(body, f, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	f.setDefaults()
	for i := range f.Sources {
		f.Sources[i].Line, _ = f.Position("sources", fmt.Sprint(i))
	}
	if faults := w.faults.with(f.check(schema)); len(faults) > 0 {
		return nil, faults
	}
	return f, nil
}

// parse makes the syntax tree of the one document that a job file is. The parser stops at its first fault.
func (w *walker) parse(plain string) (ast.Node, *Fault) {
	for i, line := range w.lines {
		if len(line) > maxLine {
			f := w.fault(span{i + 1, 1, 1}, fmt.Sprintf("the line is longer than %d bytes", maxLine), "give the path of a job file")
			return nil, &f
		}
	}
	tokens := lexer.Tokenize(plain)
	if f := w.limits(tokens); f != nil {
		return nil, f
	}
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		f := w.syntax(err)
		return nil, &f
	}
	if len(tree.Docs) > 1 && tree.Docs[1].Body != nil {
		f := w.fault(nodeSpan(tree.Docs[1].Body), "a second document starts here", "keep one document to a file: take --- out")
		return nil, &f
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return nil, &Fault{File: w.name, Message: "is empty", Fix: "name at least company, currency, sources and jobs"}
	}
	return tree.Docs[0].Body, nil
}

// limits refuses what would make the parser slow or exhaust its stack.
func (w *walker) limits(tokens token.Tokens) *Fault {
	depth, dashes, line := 0, 0, 0
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Line != line {
				dashes, line = 0, t.Position.Line
			}
			dashes++
		}
		if i >= maxTokens || depth > maxDepth || dashes > maxDepth {
			f := w.fault(tokenSpan(t), "the file is larger or nested deeper than a job file can be", "give the path of a job file")
			return &f
		}
	}
	return nil
}

// syntax is the parser's complaint as a fault.
func (w *walker) syntax(err error) Fault {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		return Fault{File: w.name, Message: "is not YAML: " + err.Error()}
	}
	return w.fault(tokenSpan(e.GetToken()), "is not YAML: "+e.GetMessage(), "indent with spaces, write key: value, and put texts that hold : # or quotes in quotes")
}

// nodeSpan is where a node starts. The token of a mapping over several lines is its first colon.
func nodeSpan(n ast.Node) span {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		return tokenSpan(m.Values[0].Key.GetToken())
	}
	return tokenSpan(n.GetToken())
}

// tokenSpan is where a token stands.
func tokenSpan(t *token.Token) span {
	if t == nil || t.Position == nil {
		return span{}
	}
	written, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	return span{t.Position.Line, t.Position.Column, utf8.RuneCountInString(written)}
}
