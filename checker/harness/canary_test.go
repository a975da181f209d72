package harness

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// canaryVariable makes a process of this test run plans with a defect planted, as if
// they were clean.
const canaryVariable = "OSTLIFE_CANARY"

// maxCanarySteps is how many steps are left of a plan that shows the canary's defect,
// when it has been made smaller.
const maxCanarySteps = 12

// TestCanary shows that the test of the clean implementation can fail: with a defect
// planted the very same check does, in a process of its own. It makes the plan smaller,
// and the plan that it leaves fails again by the name that it told.
func TestCanary(t *testing.T) {
	if defect := os.Getenv(canaryVariable); defect != "" {
		checkPlans(t, Shape{Defects: []lustre.Defect{lustre.Defect(defect)}})
		return
	}
	for _, row := range []struct {
		defect lustre.Defect
		name   string
	}{
		{lustre.DefectLossDeactivated, "DeactivatedChangesOnlyByConfig"},
		{lustre.DefectRemoveUnchecked, "RemoveOnlyDeactivated"},
	} {
		t.Run(string(row.defect), func(t *testing.T) {
			out := canary(t, row.defect)
			if want := "failed after [0-9]+ tests: violated: " + row.name; !regexp.MustCompile(want).MatchString(out) {
				t.Fatalf("want %q in\n%s", want, out)
			}
			if strings.Contains(out, "flaky") {
				t.Errorf("what failed did not fail again:\n%s", out)
			}
			replay(t, out, row.name)
		})
	}
}

// canary runs the process and gives what it printed; it must fail.
func canary(t *testing.T, d lustre.Defect) string {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^TestCanary$", "-test.v",
		"-rapid.nofailfile", "-rapid.seed=1", "-rapid.checks=1000", "-rapid.shrinktime=3s")
	command.Env = append(os.Environ(), canaryVariable+"="+string(d), "TMPDIR="+t.TempDir())
	out, err := command.CombinedOutput()
	if err == nil {
		t.Fatalf("nothing failed with %s planted:\n%s", d, out)
	}
	return string(out)
}

// replay runs the plan that the process left, which the command that it printed names.
func replay(t *testing.T, printed, name string) {
	t.Helper()
	file := regexp.MustCompile(`ostlife run --plan (\S+)`).FindStringSubmatch(printed)
	if file == nil {
		t.Fatalf("no command to run it again in\n%s", printed)
	}
	plan, err := Load(file[1])
	if err != nil {
		t.Fatal(err)
	}
	out, err := Run(plan, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, Everything); v.Result != linear.Violated || v.First() != name {
		t.Errorf("run again: %s %s, want %s", v.Result, v.First(), name)
	}
	if n := plan.size(); n > maxCanarySteps {
		t.Errorf("%d steps are left, want at most %d", n, maxCanarySteps)
	}
	t.Logf("%d steps are left", plan.size())
}
