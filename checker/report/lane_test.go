package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"ostlife/model/lustre"
)

// actionsOfTheWords reads the actions from the source of the words that all share.
func actionsOfTheWords(t *testing.T) []lustre.Action {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../model/lustre/actions.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []lustre.Action
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, value := range spec.Values {
			if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				name, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, lustre.Action(name))
			}
		}
		return true
	})
	return list
}

// TestEveryActionHasALane: each once, and nothing else has one.
func TestEveryActionHasALane(t *testing.T) {
	actions := actionsOfTheWords(t)
	if len(actions) < 40 || !slices.Contains(actions, lustre.ActConnectSend) {
		t.Fatalf("%d actions were read", len(actions))
	}
	for _, a := range actions {
		if _, ok := laneNamed(a); !ok {
			t.Errorf("%s has no lane", a)
		}
	}
	seen := map[lustre.Action]bool{}
	for _, row := range laneTable {
		if !slices.Contains(laneOrder, row.lane) {
			t.Errorf("lane %s has no place", row.lane)
		}
		for _, a := range row.actions {
			if seen[a] || !slices.Contains(actions, a) {
				t.Errorf("%s is there twice, or is no action", a)
			}
			seen[a] = true
		}
	}
}

// TestLaneOfAnUnknownAction: by its name, as the known ones are named.
func TestLaneOfAnUnknownAction(t *testing.T) {
	for action, lane := range map[lustre.Action]string{
		"OstStatfs": laneOST, "ConfigRename": laneConfig, "LogRename": laneMGS, "LovSpread": laneLOV, "TopSpread": laneTop,
		"MdsRename": laneMDS, "StatfsInterpret": lanePtlrpcd, "StatfsExpire": lanePtlrpcd, "StatfsSend": laneApplication,
		"MessageTorn": laneFault, "LlogReplay": laneWorker, "": laneWorker,
	} {
		t.Run(string(action), func(t *testing.T) {
			if _, known := laneNamed(action); known {
				t.Fatal("the table has it")
			}
			if got := laneOf(action); got != lane {
				t.Errorf("lane %s, want %s", got, lane)
			}
		})
	}
}

// TestColumnsStandInOrder: operations, the MGS, each node with its lanes together, the
// OSTs, faults.
func TestColumnsStandInOrder(t *testing.T) {
	want := []place{
		{lane: laneOperations}, {lane: laneOperations, client: 1}, {lane: laneMGS},
		at(laneConfig, 0, 0), at(laneWorker, 0, 0), at(laneWorker, 0, 1), at(lanePtlrpcd, 0, 1),
		at(laneConfig, 1, 0), at(lanePtlrpcd, 1, 0), at(laneOST, 1, 0), at(laneOST, 0, 1), at(laneFault, 1, 1),
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, place.compare)
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
