package history

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ostlife/model/lustre"
)

var update = flag.Bool("update", false, "write trace-schema.json anew: read the difference before it is kept")

const traceSchemaFile = "trace-schema.json"

// TestTraceSchema: trace-schema.json says of each field what the code says of it.
func TestTraceSchema(t *testing.T) {
	want := traceSchema(t)
	if *update {
		if err := os.WriteFile(traceSchemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := content(t, traceSchemaFile); !bytes.Equal(got, want) {
		t.Errorf("%s is not what the fields are; go test -run TestTraceSchema -update writes it anew:\n%s", traceSchemaFile, want)
	}
}

// traceSchema makes the schema: the headers are those of a history.
func traceSchema(t *testing.T) []byte {
	t.Helper()
	var history struct {
		OneOf []json.RawMessage `json:"oneOf"`
	}
	if err := json.Unmarshal(content(t, "schema.json"), &history); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n" +
		"  \"title\": \"" + TraceFormat + ", version 1: one line\",\n  \"$defs\": {\n")
	for _, g := range traceGroups[1:] {
		fmt.Fprintf(&b, "    %q: %s,\n", g.name, objectSchema("    ", "", g.fields, ""))
	}
	b.WriteString("    \"name\": {\"type\": \"string\", \"minLength\": 1, \"maxLength\": 64}\n  },\n  \"oneOf\": [\n")
	for _, header := range history.OneOf[:2] {
		b.WriteString("    " + strings.Replace(string(header), Format, TraceFormat, 1) + ",\n")
	}
	top := traceGroups[0].fields
	without := func(names ...string) []traceField {
		return slices.DeleteFunc(slices.Clone(top), func(f traceField) bool { return slices.Contains(names, f.name) })
	}
	only := func(names ...string) []traceField {
		return slices.DeleteFunc(slices.Clone(top), func(f traceField) bool { return !slices.Contains(names, f.name) })
	}
	b.WriteString(strings.Join([]string{
		lineSchema("action", without("what", "records"), true, "seq"),
		lineSchema("rest", without("seq", "time", "what", "records"), true),
		lineSchema("used", only("seq", "action", "node", "target", "what"), false),
		lineSchema("end", only("action", "records"), false, "records"),
	}, ",\n") + "\n  ]\n}\n")
	return []byte(b.String())
}

// lineSchema describes the lines of an action, or those that tell none.
func lineSchema(title string, fields []traceField, groups bool, required ...string) string {
	more := ""
	for _, g := range traceGroups[1:] {
		if groups {
			more += fmt.Sprintf(",\n        %q: {\"$ref\": \"#/$defs/%s\"}", g.name, g.name)
		}
	}
	list, _ := json.Marshal(append(required, "action"))
	more += "\n      },\n      \"required\": " + strings.ReplaceAll(string(list), ",", ", ")
	return "    " + objectSchema("    ", title, fields, more)
}

// objectSchema describes an object.
func objectSchema(indent, title string, fields []traceField, more string) string {
	text := "{\n"
	if title != "" {
		text += fmt.Sprintf("%s  \"title\": %q,\n", indent, title)
	}
	text += indent + "  \"type\": \"object\",\n" + indent + "  \"properties\": {\n"
	for i, f := range fields {
		if i > 0 {
			text += ",\n"
		}
		text += fmt.Sprintf("%s    %q: %s", indent, f.name, f.schema(title))
	}
	if more == "" {
		more = "\n" + indent + "  }"
	}
	return text + more + ",\n" + indent + "  \"additionalProperties\": false\n" + indent + "}"
}

// schema describes the field in a line of that title.
func (f *traceField) schema(title string) string {
	switch {
	case f.name == "action" && title != "action":
		return fmt.Sprintf("{\"const\": %q}", title)
	case f.name == "action":
		return enumSchema(traceActions)
	case f.name == "seq" && title == "action":
		return fmt.Sprintf(`{"type": "integer", "minimum": 1, "maximum": %d}`, f.high)
	}
	switch f.form {
	case number:
		return fmt.Sprintf(`{"type": "integer", "minimum": %d, "maximum": %d}`, f.low, f.high)
	case boolean:
		return `{"type": "boolean"}`
	case text:
		return fmt.Sprintf(`{"type": "string", "minLength": 0, "maxLength": %d}`, f.high)
	default:
		return enumSchema(f.words)
	}
}

func enumSchema[T any](words []T) string {
	list, _ := json.Marshal(words)
	return `{"enum": ` + strings.ReplaceAll(string(list), ",", ", ") + "}"
}

// TestTraceSchemaTakesWhatIsWritten: each line that the writer makes is exactly one of
// the lines of the schema, whatever field it has.
func TestTraceSchemaTakesWhatIsWritten(t *testing.T) {
	s := readSchema(t, traceSchemaFile)
	for line := range bytes.Lines([]byte(someTrace)) {
		if err := s.check(line); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
	for _, l := range recordLeaves() {
		var zero lustre.TraceRecord
		for _, v := range values(t, l.value(&zero).Type()) {
			r := lustre.TraceRecord{Stamp: 1, Action: lustre.ActLoss}
			l.value(&r).Set(v)
			if _, line := again(t, r); s.check(line) != nil {
				t.Errorf("%v\n%s", s.check(line), line)
			}
		}
	}
}

// TestTraceSchemaRefuses: the edits that make a line malformed by itself make it none of
// the schema's lines.
func TestTraceSchemaRefuses(t *testing.T) {
	s := readSchema(t, traceSchemaFile)
	beyond := []string{"rise", "counted", "twice", "follows", "empty", "cut short", "found the end of the line", "UTF-8"}
	for _, row := range traceFlaws {
		if slices.ContainsFunc(beyond, func(word string) bool { return strings.Contains(row.want, word) }) {
			continue // of what is not in one line, and of names that are there twice, a schema knows nothing
		}
		var at, column int
		if _, err := fmt.Sscanf(row.want, "%d:%d:", &at, &column); err != nil {
			t.Fatal(err)
		}
		line := strings.SplitAfter(strings.Replace(someTrace, row.old, row.edited, 1), "\n")[at-1]
		if s.check([]byte(line)) == nil {
			t.Errorf("%s: taken, but %s", row.name, row.want)
		}
	}
}

// TestTraceComment: the package's comment lists the fields of the code, in their order.
func TestTraceComment(t *testing.T) {
	forms := map[form]string{number: "number", boolean: "boolean", text: "text", word: "text"}
	var want []string
	for i, g := range traceGroups {
		if i > 0 {
			want = append(want, g.name+" object")
		}
		for _, f := range g.fields {
			want = append(want, f.name+" "+forms[f.form])
		}
	}
	_, table, _ := strings.Cut(string(content(t, "trace.go")), "The fields, in their order")
	_, table, _ = strings.Cut(table, "\n//\n")
	table, _, _ = strings.Cut(table, "package history")
	var got []string
	for line := range strings.Lines(table) {
		if words := strings.Fields(line); len(words) > 2 {
			got = append(got, words[1]+" "+words[2])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the comment has\n%q, want\n%q", got, want)
	}
}
