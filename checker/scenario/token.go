package scenario

import (
	"fmt"
	"strings"
)

// Place is where something stands in a file, both numbers from 1. Columns count bytes.
type Place struct{ Line, Column int }

// Error says what in a file cannot be. Where Missing is set the file is well formed, and
// asks for something that the design, or what it should run on, has not.
type Error struct {
	File    string
	Place   Place
	What    string
	Missing string // what is missing, for example "quota"; empty for a malformed file
}

// Error names file, line, column and the thing.
func (e *Error) Error() string {
	if e.Missing != "" {
		return fmt.Sprintf("%s:%d:%d: %s (missing: %s)", e.File, e.Place.Line, e.Place.Column, e.What, e.Missing)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Place.Line, e.Place.Column, e.What)
}

// token is a word or a sign of a line.
type token struct {
	text string
	Place
}

// signs are the tokens that need no blanks around them, the longer ones first.
var signs = []string{"!=", "<=", ">=", "=", "<", ">", "(", ")", ",", "&"}

// inWord reports that a byte is part of a word.
func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-.$", c) >= 0
}

// tokens cuts a line into words and signs. What follows a # is a comment.
func tokens(text string, line int) ([]token, *Error) {
	var list []token
	for at := 0; at < len(text); {
		place := Place{line, at + 1}
		length := 0
		for at+length < len(text) && inWord(text[at+length]) {
			length++
		}
		for _, sign := range signs {
			if length == 0 && strings.HasPrefix(text[at:], sign) {
				length = len(sign)
			}
		}
		switch c := text[at]; {
		case length > 0:
			list = append(list, token{text[at : at+length], place})
			at += length
		case c == ' ' || c == '\t':
			at++
		case c == '#':
			return list, nil
		default:
			return nil, &Error{Place: place, What: fmt.Sprintf("%q has no meaning here", rune(c))}
		}
	}
	return list, nil
}

// plain takes the parentheses and commas of a call out: "fail(OST0000)" is "fail OST0000".
// An opening one follows the word that it belongs to, and there is one pair at most.
func plain(list []token) ([]token, *Error) {
	var out []token
	var open *token
	for i := range list {
		t := &list[i]
		previous := ""
		if i > 0 {
			previous = list[i-1].text
		}
		switch {
		case t.text == "(" && (open != nil || previous == "" || !inWord(previous[0])):
			return nil, &Error{Place: t.Place, What: "( belongs behind the verb, once"}
		case t.text == "(":
			open = t
		case t.text == ")" && (open == nil || previous == ","), t.text == "," && (open == nil || previous == "(" || previous == ","):
			return nil, &Error{Place: t.Place, What: fmt.Sprintf("%s stands alone", t.text)}
		case t.text == ")":
			open = nil
		case t.text != ",":
			out = append(out, *t)
		}
	}
	if open != nil {
		return nil, &Error{Place: open.Place, What: "( is not closed"}
	}
	return out, nil
}
