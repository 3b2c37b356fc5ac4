package xlsxtest

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Faults says what is wrong with the package that an xlsx file is, a line each: names that stand twice, parts without a
// content type, parts that nothing leads to, relations and links that lead nowhere, and sheets whose dimension, columns, rows,
// merged cells or styles contradict what they hold.
func Faults(t testing.TB, file string) []string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	p := &parcel{folder: filepath.Dir(file), parts: map[string][]byte{}}
	for _, entry := range archive.File {
		if _, twice := p.parts[entry.Name]; twice {
			p.fault("%s stands in the archive twice", entry.Name)
		}
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if p.parts[entry.Name], err = io.ReadAll(content); err != nil {
			t.Fatal(err)
		}
		content.Close()
	}
	p.contentTypes()
	p.relations()
	p.book()
	return p.faults
}

// parcel is an xlsx file as a package of parts.
type parcel struct {
	folder string // that it lies in
	parts  map[string][]byte
	faults []string
}

func (p *parcel) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// read decodes a part.
func (p *parcel) read(part string, into any) {
	content, ok := p.parts[part]
	if !ok {
		p.fault("there is no %s", part)
		return
	}
	if err := xml.Unmarshal(content, into); err != nil {
		p.fault("%s: %v", part, err)
	}
}

const typesPart = "[Content_Types].xml"

// contentTypes: each part has a type, each type a part, and none is named twice.
func (p *parcel) contentTypes() {
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	p.read(typesPart, &types)
	known := map[string]bool{}
	for _, d := range types.Default {
		if known["."+d.Extension] {
			p.fault("the extension %s has two content types", d.Extension)
		}
		known["."+d.Extension] = true
	}
	for _, o := range types.Override {
		name := strings.TrimPrefix(o.PartName, "/")
		if known[name] {
			p.fault("%s has two content types", name)
		}
		known[name] = true
		if p.parts[name] == nil {
			p.fault("there is a content type for %s, which is not there", name)
		}
	}
	for name := range p.parts {
		if name != typesPart && !known[name] && !known[path.Ext(name)] {
			p.fault("%s has no content type", name)
		}
	}
}

// relation is a link from one part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:",attr"`
	Target string `xml:",attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// relationsOf are the relations of a part, by id; "" is the package itself.
func (p *parcel) relationsOf(part string) map[string]relation {
	folder, name := path.Split(part)
	relationsPart := folder + "_rels/" + name + ".rels"
	if p.parts[relationsPart] == nil {
		return nil
	}
	var list struct{ Relationship []relation }
	p.read(relationsPart, &list)
	relations := map[string]relation{}
	for _, r := range list.Relationship {
		if _, twice := relations[r.ID]; twice {
			p.fault("%s has the relation %s twice", relationsPart, r.ID)
		}
		if r.Mode == "External" {
			p.beside(relationsPart, r)
			relations[r.ID] = r
			continue
		}
		if whole, ok := strings.CutPrefix(r.Target, "/"); ok {
			r.Target = whole
		} else {
			r.Target = path.Join(folder, r.Target)
		}
		relations[r.ID] = r
	}
	return relations
}

// beside: a link out of the file leads to one that lies beside it.
func (p *parcel) beside(part string, r relation) {
	if !strings.HasSuffix(r.Type, "/hyperlink") || strings.ContainsAny(r.Target, `/\:`) {
		p.fault("%s leads out of the file, to %s", part, r.Target)
	} else if _, err := os.Stat(filepath.Join(p.folder, r.Target)); err != nil {
		p.fault("%s leads to %s, which is not beside the file", part, r.Target)
	}
}

// relations: each leads to a part, each part but the lists of relations is led to, and each id that a part names is one of its
// relations and the other way round.
func (p *parcel) relations() {
	reached := map[string]bool{typesPart: true}
	for part := range p.parts {
		folder, name := path.Split(part)
		if path.Base(folder) == "_rels" {
			reached[part] = true
			if of := path.Join(path.Dir(path.Clean(folder)), strings.TrimSuffix(name, ".rels")); name != ".rels" && p.parts[of] == nil {
				p.fault("%s is for %s, which is not there", part, of)
			}
		}
	}
	for part := range p.parts {
		named := p.named(part)
		relations := p.relationsOf(part)
		for id, r := range relations {
			if r.Mode != "External" && p.parts[r.Target] == nil {
				p.fault("%s: the relation %s leads to %s, which is not there", part, id, r.Target)
			}
			reached[r.Target] = true
			if !named[id] && !implicit(r.Type) {
				p.fault("%s: nothing uses the relation %s to %s", part, id, r.Target)
			}
		}
		for id := range named {
			if _, ok := relations[id]; !ok {
				p.fault("%s names the relation %s, which it has not", part, id)
			}
		}
	}
	for _, r := range p.relationsOf("") {
		reached[r.Target] = true
	}
	for part := range p.parts {
		if !reached[part] {
			p.fault("nothing leads to %s", part)
		}
	}
}

// implicit tells whether a relation is used without being named.
func implicit(kind string) bool {
	for _, name := range []string{"/comments", "/styles", "/theme", "/sharedStrings", "/customXml"} {
		if strings.HasSuffix(kind, name) {
			return true
		}
	}
	return false
}

// ofRelations is the namespace of the attributes that name relations.
const ofRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// named are the ids of relations that a part names.
func (p *parcel) named(part string) map[string]bool {
	ids := map[string]bool{}
	if path.Ext(part) != ".xml" || part == typesPart {
		return ids
	}
	decoder := xml.NewDecoder(strings.NewReader(string(p.parts[part])))
	for {
		token, err := decoder.Token()
		if err != nil {
			if err != io.EOF {
				p.fault("%s: %v", part, err)
			}
			return ids
		}
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if a.Name.Space == ofRelations {
					ids[a.Value] = true
				}
			}
		}
	}
}
