package linear_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// parse reads a history that a test has written down: one operation a line, with
// client, stamps, what was asked and what was answered.
//
//	c0 1-2 add OST0 A = @1
//	c1 3-6 connect client0 OST0 = 1
//	c0 4-  evict client0 OST0 = ?
//	c2 7-8 status client0 OST0 = @1 active 1
//	c2 9-10 settle client0 = @1
//	c0 11-12 write client0 OST0 7 = under 1
//	c0 13-14 read client0 OST0 = 7 under 1
//	c0 15-16 sync client0 OST0 = ok
//	c0 17-18 pool-add OST0 fast = @2
//	c0 19-20 pool-list client0 fast = @2 OST0
//	c0 21-22 create mds fast = 5 on OST0
//	c0 23-24 unlink client0 OST0 5 = ok
//	c0 25-26 last-id mds OST0 = 5
//	c0 27-28 ea-size mds = 72
//	c0 29-30 crash mds = ok
func parse(t testing.TB, text string) *history.History {
	t.Helper()
	h := &history.History{Complete: true}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		op, err := parseOperation(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		op.ID = uint64(len(h.Operations) + 1)
		h.Operations = append(h.Operations, op)
	}
	return h
}

func parseOperation(line string) (history.Operation, error) {
	asked, answered, ok := strings.Cut(line, "=")
	words := strings.Fields(asked)
	if !ok || len(words) < 3 {
		return history.Operation{}, errors.New("want: client stamps kind ... = answer")
	}
	op := history.Operation{Kind: history.Kind(words[2])}
	if _, err := fmt.Sscanf(words[0], "c%d", &op.Client); err != nil {
		return op, err
	}
	call, ret, _ := strings.Cut(words[1], "-")
	if _, err := fmt.Sscan(call, &op.Call); err != nil {
		return op, err
	}
	if ret != "" {
		if _, err := fmt.Sscan(ret, &op.Return); err != nil {
			return op, err
		}
	}
	for _, word := range words[3:] {
		if _, err := fmt.Sscanf(word, "client%d", &op.Node); err == nil {
			continue
		}
		if word == "mds" {
			op.Node = lustre.FirstMDS
			continue
		}
		if _, err := fmt.Sscanf(word, "OST%d", &op.Target); err == nil {
			continue
		}
		switch op.Kind {
		case history.WriteValue:
			fmt.Sscan(word, &op.Value)
		case history.Unlink:
			fmt.Sscan(word, &op.Object)
		case history.Add:
			op.UUID = word
		default:
			op.Pool = word
		}
	}
	return op, parseAnswer(&op, strings.Fields(answered))
}

func parseAnswer(op *history.Operation, words []string) error {
	op.Outcome = history.OK
	if len(words) == 1 && words[0] == "?" {
		op.Outcome = history.Info
		return nil
	}
	for _, refusal := range lustre.Refusals() {
		if op.Kind != history.Status && words[0] == refusal.Error() {
			op.Outcome, op.Result.Refusal = history.Fail, refusal
			return nil
		}
	}
	answer, r := strings.Join(words, " "), &op.Result
	var err error
	switch op.Kind {
	case history.Connect, history.Evict:
		_, err = fmt.Sscan(answer, &r.Instance)
	case history.WriteValue:
		_, err = fmt.Sscanf(answer, "under %d", &r.Instance)
	case history.ReadValue:
		_, err = fmt.Sscanf(answer, "%d under %d", &r.Value, &r.Instance)
	case history.Create:
		_, err = fmt.Sscanf(answer, "%d on OST%d", &r.Object, &r.Target)
	case history.PoolList:
		err = parseList(r, words)
	case history.LastID, history.EASize:
		_, err = fmt.Sscan(answer, &r.Value)
	case history.Sync, history.Restart, history.Unlink, history.Crash:
	default:
		err = parseRecord(op, words)
	}
	return err
}

func parseList(r *history.Result, words []string) error {
	var list []lustre.Target
	for _, word := range words[1:] {
		var target lustre.Target
		if _, err := fmt.Sscanf(word, "OST%d", &target); err != nil {
			return err
		}
		list = append(list, target)
	}
	r.Targets = history.TargetsOf(list)
	_, err := fmt.Sscanf(words[0], "@%d", &r.Position)
	return err
}

func parseRecord(op *history.Operation, words []string) error {
	var p lustre.Position
	if _, err := fmt.Sscanf(words[0], "@%d", &p); err != nil {
		return err
	}
	if op.Kind != history.Status {
		op.Result.Position = p
		return nil
	}
	st := lustre.Status{Position: p, Present: true}
	for i, word := range words[1:] {
		switch word {
		case "absent":
			st.Present = false
		case "deactivated":
			st.Deactivated = true
		case "active":
			if _, err := fmt.Sscan(words[i+2], &st.Active); err != nil {
				return err
			}
		}
	}
	op.Result.Status = st
	return nil
}
