package ingest

import (
	"slices"
	"strings"
	"unicode"
)

// amountHeader is what the header of an amount says of it besides a name.
//
//	"MRR (k$)" is the name mrr, in thousands of $, for a month; "Betrag inkl. MwSt" is the name amount, with tax in it
type amountHeader struct {
	name     []string // the words left over, in English and lower case
	currency string   // a code, or a sign of several currencies
	minor    string   // the word by which the amounts are in cents or the like
	scale    string   // the word by which they are in thousands or the like
	tax      string   // the words by which tax is in them
	interval string   // what they are for, as Interval.Name
}

// What the words of headers of amounts say.
var (
	minorWords = []string{"cent", "cents", "ct", "cts", "eurocent", "eurocents", "minor", "pence", "penny", "pennies", "rappen", "centime", "centimes", "centavo", "centavos",
		"céntimos", "centesimi", "öre", "øre", "groszy", "paise", "fils", "hundredths"}
	scaleWords = []string{"k", "tsd", "tausend", "thousand", "thousands", "000", "1000", "1000000", "mio", "mill", "million", "millions", "millionen", "mln", "mn", "mm",
		"bn", "billion", "billions", "mrd", "milliarden", "hundred", "hundreds", "lakh", "lakhs", "crore", "crores", "teuro"}
	taxWords   = []string{"tax", "taxes", "vat", "gst", "mwst", "ust", "iva", "tva", "btw", "moms"}
	grossWords = []string{"gross", "brutto", "bruto", "brut", "ttc"}
	withWords  = []string{"incl", "including", "inclusive", "inkl", "inklusive", "with", "mit"}
	withoutTax = []string{"net", "netto", "excl", "excluding", "exclusive", "exkl", "exklusive", "ex", "without", "ohne", "before", "plus", "zzgl", "hors"}
	quietWords = []string{"in", "of", "the", "and", "s", "ht", "whole", "major"}
	wholeWords = []string{"minor", "major", "whole"} // units
	moneyNames = map[string]string{"dollar": "$", "dollars": "$", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "yen": "JPY",
		"zł": "PLN", "kč": "CZK", "kr": "kr"}
	dollarsOf   = map[string]string{"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD", "sg": "SGD", "mx": "MXN", "r": "BRL"}
	commonCodes = []string{"eur", "usd", "gbp", "chf", "cad", "aud", "nzd", "jpy", "cny", "sek", "dkk", "nok", "isk", "pln", "czk", "huf", "bgn", "brl", "mxn", "inr", "sgd", "hkd", "zar", "krw", "ils", "aed", "sar"}
)

// adjectives are words that say alone what an amount is for, and how an interval is written.
var adjectives = map[string]string{"mrr": "month", "arr": "year", "acv": "year", "annualised": "year", "annualized": "year", "monats": "month", "jahres": "year", "mtl": "month",
	"jährl": "year", "mensuel": "month", "mensuelle": "month", "annuel": "year", "annuelle": "year", "annum": "year", "pa": "year", "pm": "month"}

