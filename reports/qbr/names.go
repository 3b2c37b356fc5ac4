package qbr

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// names gives every pack a name that any file system takes, whatever the customer is called.
type names map[string]bool

// The longest readable part of a name, and how much of a hash follows it.
const (
	longestName = 40
	hashLength  = 8
)

// of is a readable part and a hash of the id, which tells apart what reads alike: dunmarrow-insurance-1f0c2a9b.
func (n names) of(id, title string) string {
	sum := sha256.Sum256([]byte(id))
	hash := hex.EncodeToString(sum[:])
	for length := hashLength; ; length++ {
		name := strings.TrimLeft(slug(title)+"-"+hash[:length], "-")
		if !n[name] || length == len(hash) {
			n[name] = true
			return name
		}
	}
}

// slug has small letters and digits of the Latin alphabet and single hyphens alone; other letters lose their accents or are left out.
func slug(title string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c): // an accent
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == longestName {
			break
		}
	}
	return strings.TrimRight(b.String(), "-")
}
