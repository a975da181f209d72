package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// misuses are wrong uses, and what is said of each. $FULL is a folder that is not empty,
// $PLAN a file in it that is no plan.
var misuses = []struct{ args, says string }{
	{"", "a command is missing"},
	{"fly", `unknown command "fly"`},
	{"--fly", "unknown flag: --fly"},
	{"run --fly", "unknown flag: --fly"},
	{"run now", `unknown command "now"`},
	{"run --seed x", "invalid argument"},
	{"run --seed -1", "invalid argument"},
	{"run --seed 4294967296", "invalid argument"},
	{"run --histories 0", "--histories is 0, want 1 to"},
	{"run --operations -1", "--operations is -1"},
	{"run --operations 200001", "--operations is 200001, want 0 to"},
	{"run --clients 0", "--clients is 0"},
	{"run --callers 999", "--callers is 999"},
	{"run --targets 0", "--targets is 0"},
	{"run --disconnects -1", "--disconnects is -1"},
	{"run --evictions -1", "--evictions is -1"},
	{"run --loss 1001", "--loss is 1001"},
	{"run --late -2", "--late is -2"},
	{"run --duplicate 2000", "--duplicate is 2000"},
	{"run --reorder 2000", "--reorder is 2000"},
	{"run --picker mine", `--picker is "mine"`},
	{"run --defect none", `--defect is "none"`},
	{"run --defect late-reply,late-reply", "at most once"},
	{"run --timeout -1s", "--timeout is -1s"},
	{"run --properties=maybe", "invalid argument"},
	{"run --real --histories 3", "--histories does not go with it"},
	{"run --real --picker pct", "--picker does not go with it"},
	{"run --plan $PLAN --seed 2", "--seed does not go with --plan"},
	{"run --plan missing.json", "missing.json"},
	{"run --plan $PLAN", "plan.json"},
	{"run --plan $FULL", "is a directory"},
	{"run --out $FULL", "the folder is not empty"},
	{"run --out $PLAN", "plan.json: not a directory"},
	{"check", "a FILE is missing"},
	{"check - -", "cannot be read twice"},
	{"check --html a.html b c", "--html draws one FILE only"},
	{"check --timeout 0 x", "--timeout is 0s"},
	{"check --max-operations 0 x", "a limit is 0"},
	{"check --fly x", "unknown flag"},
	{"lustre", "a FILE is missing"},
	{"lustre - -", "cannot be read twice"},
	{"lustre --timeout 0 x", "--timeout is 0s"},
	{"lustre --max-imports 0 x", "--max-imports is 0"},
	{"lustre --fly x", "unknown flag"},
	{"explore --nodes 0", "at least one node"},
	{"explore --nodes 3", "more than 2 pairs"},
	{"explore --nodes 300", "invalid argument"},
	{"explore --from here", `--from is "here"`},
	{"explore --defect none", `no defect "none"; there are late-reply`},
	{"explore --property none", "there are PtlrpcdNeverBlocks"},
	{"explore --deep --faults 1", "exclude each other"},
	{"explore --walks 1 --liveness", "exclude each other"},
	{"explore --symmetry --liveness", "exclude --walks and --liveness"},
	{"explore --fingerprints --walks 3", "exclude --walks and --liveness"},
	{"explore --symmetry", "no symmetry is known"},
	{"explore --unlinks 1", "unlinks need an MDS"},
	{"explore --records rename", "--records is \"rename\""},
	{"explore --records add --quiet", "and no --quiet"},
	{"explore --memory lots", "of at least"},
	{"explore --memory 1KiB", "of at least"},
	{"explore --memory -1", "of at least"},
	{"explore --memory 99999999999999GiB", "of at least"},
	{"explore --timeout -1s", "--timeout is -1s"},
	{"explore more", `unknown command "more"`},
	{"help fly", `no help about "fly"`},
	{"help run now", `no help about "now"`},
	{"completion", "a shell is missing"},
	{"completion ksh", `unknown command "ksh"`},
	{"version more", `unknown command "more"`},
}

// TestUsage: every wrong use is answered by 2 and a message that says what is wrong, and
// leaves nothing behind.
func TestUsage(t *testing.T) {
	folder := t.TempDir()
	notEmpty := t.TempDir()
	save(t, notEmpty, "kept", "")
	plan := save(t, notEmpty, "plan.json", "{}")
	for _, row := range misuses {
		t.Run(row.args, func(t *testing.T) {
			args := strings.NewReplacer("$FULL", notEmpty, "$PLAN", plan).Replace(row.args)
			e := call(t, folder, nil, strings.Fields(args)...)
			e.want(t, 2, row.says, "--help")
			if e.out != "" {
				t.Errorf("a wrong use is not for standard output: %s", e.out)
			}
		})
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestHelp: every command tells what it does, with an example and all its flags.
func TestHelp(t *testing.T) {
	for _, row := range []struct {
		args  string
		tells []string
	}{
		{"--help", []string{"run", "check", "explore", "version", "completion", "Exit codes: 0 holds", "Examples:"}},
		{"run --help", []string{"Examples:", "--seed", "--histories", "--operations", "--plan", "--defect", "--out", "(default 2000)"}},
		{"check --help", []string{"Examples:", "--timeout", "--html", "--max-operations", "file:line:column"}},
		{"lustre --help", []string{"Examples:", "--html", "--trace", "--unread", "--events", "cannot tell", "lctl get_param"}},
		{"explore --help", []string{"Examples:", "--faults", "--deep", "--defect", "--property", "--memory", "late-reply"}},
		{"version --help", []string{"Examples:"}},
		{"help explore", []string{"Examples:", "--deep"}},
		{"help", []string{"Available Commands:"}},
		{"completion bash", []string{"__start_ostlife"}},
	} {
		t.Run(row.args, func(t *testing.T) {
			call(t, t.TempDir(), nil, strings.Fields(row.args)...).want(t, 0, row.tells...)
		})
	}
}

// TestVersion names what is linked in.
func TestVersion(t *testing.T) {
	call(t, t.TempDir(), nil, "version").want(t, 0, "ostlife ", "  go1.", "github.com/anishathalye/porcupine v")
	e := call(t, t.TempDir(), nil, "version", "--json")
	e.want(t, 0)
	var b build
	if err := json.Unmarshal([]byte(e.out), &b); err != nil || b.Command != "version" || b.Go == "" || len(b.Modules) == 0 {
		t.Errorf("%v: %s", err, e.out)
	}
}