// readAmountHeader takes the header of an amount apart.
func readAmountHeader(header string) (h amountHeader) {
	words := amountWords(header)
	at := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return strings.ToLower(words[i])
	}
	priced := func(i int) bool {
		return at(i) != "" && currencyWord(words[i]) != ""
	}
	qualifier := "" // incl or excl, until the tax that it is about
	for i := 0; i < len(words); i++ {
		word := at(i)
		switch {
		case minorOf(words[i]) != "":
			h.minor, h.currency = words[i], minorOf(words[i])
		case dollarsOf[word] != "" && (at(i+1) == "$" || len(word) == 2 && strings.HasPrefix(at(i+1), "dollar")):
			h.currency = dollarsOf[word]
			i++
		case currencyWord(words[i]) != "":
			h.currency = currencyWord(words[i])
		case slices.Contains(minorWords, word):
			if h.minor = words[i]; strings.HasPrefix(at(i+1), "unit") {
				h.minor += " " + at(i+1)
				i++
			}
		case slices.Contains(wholeWords, word) && strings.HasPrefix(at(i+1), "unit"):
			i++
		case word == "c" && (priced(i-1) || priced(i+1)) || (word == "x" || word == "times") && at(i+1) == "100":
			if h.minor = words[i]; word != "c" {
				h.minor += at(i + 1)
				i++
			}
		case (word == "x" || word == "times") && slices.Contains(scaleWords, at(i+1)), word == "1" && at(i+1) == "000":
		case slices.Contains(scaleWords, word), (word == "t" || word == "m" || word == "b") && (priced(i-1) || priced(i+1)):
			h.scale = words[i]
		case word == "p" && (at(i+1) == "a" || at(i+1) == "m"):
			h.interval = adjectives[word+at(i+1)]
			i++
		case word == "per" && intervalWord(at(i+1), false) != "":
			h.interval = intervalWord(at(i+1), false)
			i++
		case (word == "half" || word == "semi") && intervalWord(at(i+1), true) == "year":
			h.interval = "half_year"
			i++
		case intervalWord(word, true) != "":
			if h.interval = intervalWord(word, true); word == "mrr" || word == "arr" || word == "acv" {
				h.name = append(h.name, word)
			}
		case slices.Contains(grossWords, word):
			h.tax = words[i]
		case slices.Contains(withWords, word), slices.Contains(withoutTax, word):
			qualifier = words[i]
		case slices.Contains(taxWords, word) && slices.Contains(withWords, strings.ToLower(qualifier)):
			h.tax, qualifier = qualifier+" "+words[i], ""
		case slices.Contains(taxWords, word) && qualifier != "":
		case slices.Contains(quietWords, word):
		default:
			h.name = append(h.name, word)
		}
	}
	if slices.Contains(withWords, strings.ToLower(qualifier)) {
		h.name = append(h.name, strings.ToLower(qualifier))
	}
	return h
}

// intervalWord is the interval that a word of a header names; alone: without per before it, where only adjectives count.
func intervalWord(word string, alone bool) string {
	if name, ok := adjectives[word]; ok {
		return name
	}
	text := word
	if german, ok := intervalWords[word]; ok {
		text = german
	}
	if alone && (len(word) < len("daily") || word == "month" || word == "quarter" || word == "monat" || word == "quartal" || word == "halbjahr" || word == "semester") {
		return ""
	}
	interval, problem := parseInterval(text)
	if problem != "" || strings.ContainsAny(word, "0123456789") {
		return ""
	}
	return interval.Name
}

// currencyWord is the currency that a word of a header names; empty for any other word. In capitals it may be any code.
func currencyWord(word string) string {
	lower := strings.ToLower(word)
	switch {
	case moneyNames[lower] != "":
		return moneyNames[lower]
	case slices.Contains(commonCodes, lower), word == strings.ToUpper(word) && isCode(word) && isMoney(word) && word != "ALL" && word != "TOP":
		return strings.ToUpper(word)
	}
	if runes := []rune(word); len(runes) == 1 {
		return signs[runes[0]]
	}
	return ""
}

// amountWords are the words of a header as they are written: letters, digits and signs apart, k and EUR of kEUR too. A slash is per.
func amountWords(header string) (all []string) {
	var word []rune
	end := func() {
		if text := string(word); text != "" {
			all = append(all, apart(text)...)
		}
		word = nil
	}
	for _, r := range strings.ReplaceAll(header, "MwSt", "mwst") {
		last := rune(0)
		if len(word) > 0 {
			last = word[len(word)-1]
		}
		switch {
		case unicode.IsLetter(r):
			if unicode.IsDigit(last) || unicode.IsLower(last) && unicode.IsUpper(r) {
				end()
			}
			word = append(word, r)
		case unicode.IsDigit(r):
			if unicode.IsLetter(last) {
				end()
			}
			word = append(word, r)
		default:
			end()
			switch {
			case signs[r] != "":
				all = append(all, string(r))
			case r == '/':
				all = append(all, "per")
			case r == '×' || r == '*':
				all = append(all, "x")
			case r == '%':
				all = append(all, "percent")
			}
		}
	}
	end()
	return all
}

// apart is a word of letters in its parts: TEUR, USDk, and German words in English.
func apart(word string) []string {
	lower := strings.ToLower(word)
	switch english := words[lower]; {
	case english != "":
		return strings.Fields(english)
	case lower == "pro" || lower == "je" || lower == "par":
		return []string{"per"}
	case len(lower) == 4:
		switch {
		case strings.ContainsRune("ktm", rune(lower[0])) && slices.Contains(commonCodes, lower[1:]):
			return []string{word[:1], word[1:]}
		case strings.ContainsRune("km", rune(lower[3])) && slices.Contains(commonCodes, lower[:3]):
			return []string{word[:3], word[3:]}
		}
	}
	return []string{word}
}
