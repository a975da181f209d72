package records

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// packed packs a text, if the way has a name.
func packed(t *testing.T, way, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch way {
	case "gzip":
		z := gzip.NewWriter(&b)
		_, err = z.Write([]byte(text))
		err = errors.Join(err, z.Close())
	case "zstd":
		z, _ := zstd.NewWriter(&b)
		_, err = z.Write([]byte(text))
		err = errors.Join(err, z.Close())
	default:
		b.WriteString(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, content, 0o644)); err != nil {
		t.Fatal(err)
	}
}

// TestReadFolder reads a folder of packed and plain files in the order of their names, and
// what is beside it.
func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	line := head2 + change + "\n"
	write(t, filepath.Join(dir, "b"), packed(t, "zstd", line+line))
	write(t, filepath.Join(dir, "a", "x.txt"), packed(t, "gzip", line))
	write(t, filepath.Join(dir, "c.gz"), packed(t, "", line)) // the name does not decide
	write(t, filepath.Join(dir, "empty"), nil)
	var read []string
	var told int64
	r := &Reader{Progress: func(read, total int64) { told = read }}
	sum, err := r.Read(context.Background(), []string{dir, "-"}, strings.NewReader(line), func(r Record) error {
		read = append(read, strings.TrimPrefix(r.From().First.String(), dir+string(filepath.Separator)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(read, " "); got != "a/x.txt:1 b:1 b:2 c.gz:1 -:1" {
		t.Errorf("got %s", got)
	}
	if len(sum.Files) != 5 || sum.Files[0].Packed != "gzip" || sum.Files[1].Packed != "zstd" || sum.Files[2].Packed != "" {
		t.Errorf("got %+v", sum.Files)
	}
	if all := sum.All(); all.Told != 5 || all.Records != 5 || !sum.Recognised() || told == 0 {
		t.Errorf("got %+v, %d bytes told", all, told)
	}
}

// TestReadErrors has files that cannot be read, or not to their end: the rest is read.
func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	cut := packed(t, "gzip", strings.Repeat(head2+change+"\n", 1000))
	write(t, filepath.Join(dir, "cut"), cut[:len(cut)/2])
	write(t, filepath.Join(dir, "bad"), []byte("\x1f\x8b not packed"))
	write(t, filepath.Join(dir, "bad.zst"), []byte("\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff"))
	write(t, filepath.Join(dir, "good"), []byte(head2+change+"\n"))
	sum, err := new(Reader).Read(context.Background(), []string{filepath.Join(dir, "none"), dir, "-"}, nil,
		func(Record) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, true, true, true, false, true} {
		if got := sum.Files[i].Err != nil; got != want {
			t.Errorf("%s: %v", sum.Files[i].Name, sum.Files[i].Err)
		}
	}
	if !errors.Is(sum.Files[0].Err, fs.ErrNotExist) {
		t.Errorf("got %v", sum.Files[0].Err)
	}
	if sum.Files[4].Kinds[KindDebug].Told != 1 || sum.Files[3].Kinds[KindDebug].Told == 0 {
		t.Errorf("got %+v", sum.Files)
	}
}

func TestTooManyFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), nil)
	write(t, filepath.Join(dir, "b"), nil)
	if all, err := inputs([]string{dir}, 2); err != nil || len(all) != 2 {
		t.Errorf("%v %v", all, err)
	}
	if _, err := inputs([]string{dir}, 1); !errors.Is(err, ErrTooManyFiles) {
		t.Errorf("got %v", err)
	}
}

func TestReadStops(t *testing.T) {
	line := head2 + change + "\n"
	enough := errors.New("enough")
	calls := 0
	_, err := new(Reader).Read(context.Background(), []string{"-"}, strings.NewReader(strings.Repeat(line, 9)), func(Record) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	long := strings.Repeat(entered, 4*readBuffer/len(entered))
	sum, err := new(Reader).Read(ctx, []string{"-"}, strings.NewReader(line+long), func(Record) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || sum.Files[0].Lines > readBuffer/int64(len(entered)) {
		t.Errorf("%v behind %d lines", err, sum.Files[0].Lines)
	}
}

// TestUnread is given what is not understood, with its place.
func TestUnread(t *testing.T) {
	var shown []string
	r := &Reader{Unread: func(at Place, line []byte) { shown = append(shown, at.String()+" "+string(line)) }}
	text := entered + "prose\n\n[1.5] Lustre: who knows\n" + head2 + "zz" + change + "\n"
	if _, err := r.Read(context.Background(), []string{"-"}, strings.NewReader(text), func(Record) error { return nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{"-:2 prose", "-:4 [1.5] Lustre: who knows", "-:5 " + head2 + "zz" + change}
	if got := strings.Join(shown, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s", got)
	}
}

// TestAnyPieces reads one text in pieces of every size: where a read ends changes nothing.
func TestAnyPieces(t *testing.T) {
	text := head2 + change + "\n" + lostText + "\n" + importOfNow + strings.Repeat("x", MaxLine+9) + "\n" + entered
	want := ""
	for _, size := range []int{1 << 20, 4096, 997, 61, 1} {
		var got strings.Builder
		sum, err := new(Reader).Read(context.Background(), []string{"-"}, &slow{text, size}, func(r Record) error {
			got.WriteString(tell(r) + "\n")
			return nil
		})
		if err != nil || sum.Files[0].Bytes != int64(len(text)) || sum.Files[0].Long != 1 {
			t.Fatalf("%v %+v", err, sum)
		}
		if want == "" {
			want = got.String()
		}
		if got.String() != want {
			t.Errorf("in pieces of %d:\n%s\nwant\n%s", size, got.String(), want)
		}
	}
	if strings.Count(want, "\n") != 4 {
		t.Errorf("got\n%s", want)
	}
}

// slow gives at most size bytes at a time.
type slow struct {
	text string
	size int
}

func (s *slow) Read(p []byte) (int, error) {
	n := copy(p[:min(len(p), s.size)], s.text)
	s.text = s.text[n:]
	if n == 0 {
		return 0, errEnd
	}
	return n, nil
}
