package records

import "bytes"

// hexadecimal is whether all of a word is digits of that kind, and there is one.
func hexadecimal(word []byte) bool {
	for _, c := range word {
		if hexValue(c) < 0 {
			return false
		}
	}
	return len(word) > 0
}

// hexValue is what a digit is worth, or -1.
func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// parseHex reads a hexadecimal number of at most 16 digits.
func parseHex(word []byte) (n uint64, ok bool) {
	if len(word) > 16 || !hexadecimal(word) {
		return 0, false
	}
	for _, c := range word {
		n = n<<4 | uint64(hexValue(c))
	}
	return n, true
}

// maxDigits is how many digits a number may have that fits in 64 bits for certain.
const maxDigits = 18

// parseInt reads a whole number, with or without a sign.
func parseInt(word []byte) (n int64, ok bool) {
	digits, negative := bytes.CutPrefix(word, []byte("-"))
	if len(digits) == 0 || len(digits) > maxDigits {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

// maxSeconds keeps nanoseconds within 64 bits: to the year 2262.
const maxSeconds = 9_000_000_000

// parseSeconds reads seconds with up to nine digits behind a point or a comma, as nanoseconds.
func parseSeconds(word []byte) (nanos int64, ok bool) {
	whole, fraction := word, []byte(nil)
	if i := bytes.IndexAny(word, ".,"); i >= 0 {
		whole, fraction = word[:i], word[i+1:]
		if len(fraction) == 0 || len(fraction) > 9 {
			return 0, false
		}
	}
	seconds, ok := parseInt(whole)
	if !ok || seconds < 0 || seconds > maxSeconds {
		return 0, false
	}
	part := int64(0)
	for i := range 9 {
		part *= 10
		if i < len(fraction) {
			if fraction[i] < '0' || fraction[i] > '9' {
				return 0, false
			}
			part += int64(fraction[i] - '0')
		}
	}
	return seconds*1e9 + part, true
}

// cut is bytes.Cut at one byte.
func cut(text []byte, at byte) (before, after []byte, found bool) {
	if i := bytes.IndexByte(text, at); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, nil, false
}

// blank is whether a line has nothing to see.
func blank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// words splits a text at blanks and tabs into at most len(into) words.
func words(text []byte, into [][]byte) [][]byte {
	into = into[:0]
	for len(text) > 0 && len(into) < cap(into) {
		text = bytes.TrimLeft(text, " \t")
		if len(text) == 0 {
			break
		}
		end := wordEnd(text)
		into, text = append(into, text[:end]), text[end:]
	}
	return into
}
