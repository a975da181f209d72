package harness

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// fullPlan uses every field.
func fullPlan() Plan {
	return Plan{
		Format: Format, Version: Version, Mode: history.Controlled, Seed: 7, Nodes: 2, Targets: 3, MDSs: 1,
		Picker:  Picker{Kind: PickList, Picks: []uint16{0, 3, 1}, Early: true},
		Network: Network{MinUS: 200, MaxUS: 900, Loss: 1, Late: 2, Duplicate: 3, Reorder: 4, LateUS: 60_000},
		Added:   []lustre.Target{0, 2},
		Clients: [][]Step{
			{{AtUS: 0, Do: Do(history.Connect), Node: 1, Target: 2}, {AtUS: 500, Do: Do(history.Add), Target: 1, UUID: "OST0001_UUID"}},
			{},
			{{AtUS: 1, Do: Do(history.WriteValue), Value: 5}, {AtUS: 2, Do: Do(history.PoolAdd), Target: 2, Pool: "fast"},
				{AtUS: 3, Do: Do(history.Create), Node: lustre.FirstMDS, Pool: "fast"}, {AtUS: 4, Do: VersionFail}},
			{{AtUS: 9, Do: Late, Node: 1, Message: "CONNECT", Reply: true}, {AtUS: 10, Do: Partition, Off: true}},
		},
		Defects: []lustre.Defect{lustre.DefectLateReply}, LimitSteps: 1000,
	}
}

const fullText = `{
  "format": "ostlife-plan",
  "version": 1,
  "mode": "controlled",
  "seed": 7,
  "nodes": 2,
  "targets": 3,
  "mdss": 1,
  "picker": {"kind":"picks","picks":[0,3,1],"early":true},
  "network": {"min_us":200,"max_us":900,"loss":1,"late":2,"duplicate":3,"reorder":4,"late_us":60000},
  "added": [0,2],
  "clients": [
    [
      {"at_us":0,"do":"connect","node":1,"target":2},
      {"at_us":500,"do":"add","node":0,"target":1,"uuid":"OST0001_UUID"}
    ],
    [
    ],
    [
      {"at_us":1,"do":"write","node":0,"target":0,"value":5},
      {"at_us":2,"do":"pool-add","node":0,"target":2,"pool":"fast"},
      {"at_us":3,"do":"create","node":1000,"target":0,"pool":"fast"},
      {"at_us":4,"do":"version-fail","node":0,"target":0}
    ],
    [
      {"at_us":9,"do":"late","node":1,"target":0,"message":"CONNECT","reply":true},
      {"at_us":10,"do":"partition","node":0,"target":0,"off":true}
    ]
  ],
  "defects": ["late-reply"],
  "limit_steps": 1000
}
`

func TestPlanAsText(t *testing.T) {
	p := fullPlan()
	text, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != fullText {
		t.Errorf("got\n%s", text)
	}
	read, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, p) {
		t.Errorf("read back as %+v", read)
	}
}

