package ablation

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Memory keeps findings in a file, so that a run which was broken off goes on from where
// it was, and one after which nothing changed has nothing to do.
type Memory struct {
	file  *os.File
	found map[string]Finding
}

// memorable is a line of the file.
type memorable struct {
	Name    string
	Finding Finding
}

// Remember opens the memory of what was built: a file in a folder, named by the digest of
// the binaries and of what they read. Where something else was built there is another.
func Remember(folder string, built ...string) (*Memory, error) {
	sum := sha256.New()
	for _, path := range built {
		if err := digest(sum, path); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, fmt.Sprintf("%.8x.jsonl", sum.Sum(nil)))
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	m := &Memory{file, map[string]Finding{}}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var line memorable
		// The last line of a run that was broken off may be half a line: it is judged again.
		if json.Unmarshal(lines.Bytes(), &line) == nil {
			m.found[line.Name] = line.Finding
		}
	}
	return m, nil
}

// digest adds a file, or each file of a folder, in the order of their names.
func digest(sum hash.Hash, path string) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(sum, file)
		return errors.Join(err, file.Close())
	})
}

// Recall gives what was found of a mutant.
func (m *Memory) Recall(name string) (Finding, bool) {
	f, ok := m.found[name]
	return f, ok
}

// Keep takes note of what was found of a mutant.
func (m *Memory) Keep(name string, f Finding) error {
	m.found[name] = f
	text, err := json.Marshal(memorable{name, f})
	if err != nil {
		return err
	}
	_, err = m.file.Write(append(append([]byte("\n"), text...), '\n'))
	return err
}

// Close closes the file.
func (m *Memory) Close() error { return m.file.Close() }
