package harness

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/mgc"
	"ostlife/model/lustre"
)

// shown is what the schedules of a program show: by what every operation answered and
// what was traced under each lock, the sets of which return came before which call.
type shown map[string][][]string

// showing runs every schedule with those relays, and counts how often each went first.
func showing(t *testing.T, p Program, b ScheduleBound, with []relay) (shown, []int) {
	t.Helper()
	plan, opens, err := p.Plan()
	if err != nil {
		t.Fatal(err)
	}
	all, met := shown{}, make([]int, len(with))
	n, complete := env.Enumerate(env.EnumerateOptions{Preemptions: b.Preemptions, MaxSchedules: 5000}, func(picker env.Picker) bool {
		w := newWindow(picker, opens, b.Switches)
		w.relays, w.met = with, met
		locks := map[string]string{}
		out, err := Run(plan, Options{Picker: w, Trace: func(r lustre.TraceRecord) {
			lock := lockOf(r.Action)
			locks[lock] += told(lock, r)
		}})
		if err != nil {
			t.Fatal(err)
		}
		all.add(telling(out.History), fmt.Sprint(locks))
		return true
	})
	if !complete {
		t.Fatalf("%s: more than %d schedules", &p, n)
	}
	return all, met
}

// lockOf names the lock under which an action is traced.
func lockOf(a lustre.Action) string {
	for _, prefix := range []string{"Ost", "Evict", "Log", "Lov", "Top", "RemoveTop"} {
		if strings.HasPrefix(string(a), prefix) {
			return strings.NewReplacer("Evict", "Ost", "RemoveTop", "Lov", "Top", "Lov").Replace(prefix)
		}
	}
	return "Import"
}

// told writes down what the lock guards of a record.
func told(lock string, r lustre.TraceRecord) string {
	switch lock {
	case "Import":
		return fmt.Sprintln(r.Action, r.Numbers, r.Current, r.Import)
	case "Lov":
		return fmt.Sprintln(r.Action, r.Numbers, r.LOV)
	default:
		return fmt.Sprintln(r.Action, r.Numbers, r.Instance, r.Position, r.Taken)
	}
}

func (s shown) add(history, trace string) {
	var before []string
	for _, line := range strings.Split(history, "\n") {
		answer, after, _ := strings.Cut(line, " after ")
		trace += answer + "\n"
		for _, name := range strings.Fields(strings.Trim(after, "[]")) {
			before = append(before, name+" before "+answer)
		}
	}
	if !slices.ContainsFunc(s[trace], func(have []string) bool { return slices.Equal(have, before) }) {
		s[trace] = append(s[trace], before)
	}
}

// lost gives something of full that s does not show: every history must be there with
// the same answers and records, and in an order that is at least as strict.
func (s shown) lost(full shown) (what string, some bool) {
	for trace, orders := range full {
		for _, order := range orders {
			stricter := func(have []string) bool {
				return !slices.ContainsFunc(order, func(pair string) bool { return !slices.Contains(have, pair) })
			}
			if !slices.ContainsFunc(s[trace], stricter) {
				return trace + strings.Join(order, "\n"), true
			}
		}
	}
	return "", false
}

// relayPrograms are small enough to ask about relays too, and meet all of them.
var relayPrograms = []Program{
	{From: LateReply, Calls: []Do{"connect", "status"}},
	{From: Deactivated, Calls: []Do{"connect", "remove"}},
	{From: Connected, Calls: []Do{"deactivate", "status"}},
}

// Asking about a relay, each in its turn, shows nothing that taking it first does not
// show; and so does asking about all of them where that is feasible.
func TestRelaysLoseNothing(t *testing.T) {
	any := ScheduleBound{Switches: -1}
	for _, p := range relayPrograms {
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			with, _ := showing(t, p, any, relays)
			for n := range relays {
				full, _ := showing(t, p, any, slices.Delete(slices.Clone(relays), n, n+1))
				if what, some := with.lost(full); some {
					t.Errorf("with relay %q of %q something is lost:\n%s", relays[n].point, relays[n].task, what)
				}
			}
		})
	}
	t.Run("all of them", func(t *testing.T) {
		t.Parallel()
		p := Program{From: Connected, Calls: []Do{"connect", "status"}}
		for preemptions := range 2 {
			bound := ScheduleBound{Preemptions: preemptions, Switches: -1}
			with, _ := showing(t, p, bound, relays)
			full, _ := showing(t, p, bound, nil)
			if what, some := with.lost(full); some {
				t.Errorf("at %d preemptions something is lost:\n%s", preemptions, what)
			}
		}
	})
}

// A step that does more than to pass something on is no relay, and the comparison shows
// that.
func TestNoRelays(t *testing.T) {
	any := ScheduleBound{Switches: -1}
	p := relayPrograms[2]
	full, _ := showing(t, p, any, relays)
	for _, no := range []relay{
		{task: "client ", point: PointStep},
		{task: "mgc ", point: mgc.PointSleep},
	} {
		t.Run(string(no.point), func(t *testing.T) {
			with, met := showing(t, p, any, append(slices.Clone(relays), no))
			if _, some := with.lost(full); !some || met[len(relays)] == 0 {
				t.Errorf("it went first %d times, and nothing is lost", met[len(relays)])
			}
		})
	}
}

// Every relay of the list is one: its step is there, and it says why.
func TestRelaysAreMet(t *testing.T) {
	total := make([]int, len(relays))
	for _, p := range relayPrograms {
		_, met := showing(t, p, ScheduleBound{Switches: 1}, relays)
		for n := range met {
			total[n] += met[n]
		}
	}
	for n, r := range relays {
		if total[n] == 0 || r.why == "" {
			t.Errorf("%q at %q: went first %d times, because %q", r.task, r.point, total[n], r.why)
		}
	}
}
