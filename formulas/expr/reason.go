package expr

import (
	"fmt"
	"strings"
)

// Code is one reason of the closed list of reasons why a value is not available.
type Code uint8

// The reasons. The zero Code means that there is none, so the value is there.
const (
	Available Code = iota
	NoDataset
	NoColumn
	NoSetting
	OutsideCover
	DataGap
	ZeroDenominator
	NegativeBase
	NoRate
	OpenPeriod
	FirstObserved
	HistoryTooShort
	Evergreen
	NotAtThisGrain
	TooFewResponses
	InputRejected
)

var codeNames = [...]string{
	Available:       "available",
	NoDataset:       "no dataset",
	NoColumn:        "no column",
	NoSetting:       "no setting",
	OutsideCover:    "outside the dataset's cover",
	DataGap:         "data gap",
	ZeroDenominator: "zero denominator",
	NegativeBase:    "negative base",
	NoRate:          "no rate",
	OpenPeriod:      "open period",
	FirstObserved:   "first observed period",
	HistoryTooShort: "history too short",
	Evergreen:       "evergreen",
	NotAtThisGrain:  "not defined at this grain",
	TooFewResponses: "too few responses",
	InputRejected:   "input rejected",
}

// String is the reason in words, without the particular.
func (c Code) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return fmt.Sprintf("reason %d", uint8(c))
}

// Reason says why a value is not available: the code, and the particular as a short phrase ("surveys", "opening_mrr"), which
// may be empty.
type Reason struct {
	Code   Code
	Detail string
}

// String is the reason with its particular: "no surveys dataset", "no product column", "seat_products not set", "zero
// denominator: opening_mrr", or only the code's words.
func (r Reason) String() string {
	switch {
	case r.Detail == "":
		return r.Code.String()
	case r.Code == NoDataset:
		return "no " + r.Detail + " dataset"
	case r.Code == NoColumn:
		return "no " + r.Detail + " column"
	case r.Code == NoSetting && !strings.Contains(r.Detail, " "):
		return r.Detail + " not set"
	}
	return r.Code.String() + ": " + r.Detail
}
