package tlc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxLine bounds a line of a dot file: the longest are TLC's lists of the states
// of one level, some 21 bytes a state.
const maxLine = 1 << 28

// DotError says which line of a dot file is not what TLC writes, and why.
type DotError struct {
	Line int
	Err  error
}

// Error names the line and the reason.
func (e *DotError) Error() string { return fmt.Sprintf("dot file, line %d: %v", e.Line, e.Err) }

// Unwrap gives the reason.
func (e *DotError) Unwrap() error { return e.Err }

// frame is how the lines begin that say nothing of the graph.
var frame = []string{"strict digraph", "node [", "nodesep", "subgraph", "color", "label", "{rank", "}"}

// ReadDot reads the graph that TLC dumps with "-dump dot,actionlabels". It reads a
// stream once, so that the file, some kilobytes a state, need not be kept. An
// action's label is its name up to the arguments, which some versions of TLC print.
// The error is a *DotError; a file without its end, or without a state, is refused.
func ReadDot(r io.Reader) (*Graph, error) {
	g := new(Graph)
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<20), maxLine)
	number, last := 0, ""
	for lines.Scan() {
		number++
		line := bytes.TrimRight(lines.Bytes(), "\r")
		if err := g.readLine(line); err != nil {
			return nil, &DotError{number, err}
		}
		last = string(line[:min(len(line), 2)])
	}
	switch {
	case lines.Err() != nil:
		return nil, &DotError{number + 1, lines.Err()}
	case last != "}" || len(g.states) == 0:
		return nil, &DotError{number, errors.New("the file ends too early")}
	}
	return g, nil
}

// readLine takes one line: a state (12 [label="..."...]), an edge
// (12 -> -7 [label="..."...]), or a line of the frame.
func (g *Graph) readLine(line []byte) error {
	if len(line) == 0 || line[0] != '-' && (line[0] < '0' || line[0] > '9') {
		return checkFrame(line)
	}
	head, rest, found := bytes.Cut(line, []byte(` [label="`))
	if !found {
		return errors.New("a number, but no label behind it")
	}
	label, err := unquote(rest)
	if err != nil {
		return err
	}
	from, to, isEdge := strings.Cut(string(head), " -> ")
	a, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return fmt.Errorf("the number of a state: %w", err)
	}
	if !isEdge {
		text, err := Canonical(label)
		if err != nil {
			return err
		}
		return g.AddState(a, text)
	}
	b, err := strconv.ParseInt(to, 10, 64)
	if err != nil {
		return fmt.Errorf("the number of a state: %w", err)
	}
	name, _, _ := strings.Cut(string(label), "(")
	g.AddEdge(a, name, b)
	return nil
}

func checkFrame(line []byte) error {
	if len(line) == 0 {
		return nil
	}
	for _, start := range frame {
		if bytes.HasPrefix(line, []byte(start)) {
			return nil
		}
	}
	return fmt.Errorf("neither a state nor an edge: %.40q", line)
}

// unquote gives the text up to the closing quote, with \n, \" and \\ resolved.
func unquote(quoted []byte) ([]byte, error) {
	text := make([]byte, 0, len(quoted))
	for i := 0; i < len(quoted); i++ {
		c := quoted[i]
		switch {
		case c == '"':
			return text, nil
		case c == '\\' && i+1 < len(quoted):
			i++
			if c = quoted[i]; c == 'n' {
				c = '\n'
			}
		}
		text = append(text, c)
	}
	return nil, errors.New("the label has no end")
}
