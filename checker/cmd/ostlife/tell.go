package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ostlife/checker/report"
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// document is what --json prints.
type document struct {
	Command string          `json:"command"`
	Verdict report.Verdict  `json:"verdict"`
	Exit    int             `json:"exit"`
	Folder  string          `json:"folder,omitempty"`
	Reports []report.Report `json:"reports"`
}

// teller tells the reports of a command and keeps the worst verdict.
type teller struct {
	streams streams
	out     *sticky
	json    bool
	verdict report.Verdict
	reports []report.Report
}

func newTeller(s streams) *teller { return &teller{streams: s, out: &sticky{to: s.out}} }

// flag gives a command the flag --json.
func (t *teller) flag(c *cobra.Command) {
	c.Flags().BoolVar(&t.json, "json", false, "print one JSON document in place of text")
}

// tell takes a report in, and prints it unless the document will.
func (t *teller) tell(r report.Report) {
	t.verdict = max(t.verdict, r.Verdict)
	if t.json {
		t.reports = append(t.reports, r)
		return
	}
	io.WriteString(t.out, r.Text(t.width()))
}

// document puts together what was told.
func (t *teller) document(command, folder string) document {
	return document{command, t.verdict, t.verdict.ExitCode(), folder, t.reports}
}

// write prints a value as JSON.
func (t *teller) write(value any) error {
	text, err := encode(value)
	if err == nil {
		t.out.Write(text)
	}
	return err
}

// encode gives a value as indented JSON with a newline.
func encode(value any) ([]byte, error) {
	text, err := json.MarshalIndent(value, "", "  ")
	return append(text, '\n'), err
}

// width is that of the terminal, or the one that every file and pipe gets.
func (t *teller) width() int {
	if f, ok := t.streams.out.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return report.Width
}

// sticky keeps the first error of writing.
type sticky struct {
	to  io.Writer
	err error
}

// Write writes until writing fails once.
func (s *sticky) Write(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(b)
	s.err = err
	return n, err
}

// program is how this program is called from where it was called: by the name it has,
// or through go run, which has no name that stays.
func program() string {
	if ranByGo(os.Args[0]) {
		return "go run ostlife/checker/cmd/ostlife"
	}
	return quoted(os.Args[0])
}

// cached is the folder of go's build cache, whatever that is called, in which go run
// keeps a program.
var cached = regexp.MustCompile(`^[0-9a-f]{64}-d$`)

// ranByGo reports that a program of that path is one that go run built.
func ranByGo(path string) bool {
	return strings.Contains(filepath.ToSlash(path), "/go-build") || cached.MatchString(filepath.Base(filepath.Dir(path)))
}

// quoted protects a word from the shell.
func quoted(word string) string {
	plain := func(r rune) bool {
		return strings.ContainsRune("-_./=,:@%+", r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	if word != "" && strings.TrimFunc(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