func TestDrawnPlansReadBack(t *testing.T) {
	for seed := range uint64(200) {
		p := Draw(seed, Shape{})
		path, err := p.Save(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		read, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := p.Encode()
		second, _ := read.Encode()
		if string(first) != string(second) {
			t.Fatalf("seed %d: read back as\n%s", seed, second)
		}
		if want := "ostlife run --plan " + path; p.Command(path) != want {
			t.Fatalf("command %q", p.Command(path))
		}
	}
}

// Each text is the one above with one thing replaced.
func TestMalformedPlans(t *testing.T) {
	for _, row := range []struct{ name, from, to, want string }{
		{"empty", fullText, "", "plan: 1:1: unexpected EOF"},
		{"cut", "  \"defects\": [\"late-reply\"],\n  \"limit_steps\": 1000\n}\n", "", "plan: 30:1: unexpected EOF"},
		{"unknown field", `"seed": 7`, `"sead": 7`, `unknown field "sead"`},
		{"field in capitals", `"seed": 7`, `"Seed": 7`, `plan: 5:8: field "Seed" is unknown or there twice`},
		{"field twice", `"seed": 7`, `"seed": 7, "seed": 8`, `field "seed" is unknown or there twice`},
		{"field of a step twice", `"at_us":9,`, `"at_us":9,"at_us":9,`, `field "at_us" is unknown or there twice`},
		{"null", `"added": [0,2]`, `"added": null`, "null has no place here"},
		{"second value", "1000\n}\n", "1000\n}\n{}\n", "something follows the plan"},
		{"number too large", `"nodes": 2`, `"nodes": 1e99`, "plan: 6:"},
		{"text for a number", `"nodes": 2`, `"nodes": "2"`, "plan: 6:"},
		{"another format", "ostlife-plan", "ostlife-history", "plan: format:"},
		{"another version", `"version": 1`, `"version": 2`, "plan: version: 2 is unknown"},
		{"mode", `"controlled"`, `"slow"`, "plan: mode:"},
		{"no nodes", `"nodes": 2`, `"nodes": 0`, "plan: nodes:"},
		{"no targets", `"targets": 3`, `"targets": 0`, "plan: targets:"},
		{"no steps", `"limit_steps": 1000`, `"limit_steps": 0`, "plan: limit_steps:"},
		{"picker", `"kind":"picks"`, `"kind":"luck"`, "plan: picker.kind:"},
		{"picks of another picker", `"kind":"picks"`, `"kind":"random"`, "plan: picker.picks:"},
		{"seed of a list", `"picks":[0,3,1]`, `"picks":[0,3,1],"seed":1`, "plan: picker.seed:"},
		{"depth of a list", `"picks":[0,3,1]`, `"picks":[0,3,1],"depth":1`, "plan: picker.depth:"},
		{"steps of a list", `"picks":[0,3,1]`, `"picks":[0,3,1],"steps":1`, "plan: picker.steps:"},
		{"latency", `"min_us":200`, `"min_us":901`, "plan: network: latency"},
		{"late by nothing", `"late_us":60000`, `"late_us":0`, "plan: network.late_us:"},
		{"rate", `"loss":1`, `"loss":1001`, "plan: network: rate 1001"},
		{"added twice", `"added": [0,2]`, `"added": [2,2]`, "plan: added[1]:"},
		{"added too high", `"added": [0,2]`, `"added": [3]`, "plan: added[0]:"},
		{"unknown step", `"do":"connect"`, `"do":"collect"`, "plan: clients[0][0]: "},
		{"node too high", `"node":1,"target":2`, `"node":2,"target":2`, "node 2 is not there"},
		{"target too high", `"node":1,"target":2`, `"node":1,"target":3`, "target 3 is not there"},
		{"time", `"at_us":10`, `"at_us":-1`, "at_us is -1"},
		{"add without uuid", `,"uuid":"OST0001_UUID"`, ``, "uuid is"},
		{"uuid of a connect", `"node":1,"target":2`, `"node":1,"target":2,"uuid":"x"`, "uuid is"},
		{"message", `"CONNECT"`, `"COLLECT"`, `message "COLLECT" is unknown`},
		{"message of a partition", `"off":true`, `"off":true,"message":"PING"`, "strikes no single message"},
		{"MDSs", `"mdss": 1`, `"mdss": 17`, "plan: mdss: 17"},
		{"MDS that is not there", `"node":1000`, `"node":1001`, "node 1001 is not there"},
		{"create of a client", `"node":1000`, `"node":1`, "create is an MDS's"},
		{"write of an MDS", `"do":"write","node":0`, `"do":"write","node":1000`, "write is a client's"},
		{"value of a read", `"do":"write"`, `"do":"read"`, "read writes no value"},
		{"pool of a write", `"value":5`, `"value":5,"pool":"fast"`, `pool is "fast"`},
		{"pool without a name", `"target":2,"pool":"fast"`, `"target":2`, "pool-add names no pool"},
		{"pool with a long name", `"target":2,"pool":"fast"`, `"target":2,"pool":"sixteen-is-more."`, "at most 15 bytes"},
		{"end of a version failure", `"version-fail","node":0,"target":0`, `"version-fail","node":0,"target":0,"off":true`, "has no end"},
		{"end of a connect", `"node":1,"target":2`, `"node":1,"target":2,"off":true`, "has no end"},
		{"defect", `"late-reply"`, `"second-worker"`, "plan: defects[0]:"},
		{"defect twice", `["late-reply"]`, `["late-reply","late-reply"]`, "plan: defects[1]:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(fullText, row.from, row.to, 1)
			if text == fullText {
				t.Fatalf("%q is not there", row.from)
			}
			_, err := Decode([]byte(text))
			if err == nil {
				t.Fatal("it was read")
			}
			var e *PlanError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %q, want %q", err, row.want)
			}
		})
	}
}

func TestPlanFiles(t *testing.T) {
	folder := t.TempDir()
	if _, err := Load(filepath.Join(folder, "none.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	path := filepath.Join(folder, "bad.json")
	if err := os.WriteFile(path, []byte("{\n  \"format\": 1\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.HasPrefix(err.Error(), path+": plan: 2:") {
		t.Errorf("bad file: %v", err)
	}
	if err := os.WriteFile(path, make([]byte, MaxPlanBytes+1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("large file: %v", err)
	}
	wrong := fullPlan()
	wrong.Nodes = 0
	if _, err := wrong.Save(folder); err == nil {
		t.Error("a wrong plan was saved")
	}
	if _, err := Run(wrong, Options{}); err == nil {
		t.Error("a wrong plan was run")
	}
}

func TestPlanBounds(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(p *Plan)
	}{
		{"clients", func(p *Plan) { p.Clients = make([][]Step, MaxClients+1) }},
		{"steps", func(p *Plan) { p.Clients = [][]Step{make([]Step, MaxSteps+1)} }},
		{"picks", func(p *Plan) { p.Picker.Picks = make([]uint16, MaxPicks+1) }},
		{"time", func(p *Plan) { p.Clients[0][0].AtUS = MaxAt.Microseconds() + 1 }},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := fullPlan()
			row.change(&p)
			if err := p.Check(); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(fullText))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
		if err != nil {
			return
		}
		text, err := p.Encode()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Decode(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if second, _ := again.Encode(); string(second) != string(text) {
			t.Errorf("written twice, it differs:\n%s\n%s", text, second)
		}
	})
}
