package disk_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"ostlife/impl/disk"
)

// The environment of a process that writes to a file until it is killed.
const (
	writerFile = "OSTLIFE_DISK_FILE"
	writerKind = "OSTLIFE_DISK_WRITER"
)

// The kinds of writers. Only the first one keeps what a disk promises.
const (
	honest  = "honest"
	hasty   = "hasty"   // acknowledges before it commits
	halving = "halving" // commits a transaction in two parts, and acknowledges the first
)

// Bounds of a writer: it ends by itself before its transactions do.
const (
	writerTransactions = 400
	writerReopens      = 7 // transactions between two times that it opens the file
)

// TestMain is the writer's beginning, too: it is this binary, started with a file.
func TestMain(m *testing.M) {
	if path := os.Getenv(writerFile); path != "" {
		fmt.Fprintln(os.Stderr, writes(path, os.Getenv(writerKind)))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// written is what a writer writes: small records, and one that takes many pages and is
// another one with each transaction.
func written() work {
	w := draw(11, writerTransactions)
	for n := range w.list {
		value := bytes.Repeat([]byte{byte(n)}, 20_000)
		w.list[n].Changes = append(w.list[n].Changes, disk.Put("big", value))
		w.states[n+1]["big"] = string(value)
	}
	return w
}

// writes writes one transaction after another, each acknowledged by its number in a line,
// and closes and opens the file now and then. It goes on where the file ends.
func writes(path, kind string) error {
	w := written()
	for {
		b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
		if err != nil {
			return err
		}
		_, number, err := b.Load()
		if err != nil {
			return err
		}
		for range writerReopens {
			if number == writerTransactions {
				return errors.New("it was not killed")
			}
			number++
			if err := writeOne(b, w.list[number-1], kind); err != nil {
				return err
			}
		}
		if err := b.Close(); err != nil {
			return err
		}
	}
}

func writeOne(b *disk.Bolt, t disk.Transaction, kind string) error {
	if kind == halving {
		half := disk.Transaction{Number: t.Number, Changes: t.Changes[:1]}
		if err := b.Commit([]disk.Transaction{half}); err != nil {
			return err
		}
	}
	if kind != honest {
		fmt.Println(t.Number)
	}
	err := b.Commit([]disk.Transaction{t})
	if kind == honest {
		fmt.Println(t.Number)
	}
	return err
}

// kill starts a writer, kills it some time after so many acknowledgements, and gives the
// last one that came.
func kill(t *testing.T, path, kind string, after int, delay time.Duration) (acknowledged uint64) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), writerFile+"="+path, writerKind+"="+kind)
	var complaint bytes.Buffer
	c.Stderr = &complaint
	out, err := c.StdoutPipe()
	ok(t, err)
	ok(t, c.Start())
	lines := bufio.NewScanner(out)
	for came := 1; lines.Scan(); came++ {
		n, err := strconv.ParseUint(lines.Text(), 10, 64)
		ok(t, err)
		acknowledged = n
		if came == after {
			for begun := time.Now(); time.Since(begun) < delay; {
				continue // the point in its work at which it is killed, not a wait for anything
			}
			ok(t, c.Process.Kill())
		}
	}
	var ended *exec.ExitError
	if err := c.Wait(); !errors.As(err, &ended) || ended.ExitCode() >= 0 {
		t.Fatalf("the writer was to be killed, and ended with %v: %s", err, complaint.String())
	}
	return acknowledged
}

// killed kills writers at many points, and tells what a file was found to lack.
func killed(t *testing.T, kind string, kills int) string {
	path := filepath.Join(t.TempDir(), "disk")
	w := written()
	for n := range kills {
		acknowledged := kill(t, path, kind, 1+n%(writerReopens+1), time.Duration(n)*190*time.Microsecond)
		b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
		if err != nil {
			return fmt.Sprintf("kill %d: %v", n, err)
		}
		records, number, err := b.Load()
		ok(t, errors.Join(err, b.Close()))
		switch {
		case number < acknowledged:
			return fmt.Sprintf("kill %d: %d was acknowledged, and the file ends with %d", n, acknowledged, number)
		case !contentOf(records).is(w.states[number]):
			return fmt.Sprintf("kill %d: the file is not what %d transactions make", n, number)
		}
	}
	return ""
}

// TestBoltKilled kills a process in the midst of its commits, and of opening and closing
// the file: everything that it has acknowledged is there, and nothing half.
func TestBoltKilled(t *testing.T) {
	if wrong := killed(t, honest, 12); wrong != "" {
		t.Error(wrong)
	}
}

// TestBoltKilledSees has writers be killed that do not keep what a disk promises.
func TestBoltKilledSees(t *testing.T) {
	for _, kind := range []string{hasty, halving} {
		t.Run(kind, func(t *testing.T) {
			wrong := killed(t, kind, 20)
			if wrong == "" {
				t.Error("nobody was caught")
			}
			t.Log(wrong)
		})
	}
}
