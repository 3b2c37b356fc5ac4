package expr

import (
	"math/bits"
	"strconv"
)

// plain appends the number as a plain decimal of Digits significant digits, half to even: what Decimal gives, without big
// integers. It is false for a number that does not fit into two words.
func (f fraction) plain(dst []byte) ([]byte, bool) {
	if f.large != nil {
		return dst, false
	}
	numerator, denominator := uint64(max(f.numerator, -f.numerator)), uint64(f.over())
	whole, rest := numerator/denominator, numerator%denominator
	var buffer [4 * blockDigits]byte
	digits, leading := buffer[:0], 0 // after the point, and zeros in front of the first other
	most := Digits
	if whole > 0 {
		most -= len(strconv.AppendUint(buffer[:0], whole, 10))
	}
	for rest != 0 && len(digits) <= most+leading {
		high, low := bits.Mul64(rest, block)
		var next uint64
		next, rest = bits.Div64(high, low, denominator) // high < denominator, because rest was
		digits = appendBlock(digits, next)
		for whole == 0 && leading < len(digits) && digits[leading] == '0' {
			leading++
		}
	}
	if most += leading; len(digits) > most {
		digits, whole = rounded(digits, most, rest != 0, whole)
	}
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	if f.numerator < 0 {
		dst = append(dst, '-')
	}
	dst = strconv.AppendUint(dst, whole, 10)
	if len(digits) > 0 {
		dst = append(append(dst, '.'), digits...)
	}
	return dst, true
}

// Digits after the point are worked out in blocks.
const (
	block       = 1_000_000_000_000_000_000
	blockDigits = 18
)

func appendBlock(digits []byte, next uint64) []byte {
	var text [blockDigits]byte
	for i := blockDigits - 1; i >= 0; i-- {
		text[i], next = byte('0'+next%10), next/10
	}
	return append(digits, text[:]...)
}

// rounded keeps so many digits, half to even; more tells that others follow those given. What it carries goes to the whole.
func rounded(digits []byte, keep int, more bool, whole uint64) ([]byte, uint64) {
	for _, digit := range digits[keep+1:] {
		more = more || digit != '0'
	}
	next, kept := digits[keep], digits[:keep]
	if next < '5' || next == '5' && !more && (kept[keep-1]-'0')%2 == 0 {
		return kept, whole
	}
	for i := keep - 1; i >= 0; i-- {
		if kept[i]++; kept[i] <= '9' {
			return kept, whole
		}
		kept[i] = '0'
	}
	return kept, whole + 1
}
