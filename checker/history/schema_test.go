package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestSchemaTakesWhatIsWritten: each line that the writer makes is exactly one of the
// lines that schema.json describes.
func TestSchemaTakesWhatIsWritten(t *testing.T) {
	s := readSchema(t, "schema.json")
	rapid.Check(t, func(t *rapid.T) {
		var file bytes.Buffer
		if err := drawHistory(t).Write(&file); err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(file.Bytes()) {
			if err := s.check(line); err != nil {
				t.Fatalf("%v\n%s", err, line)
			}
		}
	})
}

// TestSchemaRefuses: the edits that make a line malformed by itself make it none of
// the schema's lines, and no other edits do.
func TestSchemaRefuses(t *testing.T) {
	refuses(t, "every-kind.jsonl", edits)
	refuses(t, "every-kind-of-data.jsonl", dataEdits)
	refuses(t, "every-kind-of-objects.jsonl", objectEdits)
}

func refuses(t *testing.T, file string, edits []edit) {
	t.Helper()
	s := readSchema(t, "schema.json")
	lines := bytes.SplitAfter(content(t, "testdata/ok/"+file), []byte("\n"))
	// The schema knows each line by itself, and not the kind of what returns, so that an
	// answer may be that of another kind; names that are there twice, depth, the number of
	// names and lists in text are beyond it.
	others := regexp.MustCompile(`rise|calls|open operation|counted`)
	beyond := regexp.MustCompile(`never refused|never fails|empty log|field .* there twice|more than 256 names|deeper|"9999-|"0000-|no list of|` +
		`ok of (connect|add|write|pool-list|last-id|ea-size): field .* is missing|ok of read: field "instance"|ok of (read|write): field "value"|ok of sync: field`)
	for _, edit := range edits {
		line := bytes.Replace(lines[edit.line-1], []byte(edit.old), []byte(edit.new), 1)
		err := s.check(line)
		switch {
		case beyond.MatchString(edit.want):
		case others.MatchString(edit.want) && err != nil:
			t.Errorf("%s: refused: %v", edit.name, err)
		case !others.MatchString(edit.want) && err == nil:
			t.Errorf("%s: taken, but %s", edit.name, edit.want)
		}
	}
}

// TestSchemaNames: schema.json and the package's comment name the fields that the
// code knows, in its order.
func TestSchemaNames(t *testing.T) {
	var header, records []string
	for _, f := range headerFields {
		header = append(header, f.name)
	}
	for _, f := range fields {
		records = append(records, f.name)
	}
	source := string(content(t, "doc.go"))
	for _, row := range []struct {
		title string
		want  []string
	}{{"fields of the header", header}, {"fields of the records", records}} {
		_, table, _ := strings.Cut(source, row.title+", in their order:\n//\n")
		table, _, _ = strings.Cut(table, "//\n")
		var got []string
		for line := range strings.Lines(table) {
			got = append(got, strings.Fields(line)[1])
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("the comment's %s are\n%q, want\n%q", row.title, got, row.want)
		}
	}
	got := map[string]bool{}
	for i, shape := range readSchema(t, "schema.json").root.OneOf {
		names := propertyNames(t, shape)
		order := records
		if i < 2 {
			order = header
		}
		if !slices.IsSortedFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) {
			t.Errorf("%s: %q is not in the order of the line", shape.Title, names)
		}
		for _, name := range names {
			got[name] = true
		}
	}
	want := map[string]bool{}
	for _, name := range slices.Concat(header, records) {
		want[name] = true
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the schema's fields are\n%v, want\n%v", got, want)
	}
}

// TestSchemaShapes: for each kind and outcome, the schema has one line with just the
// fields of the code.
func TestSchemaShapes(t *testing.T) {
	shapesOf := map[string]bool{}
	for _, shape := range readSchema(t, "schema.json").root.OneOf[2:] {
		shapesOf[strings.Join(propertyNames(t, shape), " ")] = true
	}
	used := map[string]bool{}
	check := func(set fieldSet, what string) {
		var names []string
		for f := range fieldCount {
			if set.has(f) {
				names = append(names, fields[f].name)
			}
		}
		line := strings.Join(names, " ")
		used[line] = true
		if !shapesOf[line] {
			t.Errorf("%s: no line of the schema has %s", what, line)
		}
	}
	for _, kind := range Kinds() {
		s := shapeOf(kind)
		check(callFields|s.asks, "call of "+string(kind))
		for _, outcome := range []Outcome{OK, Fail, Info} {
			check(s.fields(outcome), fmt.Sprintf("%s of %s", outcome, kind))
		}
	}
	check(faultFields, "fault")
	check(endFields, "end")
	if !reflect.DeepEqual(used, shapesOf) {
		t.Errorf("the schema has\n%v\nused are\n%v", shapesOf, used)
	}
}

