package job

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
)

var update = flag.Bool("update", false, "write generated files and goldens again")

// TestSchema keeps kpibook.schema.json what the types say; `make docs` writes it again.
func TestSchema(t *testing.T) {
	r := &jsonschema.Reflector{Anonymous: true, DoNotReference: true, ExpandedStruct: true, FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true}
	if err := r.AddGoComments("kpibook/pipeline/job", "."); err != nil {
		t.Fatal(err)
	}
	s := r.Reflect(new(File))
	s.Title = "kpibook job file"
	describe(t, "", s)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("kpibook.schema.json", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(out.Bytes(), EditorSchema()) {
		t.Fatal("kpibook.schema.json is stale: run make docs (go test ./pipeline/job -run TestSchema -update)")
	}
}

// describe joins the lines of descriptions, and fails for a key without one or one that is not in snake case.
func describe(t *testing.T, path string, s *jsonschema.Schema) {
	s.Description = strings.Join(strings.Fields(s.Description), " ")
	if s.Items != nil {
		describe(t, path+"[]", s.Items)
	}
	if s.Properties == nil {
		return
	}
	if s.AdditionalProperties == nil {
		t.Errorf("%s: additionalProperties is not false", path)
	}
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		describe(t, path+"."+p.Key, p.Value)
		if p.Value.Description == "" {
			t.Errorf("%s.%s has no doc comment", path, p.Key)
		}
		if !identifier.MatchString(p.Key) {
			t.Errorf("%s.%s is not in snake case", path, p.Key)
		}
	}
}
