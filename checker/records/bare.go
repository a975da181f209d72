package records

import "bytes"

// bare takes from a line what a mail, a terminal, a crash or another system put around it.
func bare(line []byte) []byte {
	line = bytes.TrimRight(without(line, 0), " \t\r")
	for _, mark := range orderMarks {
		line = bytes.TrimPrefix(line, mark)
	}
	line = unnumbered(plain(uncolored(line)))
	for len(line) > 0 && line[0] == '>' {
		line = bytes.TrimPrefix(line[1:], []byte(" "))
	}
	if trimmed := bytes.TrimLeft(line, " \t"); isDebug(trimmed) {
		return trimmed
	}
	return line
}

// unnumbered takes from a line its number and a tab, which cat -n puts before it.
func unnumbered(line []byte) []byte {
	number, rest, ok := cut(line, '\t')
	if ok && isCount(bytes.TrimLeft(number, " ")) {
		return rest
	}
	return line
}

// orderMarks begin files that Windows wrote: UTF-8, and UTF-16 without its zeros.
var orderMarks = [][]byte{[]byte("\ufeff"), {0xff, 0xfe}, {0xfe, 0xff}}

// typeset is what web pages and word processors put in the place of characters.
var typeset = []struct{ from, to []byte }{
	{[]byte("&gt;"), []byte(">")}, {[]byte("&lt;"), []byte("<")}, {[]byte("&quot;"), []byte(`"`)},
	{[]byte("&#39;"), []byte("'")}, {[]byte("&nbsp;"), []byte(" ")}, {[]byte("&amp;"), []byte("&")},
	{[]byte("\u00a0"), []byte(" ")}, {[]byte("\u2019"), []byte("'")},
}

// plain gives a line the characters that were printed, where a page or a word processor put
// others.
func plain(line []byte) []byte {
	if bytes.IndexByte(line, '&') < 0 && bytes.IndexByte(line, 0xc2) < 0 && bytes.IndexByte(line, 0xe2) < 0 {
		return line
	}
	for _, t := range typeset {
		if bytes.Contains(line, t.from) {
			line = bytes.ReplaceAll(line, t.from, t.to)
		}
	}
	return line
}

// without takes every one of a byte out of a line, in place. A crash fills the end of a log
// with zeros, and some versions have them inside of import files.
func without(line []byte, c byte) []byte {
	from := bytes.IndexByte(line, c)
	if from < 0 {
		return line
	}
	out := line[:from]
	for _, other := range line[from:] {
		if other != c {
			out = append(out, other)
		}
	}
	return out
}

// uncolored takes a terminal's colours out of a line, in place.
func uncolored(line []byte) []byte {
	const escape = 0x1b
	from := bytes.IndexByte(line, escape)
	if from < 0 {
		return line
	}
	out := line[:from]
	for i := from; i < len(line); i++ {
		if line[i] != escape {
			out = append(out, line[i])
			continue
		}
		for i++; i < len(line) && (line[i] == '[' || line[i] == ';' || line[i] >= '0' && line[i] <= '9'); {
			i++
		}
	}
	return out
}