// schema is as much of JSON Schema as schema.json uses.
type schema struct {
	Schema string `json:"$schema"`
	Title  string
	Defs   map[string]*schema `json:"$defs"`
	OneOf  []*schema
	Ref    string `json:"$ref"`

	Type                 string
	Const                any
	Enum                 []any
	Minimum, Maximum     *json.Number
	MinLength, MaxLength *int
	Format               string
	Items                *schema
	UniqueItems          bool
	Properties           json.RawMessage
	PropertyNames        *schema
	AdditionalProperties json.RawMessage
	Required             []string
}

// schemaFile is a schema with the definitions it refers to.
type schemaFile struct{ root *schema }

func readSchema(t testing.TB, file string) schemaFile {
	t.Helper()
	root := &schema{}
	if err := decodeStrictly(content(t, file), root); err != nil {
		t.Fatal(err)
	}
	return schemaFile{root}
}

// decodeStrictly refuses words of JSON Schema that the check does not know.
func decodeStrictly(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	d.DisallowUnknownFields()
	return d.Decode(to)
}

// propertyNames lists the names of a schema's properties as they stand in the file,
// and makes sure that all but the plan must be there and no others may.
func propertyNames(t testing.TB, s *schema) (names []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(s.Properties))
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			break
		}
		switch token {
		case json.Delim('{'):
			depth++
		case json.Delim('}'):
			depth--
		default:
			if name, ok := token.(string); ok && depth == 1 {
				names = append(names, name)
				var value json.RawMessage
				if err := d.Decode(&value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	must := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "plan" })
	if !slices.Equal(s.Required, must) || string(s.AdditionalProperties) != "false" {
		t.Errorf("%s: required are %q of %q", s.Title, s.Required, names)
	}
	return names
}

// check holds one line to the schema.
func (f schemaFile) check(line []byte) error {
	if !json.Valid(line) {
		return fmt.Errorf("no JSON")
	}
	var value any
	if err := decodeStrictly(line, &value); err != nil {
		return err
	}
	var taken []string
	for _, s := range f.root.OneOf {
		if f.value(s, value) == nil {
			taken = append(taken, s.Title)
		}
	}
	if len(taken) != 1 {
		return fmt.Errorf("it is each of %q", taken)
	}
	return nil
}

// value holds a value to a schema.
func (f schemaFile) value(s *schema, value any) error {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		s = f.root.Defs[name]
	}
	if s.Const != nil && !reflect.DeepEqual(s.Const, value) {
		return fmt.Errorf("%v is not %v", value, s.Const)
	}
	if s.Enum != nil && !slices.Contains(s.Enum, value) {
		return fmt.Errorf("%v is none of %v", value, s.Enum)
	}
	switch s.Type {
	case "":
		return nil
	case "boolean":
		if _, ok := value.(bool); !ok {
			return fmt.Errorf("%v is no boolean", value)
		}
		return nil
	case "integer":
		return s.integer(value)
	case "string":
		return s.text(value)
	case "array":
		return f.list(s, value)
	case "object":
		return f.object(s, value)
	}
	return fmt.Errorf("type %q is unknown", s.Type)
}

func (s *schema) integer(value any) error {
	n, ok := value.(json.Number)
	if !ok {
		return fmt.Errorf("%v is no number", value)
	}
	got, whole := new(big.Int).SetString(n.String(), 10)
	low, _ := new(big.Int).SetString(s.Minimum.String(), 10)
	high, _ := new(big.Int).SetString(s.Maximum.String(), 10)
	if !whole || got.Cmp(low) < 0 || got.Cmp(high) > 0 {
		return fmt.Errorf("%v is not from %d to %d", value, low, high)
	}
	return nil
}

func (s *schema) text(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%v is no text", value)
	}
	if s.Format == "date-time" {
		_, err := time.Parse(time.RFC3339, text)
		return err
	}
	if n := utf8.RuneCountInString(text); n < *s.MinLength || n > *s.MaxLength {
		return fmt.Errorf("%q has %d characters", text, n)
	}
	return nil
}

func (f schemaFile) list(s *schema, value any) error {
	list, ok := value.([]any)
	if !ok {
		return fmt.Errorf("%v is no list", value)
	}
	for i, element := range list {
		if err := f.value(s.Items, element); err != nil {
			return err
		}
		if s.UniqueItems && slices.Contains(list[:i], element) {
			return fmt.Errorf("%v is there twice", element)
		}
	}
	return nil
}

func (f schemaFile) object(s *schema, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no object", value)
	}
	properties := map[string]*schema{}
	if s.Properties != nil {
		if err := decodeStrictly(s.Properties, &properties); err != nil {
			return err
		}
	}
	for _, name := range s.Required {
		if _, ok := object[name]; !ok {
			return fmt.Errorf("%q is missing", name)
		}
	}
	for name, member := range object {
		if s.PropertyNames != nil {
			if err := f.value(s.PropertyNames, name); err != nil {
				return err
			}
		}
		of := properties[name]
		if of == nil {
			of = &schema{}
			if err := decodeStrictly(s.AdditionalProperties, of); err != nil {
				return fmt.Errorf("%q has no place", name)
			}
		}
		if err := f.value(of, member); err != nil {
			return err
		}
	}
	return nil
}
