package tlc

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// Row is what is known of the graph of one configuration: one line of
// spec/counts.json.
type Row struct {
	Config  string `json:"config"`            // as in MC-<config>.cfg
	Command string `json:"command,omitempty"` // what wrote the row
	Sum
	Generated int `json:"generated"` // initial states and transitions, one as often as it is taken
	Depth     int `json:"depth"`     // levels, the initial states being the first

	// DiffersFrom names the configuration whose graph this one must not have, as a
	// guard is wrong on purpose; empty if nothing is wrong.
	DiffersFrom string `json:"differsFrom,omitempty"`
}

// Differences lists in words where two graphs are not the same; none if they are.
func (r Row) Differences(other Row) []string {
	var list []string
	compare := func(what string, a, b any) {
		if a != b {
			list = append(list, fmt.Sprintf("%s: %v and %v", what, a, b))
		}
	}
	compare("distinct states", r.States, other.States)
	compare("generated states", r.Generated, other.Generated)
	compare("depth", r.Depth, other.Depth)
	compare("digest of the states", r.StateDigest, other.StateDigest)
	compare("labelled edges", r.Edges, other.Edges)
	compare("digest of the edges", r.EdgeDigest, other.EdgeDigest)
	return list
}

// ReadManifest reads the rows of a manifest, sorted by configuration. Unknown
// fields, no rows at all, and a configuration that comes twice are errors.
func ReadManifest(path string) ([]Row, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []Row
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no configurations", path)
	}
	for i := 1; i < len(rows); i++ {
		if rows[i-1].Config >= rows[i].Config {
			return nil, fmt.Errorf("%s: %s does not come after %s", path, rows[i].Config, rows[i-1].Config)
		}
	}
	return rows, nil
}

// WriteRow puts a row into the manifest, in the place of an older one of the same
// configuration. A manifest that is not there is begun.
func WriteRow(path string, row Row) error {
	rows, err := ReadManifest(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.Config == row.Config })
	rows = append(rows, row)
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Config, b.Config) })
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(rows); err != nil {
		return err
	}
	return os.WriteFile(path, text.Bytes(), 0o644)
}
