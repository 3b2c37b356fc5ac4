package delimited

import "math/bits"

// profileRows is how many rows a profile is made of at most.
const profileRows = 2000

// Profile is what the fields of each column look like in the rows that are sound.
type Profile struct {
	rows    int
	columns []column
}

// column counts what its fields look like.
type column struct {
	kinds          [Address + 1]int
	exact, rough   map[string]int
	starts, finish map[rune]int
}

// shapeLength is the longest field whose shape is kept.
const shapeLength = 40

// NewProfile is the profile of a table of that width, with no rows yet.
func NewProfile(width int) *Profile {
	p := &Profile{columns: make([]column, width)}
	for i := range p.columns {
		p.columns[i] = column{exact: map[string]int{}, rough: map[string]int{}, starts: map[rune]int{}, finish: map[rune]int{}}
	}
	return p
}

// Width is the number of columns.
func (p *Profile) Width() int { return len(p.columns) }

// Add takes a sound row into account.
func (p *Profile) Add(fields []string) {
	if p.rows >= profileRows {
		return
	}
	p.rows++
	for i, field := range fields {
		c := &p.columns[i]
		c.kinds[KindOf(field)]++
		if field == "" {
			continue
		}
		c.starts[edge(field, false)]++
		c.finish[edge(field, true)]++
		if len(field) <= shapeLength {
			exact, rough := shape(field)
			c.exact[exact]++
			c.rough[rough]++
		}
	}
}

// bit is the unit of how well something fits: the logarithm to base 2 of how likely it is, in sixteenths.
const bit = 16

// million is what shares are parts of.
const million = 1_000_000

// fit is how well a field goes with a column, in sixteenths of a bit, 0 at best: how often its fields are like that. seen
// tells that fields of its kind stand there at all.
func (p *Profile) fit(at int, field string) (fit int, seen bool) {
	c := &p.columns[at]
	kind := KindOf(field)
	share := func(count int) int { return count * million / max(p.rows, 1) }
	if kind == Empty {
		return likelihood(1000 + share(c.kinds[Empty])), c.kinds[Empty] > 0
	}
	likely := 1000 + share(c.kinds[kind])*15/100
	exact, rough := "", ""
	if len(field) <= shapeLength {
		exact, rough = shape(field)
		likely += share(c.exact[exact])*55/100 + share(c.rough[rough])*30/100
	}
	if p.uniform(at) {
		likely = 1000 + share(c.kinds[kind])*2/100 + share(c.exact[exact])*95/100
	}
	edges := likelihood(20_000+share(c.starts[edge(field, false)])) + likelihood(20_000+share(c.finish[edge(field, true)]))
	return likelihood(likely) + edges/2, c.kinds[kind] > 0
}

// likelihood is the logarithm of a number of millionths, at most one, in sixteenths of a bit.
func likelihood(millionths int) int { return min(logarithm(millionths)-logarithm(million), 0) }

// logarithm is that of a positive number to base 2, in sixteenths; between powers of two it is drawn straight.
func logarithm(n int) int {
	whole := bits.Len(uint(n)) - 1
	return whole*bit + (n-1<<whole)*bit>>whole
}

// Kind is what nearly all fields of a column that are filled in look like; Text when they are not alike.
func (p *Profile) Kind(at int) Kind {
	c := &p.columns[at]
	filled := p.rows - c.kinds[Empty]
	if filled == 0 {
		return Empty
	}
	for kind := Code; kind <= Address; kind++ {
		if c.kinds[kind]*10 >= filled*9 {
			return kind
		}
	}
	return Text
}

// uniform tells whether nearly all fields of a column have the same shape.
func (p *Profile) uniform(at int) bool {
	for _, count := range p.columns[at].exact {
		if p.nearlyAll(at, count) {
			return true
		}
	}
	return false
}

// uniformly tells whether nearly all fields of a column have the shape of this one.
func (p *Profile) uniformly(at int, field string) bool {
	exact, _ := shape(field)
	return p.nearlyAll(at, p.columns[at].exact[exact])
}

// nearlyAll tells whether so many of a column are nearly all of its fields that are filled in.
func (p *Profile) nearlyAll(at, count int) bool {
	return count > 0 && count*20 >= (p.rows-p.columns[at].kinds[Empty])*19
}

// made tells whether a field is made up like those of its column.
func (p *Profile) made(at int, field string) bool {
	exact, rough := shape(field)
	c := &p.columns[at]
	return c.exact[exact] > 0 || c.rough[rough]*4 > p.rows
}
