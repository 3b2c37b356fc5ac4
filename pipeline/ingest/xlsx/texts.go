package xlsx

import "fmt"

const (
	maxText  = 1 << 20   // bytes of one text; a spreadsheet program holds 32,767 characters
	maxTexts = 192 << 20 // bytes of memory that all texts together may take
)

// textTable are the texts that cells refer to by their number.
type textTable struct {
	all  string
	ends []uint32 // in all
}

func (t *textTable) len() int { return len(t.ends) }

func (t *textTable) get(i int) string {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}

// shared reads the texts once.
func (b *Book) shared() (*textTable, error) {
	if b.texts != nil {
		return b.texts, nil
	}
	read := &textTable{}
	if b.files[b.strings] != nil {
		r, err := b.open(b.strings)
		if err != nil {
			return nil, damaged(err)
		}
		defer r.Close()
		if err := read.read(newScanner(r)); err != nil {
			return nil, damaged(fmt.Errorf("the table of its texts: text %d: %w", len(read.ends), err))
		}
	}
	b.texts = read
	return read, nil
}

func (t *textTable) read(s *scanner) error {
	var all, one []byte
	rich := richText{}
	for {
		found, err := s.next()
		if err != nil {
			return err
		}
		switch {
		case found == ended:
			t.all = string(all)
			return nil
		case found == startTag && s.depth() == 2 && string(s.name) == "si":
			one, rich = one[:0], richText{depth: 2}
		case found == endTag && s.depth() == 1 && string(s.name) == "si":
			all = appendText(all, one)
			t.ends = append(t.ends, uint32(len(all)))
			if len(all)+4*len(t.ends) > maxTexts {
				return fmt.Errorf("all of them take more than %s", size(maxTexts))
			}
		case s.depth() >= 2:
			if one, err = rich.add(found, s, one); err != nil {
				return err
			}
		}
	}
}

// richText collects the characters of an element that holds a text, whole or in runs. Phonetic hints, which stand beside the
// text, are none of it.
type richText struct {
	depth    int // of the element
	inside   bool
	phonetic int
}

func (t *richText) add(found token, s *scanner, to []byte) ([]byte, error) {
	switch found {
	case startTag:
		switch string(s.name) {
		case "rPh":
			t.phonetic++
		case "t":
			t.inside = t.phonetic == 0
		}
	case endTag:
		switch string(s.name) {
		case "rPh":
			t.phonetic--
		case "t":
			t.inside = false
		}
	case text:
		if t.inside {
			if len(to)+len(s.content) > maxText {
				return to, fmt.Errorf("it is longer than %s", size(maxText))
			}
			to = append(to, s.content...)
		}
	}
	return to, nil
}

// appendText appends a text with its escapes, such as _x000D_, resolved.
func appendText(to, one []byte) []byte {
	for i := 0; i+6 < len(one); i++ {
		if one[i] == '_' && one[i+1] == 'x' && one[i+6] == '_' {
			return append(to, unescape(string(one))...)
		}
	}
	return append(to, one...)
}
