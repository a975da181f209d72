package records

import (
	"fmt"
	"strings"
	"testing"
)

// sample makes a text of a wording: each variable is a word, a number, or some words.
func sample(text string) (out string, vars int) {
	var b strings.Builder
	for len(text) > 0 {
		switch text[0] {
		case '|':
			text = text[1:]
		case '{':
			name, rest, _ := strings.Cut(text[1:], "}")
			vars++
			switch {
			case strings.HasPrefix(name, "#"):
				fmt.Fprintf(&b, "-%d", vars)
			case strings.HasPrefix(name, "*"):
				fmt.Fprintf(&b, "some words %d", vars)
			default:
				fmt.Fprintf(&b, "word%d", vars)
			}
			text = rest
		default:
			literal := upTo(text)
			b.WriteString(literal)
			text = text[len(literal):]
		}
	}
	return b.String(), vars
}

// TestWordings shows that each wording is found by the text that it makes, from the debug log
// and the console alike, that none hides another, and that no text of one is read once its
// first words are gone.
func TestWordings(t *testing.T) {
	for _, table := range [][]wording{importWordings, layerWordings, serverWordings} {
		for _, w := range table {
			t.Run(string(w.what)+" "+w.text, func(t *testing.T) {
				text, _ := sample(w.text)
				var v values
				c, got, alike := messages.find([]byte(text), true, &v)
				if c == nil || c.what != w.what || got < fitOpen || alike {
					t.Fatalf("%q is read as %+v, fit %d", text, c, got)
				}
				if c.text != w.text && len(upTo(c.text)) >= len(upTo(w.text)) && c.since == w.since {
					t.Errorf("%q is taken by %q", text, c.text)
				}
				m := newMessage(c, got, alike, &v, []byte(text))
				if m.Cut || m.Text != text {
					t.Errorf("got %+v", m)
				}
				if c, got, _ := messages.find([]byte(text[:keyLength]), true, &v); got > fitCut {
					t.Errorf("%q is read as %+v", text[:keyLength], c)
				}
			})
		}
	}
}

// TestWordingsEverywhere reads each wording as a line of each log.
func TestWordingsEverywhere(t *testing.T) {
	for _, table := range [][]wording{importWordings, layerWordings, serverWordings} {
		for _, w := range table {
			text, _ := sample(w.text)
			for _, prefix := range []string{head2, head16, "[1.5] Lustre: ", "LustreError: 167-0: ", "LustreError: 99:0:(a.c:1:f()) "} {
				if strings.HasPrefix(prefix, "0000") && len(messages.late) > 0 && messages.isLate(w.text) {
					continue // the debug log is too long to look for these
				}
				all, _ := readAll(t, prefix+text+"\n")
				if len(all) != 1 {
					t.Errorf("%q gives %d records", prefix+text, len(all))
					continue
				}
				if m, ok := all[0].(*Message); !ok || m.What != w.what {
					t.Errorf("%q gives %s", prefix+text, tell(all[0]))
				}
			}
		}
	}
}

func (x *index) isLate(text string) bool {
	for _, c := range x.late {
		if c.text == text {
			return true
		}
	}
	return false
}

func TestPattern(t *testing.T) {
	for _, row := range []struct {
		name, pattern, text string
		want                fit
		values              string
	}{
		{"whole", "{device}: lost {#n};|{*} will fail", "a: lost -7; it will fail now", fitWhole, "device=a n=-7"},
		{"open", "waits {#seconds}", "waits 12", fitOpen, "seconds=12"},
		{"closed", "waits {#seconds}", "waits 12 seconds", fitWhole, "seconds=12"},
		{"cut", "{device}: lost {#n};|{*} will fail", "a: lost -7; it will", fitCut, "device=a n=-7"},
		{"goes on in another way", "{device}: lost {#n};| and fails", "a: lost -7; or not", fitCut, "device=a n=-7"},
		{"short in a literal", "{device}: lost {#n}", "a: lo", fitShort, ""},
		{"short in a word", "{device}: lost {#n}", "abc", fitShort, ""},
		{"short in a number", "lost {#n};", "lost 7", fitShort, ""},
		{"no number", "lost {#n};", "lost x;", fitNone, ""},
		{"a word with a blank", "{device}: lost", "a b: lost", fitNone, ""},
		{"another literal", "{device}: lost", "a: found", fitNone, ""},
		{"a point at the end", "using nid {nid}", "using nid 10.9.8.7@tcp.", fitWhole, "nid=10.9.8.7@tcp"},
		{"any text at the end", "marker: {*text}", "marker: a b c", fitWhole, "text=a b c"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := compile(row.pattern)
			var v values
			got := p.match([]byte(row.text), &v)
			var values []string
			for i := range v.n {
				values = append(values, v.names[i]+"="+string(v.values[i]))
			}
			if told := strings.Join(values, " "); got != row.want || got >= fitCut && told != row.values {
				t.Errorf("got %d %q, want %d %q", got, told, row.want, row.values)
			}
		})
	}
}
