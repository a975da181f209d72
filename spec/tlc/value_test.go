package tlc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func ExampleCanonical() {
	text, err := Canonical([]byte("/\\ slot = [ state |-> \"FULL\",\n  handle |-> 1 ]\n/\\ log = << >>"))
	fmt.Println(string(text), err)
	// Output: [log|-><<>>,slot|->[handle|->1,state|->"FULL"]] <nil>
}

func TestCanonical(t *testing.T) {
	for _, row := range []struct{ name, value, want string }{
		{"number", "-12", "-12"},
		{"boolean", "TRUE", "TRUE"},
		{"model value", "None", "None"},
		{"string with a space", `"connect  request"`, `"connect  request"`},
		{"string like a value", `"<<1, 2>> |-> x"`, `"<<1, 2>> |-> x"`},
		{"tuples", "<< <<1,\n 2>>, << >> >>", "<<<<1,2>>,<<>>>>"},
		{"set in any order", "{3, 1, 2}", "{1,2,3}"},
		{"empty set", "{}", "{}"},
		{"record in any order", "[ b |-> [d |-> 1, c |-> 2], a |-> {} ]", "[a|->{},b|->[c|->2,d|->1]]"},
		{"function over 1 .. n", "(2 :> TRUE @@ 1 :> FALSE)", "<<FALSE,TRUE>>"},
		{"other function", `("y" :> 1 @@ "x" :> 2)`, `("x":>2@@"y":>1)`},
		{"function over 2 .. 3", "(3 :> 1 @@ 2 :> 1)", "(2:>1@@3:>1)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Canonical([]byte(`/\ v = ` + row.value))
			if want := "[v|->" + row.want + "]"; string(got) != want || err != nil {
				t.Errorf("got %s, %v; want %s", got, err, want)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, row := range []struct {
		name, state, want string
		offset            int
	}{
		{"nothing", " \n", "a variable", 0},
		{"no conjunction", "v = 1", `"/\\"`, 0},
		{"no name", `/\ = 1`, "a name", 3},
		{"no value", `/\ v = `, "a name", 7},
		{"no sign", `/\ v 1`, `"="`, 5},
		{"tuple without end", `/\ v = <<1, 2`, `">>"`, 13},
		{"comma too many", `/\ v = <<1, >>`, "a name", 12},
		{"set ended as a tuple", `/\ v = {1>>`, `"}"`, 9},
		{"record without an arrow", `/\ v = [a 1]`, `"|->"`, 10},
		{"record without end", `/\ v = [a |-> 1)`, `"]"`, 15},
		{"function without end", `/\ v = (1 :> 2`, `")"`, 14},
		{"function without a sign", `/\ v = (1 2)`, `":>"`, 10},
		{"string without end", `/\ v = "FULL`, "the end of the string", 8},
		{"string with a backslash", `/\ v = "a\b"`, "the end of the string", 8},
		{"something behind", `/\ v = 1 2`, `"/\\"`, 9},
		{"too deep", `/\ v = ` + strings.Repeat("<<", maxDepth+2), "at most 32 levels", 7 + 2*maxDepth},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Canonical([]byte(row.state))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(syntax.Want, row.want) || syntax.Offset != row.offset {
				t.Errorf("got %v; want byte %d: %s", err, row.offset, row.want)
			}
		})
	}
}

// FuzzCanonical: whatever is read does not crash, and what is canonical stays as it is.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"1", "<<1, {2}>>", "[a |-> None]", "(1 :> 2 @@ 3 :> 4)", `"x"`, "<<", "(("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		once, err := Canonical([]byte(`/\ v = ` + value))
		if err != nil {
			return
		}
		twice, err := Canonical([]byte(`/\ w = ` + string(once)))
		if want := "[w|->" + string(once) + "]"; string(twice) != want || err != nil {
			t.Errorf("%s became %s, %v", once, twice, err)
		}
	})
}
