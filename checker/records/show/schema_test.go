package show_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ostlife/checker/records/show"
)

var update = flag.Bool("update", false, "write schema.json and the golden files anew: read the difference before it is kept")

// TestSchema: schema.json says of each field what the code says of it.
func TestSchema(t *testing.T) {
	schema := objectSchema(t, reflect.TypeFor[show.Document]())
	whole := map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ostlife lustre --json"}
	for k, v := range schema {
		whole[k] = v
	}
	text, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "schema.json", append(text, '\n'))
}

// objectSchema describes a struct: every field has a word about it, and those that may be
// left out are not required.
func objectSchema(t *testing.T, of reflect.Type) map[string]any {
	t.Helper()
	fields, required := map[string]any{}, []string{}
	for _, f := range reflect.VisibleFields(of) {
		if f.Anonymous {
			continue
		}
		name, more, _ := strings.Cut(f.Tag.Get("json"), ",")
		about := f.Tag.Get("doc")
		if name == "" || about == "" {
			t.Errorf("%s.%s has no name or no word about it", of.Name(), f.Name)
		}
		described := typeSchema(t, f.Type)
		described["description"] = about
		fields[name] = described
		if more != "omitempty" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": fields, "required": required, "additionalProperties": false}
}

func typeSchema(t *testing.T, of reflect.Type) map[string]any {
	t.Helper()
	switch of.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": typeSchema(t, of.Elem())}
	case reflect.Struct:
		return objectSchema(t, of)
	default:
		t.Fatalf("a field is a %s", of)
		return nil
	}
}

// compare compares a text with a file.
func compare(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; go test -update writes it anew; got:\n%s", path, got)
	}
}

// fits checks a value against a schema as far as those above go.
func fits(value any, schema map[string]any, at string) error {
	switch schema["type"] {
	case "object":
		object, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is no object", at)
		}
		properties := schema["properties"].(map[string]any)
		for _, name := range schema["required"].([]any) {
			if _, ok := object[name.(string)]; !ok {
				return fmt.Errorf("%s has no %s", at, name)
			}
		}
		for name, v := range object {
			p, ok := properties[name].(map[string]any)
			if !ok {
				return fmt.Errorf("%s has %s, which the schema has not", at, name)
			}
			if err := fits(v, p, at+"."+name); err != nil {
				return err
			}
		}
	case "array":
		list, ok := value.([]any)
		if !ok {
			return fmt.Errorf("%s is no list", at)
		}
		for i, v := range list {
			if err := fits(v, schema["items"].(map[string]any), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case "string":
		if _, ok := value.(string); !ok {
			return fmt.Errorf("%s is no text", at)
		}
	case "integer":
		if n, ok := value.(float64); !ok || n != float64(int64(n)) {
			return fmt.Errorf("%s is no whole number", at)
		}
	}
	return nil
}
