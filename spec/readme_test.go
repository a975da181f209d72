package spec_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testCommand is the one command of the README that is not run here: it runs this test.
const testCommand = "go test ./..."

// block is the commands of one sh block of the README and the text block after it.
type block struct {
	commands []string
	output   string // empty if the README shows none
}

// blocks reads them.
func blocks(page string) []block {
	var list []block
	fence, text := "", ""
	for _, line := range strings.SplitAfter(page, "\n") {
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence, text = strings.TrimSpace(line[3:]), ""
		case strings.HasPrefix(line, "```"):
			if fence == "sh" {
				list = append(list, block{commands: strings.Split(strings.TrimSpace(text), "\n")})
			} else if len(list) > 0 {
				list[len(list)-1].output = text
			}
			fence = ""
		case fence != "":
			text += line
		}
	}
	return list
}

// TestReadme runs every command of the README in a fresh copy of the project, and
// compares what it prints with what the README shows. With -update it writes what
// they print into the README.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := copyProject(t)
	text, ran := string(page), 0
	for _, b := range blocks(text) {
		for _, command := range b.commands {
			if command == testCommand {
				continue
			}
			ran++
			got := shell(t, root, command)
			if b.output == "" || got == b.output {
				continue
			}
			if *update {
				text = strings.Replace(text, b.output, got, 1)
			} else {
				t.Errorf("%s prints\n%s\nthe README shows\n%s", command, got, b.output)
			}
		}
	}
	if ran < 5 {
		t.Errorf("only %d commands were run", ran)
	}
	if *update {
		if err := os.WriteFile("../README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shell runs a command as the README's reader would and gives what it prints.
func shell(t *testing.T, dir, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "bash", "-c", command)
	var errors bytes.Buffer
	c.Dir, c.Stderr = dir, &errors
	out, err := c.Output()
	if err != nil {
		t.Errorf("%s: %v\n%s", command, err, errors.Bytes())
	}
	return string(out)
}

// copyProject copies the project without what is hidden, as a clone would have it.
func copyProject(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "model", "impl", "checker", "spec"} {
		if out, err := exec.Command("cp", "-R", filepath.Join("..", name), to).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return to
}

// TestReadmeTestCommand keeps the line that .ci/run looks for.
func TestReadmeTestCommand(t *testing.T) {
	file, err := os.Open("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if lines.Text() == testCommand {
			return
		}
	}
	t.Errorf("the README does not name %q on a line of its own", testCommand)
}

// TestBlocks shows that the reading of blocks is right, so that a command that prints
// something else is seen.
func TestBlocks(t *testing.T) {
	got := blocks("a\n```sh\nx\ny\n```\n\n```text\nout\n```\n```sh\nz\n```\n")
	if len(got) != 2 || len(got[0].commands) != 2 || got[0].output != "out\n" || got[1].output != "" || got[1].commands[0] != "z" {
		t.Errorf("%+v", got)
	}
}
