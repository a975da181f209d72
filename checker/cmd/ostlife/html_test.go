package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPictures: the page of a run has its violation, its operations and its records; of
// a history that is checked there are the operations, of a trace the records.
func TestPictures(t *testing.T) {
	folder := t.TempDir()
	call(t, folder, nil, "run", "--defect", "remove-unchecked", "--out", "o").want(t, 1)
	call(t, folder, nil, "check", "o/history.jsonl", "--html", "h.html").want(t, 1)
	call(t, folder, nil, "check", "o/trace.jsonl", "--html", "t.html").want(t, 1)
	const operation, record = `"lane":"operations"`, `"lane":"MGS"`
	for _, row := range []struct {
		name     string
		has, not []string
	}{
		{"o/history.html", []string{operation, record, "remove-active", "RemoveOnlyDeactivated", "cannot be placed", "ostlife run --plan o/plan.json"}, nil},
		{"h.html", []string{operation, "remove-active", "cannot be placed"}, []string{record, "RemoveOnlyDeactivated"}},
		{"t.html", []string{record, "RemoveOnlyDeactivated"}, []string{operation, "remove-active"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			page, err := os.ReadFile(filepath.Join(folder, row.name))
			if err != nil {
				t.Fatal(err)
			}
			body, _, _ := strings.Cut(string(page), `"use strict"`)
			for _, text := range row.has {
				if !strings.Contains(body, text) {
					t.Errorf("the page has no %s", text)
				}
			}
			for _, text := range row.not {
				if strings.Contains(body, text) {
					t.Errorf("the page has %s", text)
				}
			}
		})
	}
}
