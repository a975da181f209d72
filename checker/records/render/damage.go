package render

import (
	"strings"
)

// Damage is something that happens to a log on its way to a reader.
type Damage struct {
	Name string
	Logs bool // it is done to logs alone: a parameter file with lines taken out of its middle is another file
	Do   func(pick Pick, text string) string
}

// Damages lists every kind of damage.
var Damages = []Damage{
	{"whole", false, func(_ Pick, text string) string { return text }},
	{"the beginning is cut off", false, func(pick Pick, text string) string { return text[pick(len(text)+1):] }},
	{"the end is cut off", false, func(pick Pick, text string) string { return text[:pick(len(text)+1)] }},
	{"quoted", false, func(_ Pick, text string) string {
		return eachLine(text, func(l string) []string { return []string{"> " + l} })
	}},
	{"with carriage returns", false, func(_ Pick, text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }},
	{"with prose between", false, prose},
	{"twice", false, func(_ Pick, text string) string { return text + text }},
	{"lines are lost", true, func(pick Pick, text string) string {
		return eachLine(text, func(l string) []string { return times(l, min(1, pick(4))) })
	}},
	{"lines are doubled", true, func(pick Pick, text string) string {
		return eachLine(text, func(l string) []string { return times(l, 1+pick(2)) })
	}},
	{"neighbours are swapped", true, swapped},
	{"wrapped", true, func(pick Pick, text string) string {
		width := 60 + pick(80)
		return eachLine(text, func(l string) []string {
			var parts []string
			for len(l) > width {
				parts, l = append(parts, l[:width]), l[width:]
			}
			return append(parts, l)
		})
	}},
	{"some bytes are wrong", true, func(pick Pick, text string) string {
		b := []byte(text)
		for range 1 + pick(8) {
			if len(b) > 0 {
				b[pick(len(b))] = byte(pick(256))
			}
		}
		return string(b)
	}},
}

// eachLine puts lines in the place of each line.
func eachLine(text string, do func(string) []string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		for _, l := range do(strings.TrimSuffix(line, "\n")) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

func times(line string, n int) []string {
	var list []string
	for range n {
		list = append(list, line)
	}
	return list
}

// swapped exchanges neighbours here and there.
func swapped(pick Pick, text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i := 1; i < len(lines)-1; i++ {
		if pick(3) == 0 {
			lines[i-1], lines[i] = lines[i], lines[i-1]
		}
	}
	return strings.Join(lines, "")
}

// prose puts what people write before and behind.
func prose(_ Pick, text string) string {
	return "Hello, this is what we see since the switch was changed:\n\n" + text + "\nAny idea? Is it FULL or not?\n"
}
