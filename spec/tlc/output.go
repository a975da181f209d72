package tlc

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// completed is what TLC says at the end of a run that saw every state and found
// nothing wrong.
const completed = "Model checking completed. No error has been found."

var (
	foundLine = regexp.MustCompile(`(?m)^([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left on queue\.`)
	depthLine = regexp.MustCompile(`(?m)^The depth of the complete state graph search is (\d+)\.`)
)

// Counted gives the row of the graph that TLC dumped in a run with this output. The
// output is TLC's; a run that was not completed, and counts that are not the
// graph's, are errors.
func Counted(config string, g *Graph, output string) (Row, error) {
	found, depth := foundLine.FindStringSubmatch(output), depthLine.FindStringSubmatch(output)
	if !strings.Contains(output, completed) || found == nil || depth == nil {
		return Row{}, fmt.Errorf("%s: TLC did not say that it had completed", config)
	}
	sum, err := g.Sum()
	if err != nil {
		return Row{}, fmt.Errorf("%s: %w", config, err)
	}
	row := Row{Config: config, Sum: sum, Generated: number(found[1]), Depth: number(depth[1])}
	const initial = 1 // the design has one initial state
	switch {
	case number(found[2]) != sum.States:
		return Row{}, fmt.Errorf("%s: TLC found %s distinct states and dumped %d", config, found[2], sum.States)
	case row.Generated != initial+g.Transitions():
		return Row{}, fmt.Errorf("%s: TLC generated %d states and dumped %d transitions", config, row.Generated, g.Transitions())
	}
	return row, nil
}

// number reads digits, with or without commas between thousands; the patterns let
// nothing else through but numbers too large to be counts, and those are no count.
func number(digits string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(digits, ",", ""))
	if err != nil {
		return -1
	}
	return n
}
