package job

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/invopop/jsonschema"
)

// Schema is what the job file may map onto: the columns of each dataset by its name. The reader of the datasets hands it over.
type Schema map[string]Dataset

// Dataset is the columns a source may fill.
type Dataset struct {
	Columns []string
	Dates   []string // those of the columns that are dates
	Open    bool     // columns may name any further column, as a free dimension
}

// names lists the datasets.
func (s Schema) names() []string { return slices.Sorted(maps.Keys(s)) }

// editorSchema is made from the types of this package and their comments by `make docs`; decoding checks keys, types and
// lists of values against the same text that editors use.
//
//go:embed kpibook.schema.json
var editorSchema []byte

// EditorSchema is the JSON schema of a job file, for editors.
func EditorSchema() []byte { return slices.Clone(editorSchema) }

// shape is the JSON schema in the form that decoding walks.
func shape() (*jsonschema.Schema, error) {
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(editorSchema, s); err != nil {
		return nil, fmt.Errorf("kpibook.schema.json: %w; make docs writes it again", err)
	}
	return s, nil
}
