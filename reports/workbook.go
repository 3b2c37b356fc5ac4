// Package reports is a neutral workbook: sheets of cells that carry a value, a live formula, a note, a style and a link.
// Reports fill it; reports/xlsx writes it. It knows no KPI and no file format.
package reports

import (
	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// Workbook is a report ready to be written.
type Workbook struct {
	Title, Subject, Company, Description string      // document properties
	Created                              period.Date // what the file says of its making: the last day reported on, so that the same report has the same bytes
	Sheets                               []*Sheet
	Names                                []Name // defined names for key cells
	Look                                 Look
}

// Name is a workbook-wide name for a cell, such as kpi_net_revenue_retention.
type Name struct {
	Name string
	Cell Ref
}

// Kind tells inputs, workings, results and control apart; it gives the tab its colour.
type Kind uint8

// The kinds of sheet.
const (
	Results Kind = iota
	Workings
	Inputs
	Control
)

// String is the kind in a word.
func (k Kind) String() string { return [...]string{"results", "workings", "inputs", "control"}[k] }

// Role is how cells look that stand for a sheet of the kind: in the colour of its tab.
func (k Kind) Role() Role { return ResultsTab + Role(k) }

// Sheet is one sheet. Rows are addressed from 0; layout.go turns positions into addresses.
type Sheet struct {
	Name      string
	Kind      Kind
	Widths    []int // per column, in characters; a missing or 0 width is fitted to the text
	Rows      []Row
	Merges    []Range // in headings only, never in data
	Freeze    Position
	Filter    *Range
	TitleRows int // header rows repeated on every printed page, counted from the row TitleFrom
	TitleFrom int
	Portrait  bool    // print upright; the default is landscape, fitted to one page wide
	Printed   []Range // the blocks that are printed, each from a new page; without any, the whole sheet
	Breaks    []int   // rows that begin a new printed page
	Gridlines bool
	Charts    []Chart
	Footer    string

	Sparklines []Sparkline
	Groups     []ColumnGroup // from left to right
	Scales     []Range       // blocks of figures that are shaded from the lowest to the highest
	Pictures   []Picture
}

// ColumnGroup is columns that belong together: under one heading, folded away together but for the first one, and begun on a
// new printed page.
type ColumnGroup struct{ From, To int }

// Sparkline is a small line in a cell. Excel prints it; a Bare chart is for where every program has to.
type Sparkline struct {
	At     Position
	Values RefRange // of numbers; a text among them would be drawn as 0
}

// Picture is an image, such as a logo, that keeps its proportions within a box of pixels.
type Picture struct {
	At            Position
	Width, Height int
	Data          []byte // PNG or JPEG
	Alt           string
}

// Row is one row; a Height of 0 is fitted to the text.
type Row struct {
	Cells  []Cell
	Height int // in points
}

// Position is a cell of a sheet, both counted from 0.
type Position struct{ Row, Column int }

// Range is a block of cells, both corners inside.
type Range struct{ From, To Position }

// Ref is a cell of a named sheet.
type Ref struct {
	Sheet string
	Position
}

// Cell is one cell. At most one of Number, Text and Date is set; a cell with a Formula carries the engine's value as its
// cached value in the same field.
type Cell struct {
	Number  decimal.NullDecimal
	Text    string
	Date    *period.Date
	Formula string // without the leading "="; built with Ref.Address so that layout.go owns addresses
	Note    string // shown when pointing at the cell
	Style   Style
	Link    *Ref   // where a click leads
	File    string // or the file beside the workbook to which it leads: a plain name
	LinkTip string
	Figure  *Figure // which figure it is, so that two workbooks can be compared; nil for everything else
}

// Figure is what a cell's value is: what was measured, of whom, over which period.
type Figure struct {
	What, Of, Over Named
	Current        string // what kind of period the report is about and this is the latest of, such as month or ttm; empty for an earlier one
}

// Named is an id that stays the same from one report to the next, and a name for people.
type Named struct{ ID, Name string }

// Style says what a cell is, not how it looks: the writer owns the looks. Format is the number format by unit.
type Style struct {
	Role   Role
	Wrap   bool
	Right  bool // keeps to the right, as the figures below or above it do
	Indent int
	Format Format
}

// Role is what a cell is for.
type Role uint8

// The roles of cells.
const (
	Plain      Role = iota
	Title           // the sheet's name on top
	Subtitle        // what, when, in which currency
	Heading         // a section
	Header          // a column header
	HeaderUnit      // the unit under a column header
	Label           // a row's name
	Input           // a figure that came from the data: blue on pale yellow
	Calculated      // a live formula
	Crossing        // a live formula that points at another sheet
	Total           // a sum line
	Absent          // n/a
	Good            // a check that passed; a live one turns Bad by itself, as livecheck.go says
	Bad             // a check that did not
	Warning         // something to know
	Hyperlink       // a link in text
	Body            // prose
	Card            // headline figure
	CardLabel       // its caption
	CardName        // its name
	Status          // a word on how a figure stands, marked as status.go says
	ResultsTab      // the kind of a sheet, in the order of kinds
	WorkingsTab
	InputsTab
	ControlTab
)

// Roles are all roles, in their order.
func Roles() (all []Role) {
	for r := Plain; r <= ControlTab; r++ {
		all = append(all, r)
	}
	return all
}

// String is the role's name, as the styles of a file are called.
func (r Role) String() string {
	return [...]string{"plain", "title", "subtitle", "heading", "header", "unit", "label", "input", "calculated", "crossing", "total", "absent", "good", "bad",
		"warning", "link", "prose", "card", "card label", "card name", "status", "results tab", "workings tab", "inputs tab", "control tab"}[r]
}

// Format is how a number is shown.
type Format struct {
	Kind     FormatKind
	Of       FormatKind // for FormatChange: the format of what changed, for the number of decimals; General shows as many as there are
	Whole    bool       // for FormatMoney: without decimals, where there is little room for large amounts
	Currency string     // for FormatMoney, and for a FormatChange of it: ISO code, for the number of decimals
	Marks    Marks      // before the figure
}

// FormatKind is a kind of number.
type FormatKind uint8

// The kinds of number format. Changes carry a sign.
const (
	General FormatKind = iota
	FormatMoney
	FormatPercent
	FormatCount
	FormatNumber
	FormatScore
	FormatDays
	FormatDate
	FormatChangePercent // +3.2 %
	FormatPoints        // +1.4 pp, of a ratio held as a share
	FormatChange        // +12 in the unit's own places
	FormatRate          // an exchange rate
	FormatText          // what is typed into the cell stays as it is
)

// Chart is a picture of cells elsewhere in the workbook.
type Chart struct {
	Kind       ChartKind
	At         Position
	Width      int // in pixels
	Height     int
	Title      string
	Alt        string // what it shows, for those who cannot see it
	Categories RefRange
	Series     []Series
	Format     Format // of the value axis
	Floor      int    // where the value axis of a stacked chart begins, that of a timeline a period.Date; its title or its categories must say the figures
	Quiet      bool   // without a legend
	Bare       bool   // the lines alone, as a trend in a cell
}

// Series is one line or set of columns of a chart.
type Series struct {
	Name   string
	Values RefRange
	Color  int  // index into the writer's palette, or NoColor
	Line   bool // drawn as a line over the columns
}

// NoColor is the colour of a series that is not seen, such as the base on which a bridge's columns stand.
const NoColor = -1

// RefRange is a block of cells of a named sheet.
type RefRange struct {
	Sheet string
	Range
}

// ChartKind is a kind of chart.
type ChartKind uint8

// The kinds of chart.
const (
	ColumnChart ChartKind = iota
	LineChart
	StackedColumnChart
	TimelineChart // bars from left to right over days, the first on top: the first series is the day they start on, and is not seen
)
