package tlc

import (
	"strings"
	"testing"
)

const output = `Computing initial states...
Model checking completed. No error has been found.
  Estimates of the probability ...
1,234 states generated, 2 distinct states found, 0 states left on queue.
The depth of the complete state graph search is 7.
`

func TestCounted(t *testing.T) {
	g, err := ReadDot(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, from, to, want string }{
		{"right", "1,234", "4", ""},
		{"stopped", "Model checking completed.", "Error:", "did not say that it had completed"},
		{"queue not empty", "0 states left", "3 states left", "did not say that it had completed"},
		{"no depth", "The depth", "Depth", "did not say that it had completed"},
		{"other distinct states", "2 distinct", "3 distinct", "found 3 distinct states and dumped 2"},
		{"other transitions", "", "", "generated 1234 states and dumped 3 transitions"},
		{"no number", "1,234", strings.Repeat("9", 30), "generated -1 states"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Counted("c", g, strings.Replace(output, row.from, row.to, 1))
			switch {
			case row.want == "":
				if err != nil || got.Config != "c" || got.Generated != 4 || got.Depth != 7 || got.States != 2 {
					t.Errorf("got %+v, %v", got, err)
				}
			case err == nil || !strings.Contains(err.Error(), row.want):
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}
