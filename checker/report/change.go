package report

import (
	"fmt"
	"slices"
	"strings"
)

// field is one part of a state, by the name that spec/actions.md gives it: a text, or a
// list.
type field struct {
	name, value string
	list        []string
	isList      bool
}

func textField(name, value string) field { return field{name: name, value: value} }

func listField(name string, list []string) field {
	return field{name: name, value: "[" + strings.Join(list, ", ") + "]", list: list, isList: true}
}

// changes tells the fields that differ. Both lists have the same names.
func changes(from, to []field) []string {
	var told []string
	for i := range to {
		if from[i].value != to[i].value {
			told = append(told, to[i].name+" "+change(&from[i], &to[i]))
		}
	}
	return told
}

// change tells how a field changed: "DISCONN -> CONNECTING", or of a list what came and
// went, "+ACTIVATE".
func change(from, to *field) string {
	if !to.isList {
		return from.value + " -> " + to.value
	}
	old, now := from.list, to.list
	for len(old) > 0 && len(now) > 0 && old[0] == now[0] {
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	switch {
	case len(old) == 0:
		return "+" + strings.Join(now, ", +")
	case len(now) == 0:
		return "-" + strings.Join(old, ", -")
	default:
		return fmt.Sprintf("%s -> %s", strings.Join(old, ", "), strings.Join(now, ", "))
	}
}

// standing tells the fields of a state that say something.
func standing(fields []field) string {
	quiet := []string{"no", "none", "free", "[]", "0"}
	var told []string
	for _, f := range fields {
		if !slices.Contains(quiet, f.value) {
			told = append(told, f.name+" "+f.value)
		}
	}
	return strings.Join(told, "; ")
}
