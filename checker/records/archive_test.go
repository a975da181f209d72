package records

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archived puts files into a tar archive.
func archived(t *testing.T, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f[0], Size: int64(len(f[1])), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped packs a text.
func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArchive reads what a node's logs were gathered in, and says of what it cannot read why.
func TestArchive(t *testing.T) {
	whole := archived(t, [2]string{"mds1/dmesg", lostText + "\n"}, [2]string{"mds1/osc/demo-OST0002-osc-MDT0000/active", "0\n"},
		[2]string{"mds1/old.gz", zipped(t, lostText+"\n")})
	inside := whole
	for range maxArchives {
		inside = archived(t, [2]string{"again.tar", inside})
	}
	for _, row := range []struct {
		name, text string
		files      int
		records    int
		err        string
	}{
		{"plain", whole, 3, 3, ""},
		{"packed", zipped(t, whole), 3, 3, ""},
		{"one inside of another", archived(t, [2]string{"in.tar", whole}), 3, 3, ""},
		{"too deep", inside, 1, 0, ErrTooDeep.Error()},
		{"cut", whole[:1200], 2, 1, "unexpected EOF"},
		{"nothing in it", strings.Repeat("x", 257) + "ustar" + strings.Repeat("x", 300), 1, 0, "invalid tar header"},
		{"xz", "\xfd7zXZ\x00", 1, 0, ErrXZ.Error()},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sos")
			if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
			records := 0
			sum, err := new(Reader).Read(context.Background(), []string{path}, nil, func(r Record) error {
				records++
				return nil
			})
			var errs []error
			for _, f := range sum.Files {
				errs = append(errs, f.Err)
			}
			joined := errors.Join(errs...)
			if err != nil || len(sum.Files) != row.files || records != row.records || (joined == nil) != (row.err == "") ||
				joined != nil && !strings.Contains(joined.Error(), row.err) {
				t.Errorf("%d files, %d records, %v %v", len(sum.Files), records, joined, err)
			}
			if row.err == "" && !strings.HasSuffix(sum.Files[0].Name, "mds1/dmesg") {
				t.Errorf("a file is named %s", sum.Files[0].Name)
			}
		})
	}
}
