package judge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/records/judge"
)

const dk = "00000100:00080000:3.0:%s:0:4211:0:(import.c:64:import_set_state_nolock()) 00000000a1b2c3d4 demo-OST0002_UUID: changing import state from "

// log writes changes of one import as a debug log, each "seconds FROM TO".
func log(changes ...string) string {
	var b strings.Builder
	for _, c := range changes {
		w := strings.Fields(c)
		b.WriteString(strings.Replace(dk, "%s", w[0]+".000001", 1) + w[1] + " to " + w[2] + "\n")
	}
	return b.String()
}

// imported writes an import file with those flags.
func imported(state, flags string) string {
	return "import:\n    name: demo-OST0002-osc-ffff9a0011223344\n    target: demo-OST0002_UUID\n    state: " + state +
		"\n    connect_flags: [ version ]\n    import_flags: [ " + flags + " ]\n    connection:\n       failover_nids: [ \"10.9.8.7@tcp\" ]\n" +
		"       current_connection: \"10.9.8.7@tcp\"\n       connection_attempts: 1\n       generation: 1\n       in-progress_invalidations: 0\n"
}

const (
	param  = "osc.demo-OST0002-osc-ffff9a0011223344."
	target = "lov.demo-clilov-ffff9a0011223344.target_obd=\n"
	device = "demo-OST0002-osc-ffff9a0011223344"
	at     = "[Tue Aug 25 09:26:%s 2026] "
)

func clock(second, text string) string { return strings.Replace(at, "%s", second, 1) + text + "\n" }

// findings are records with what is found in them, and what is not. The second of two that
// are alike is the negative control of the first.
var findings = []struct {
	name  string
	files []string
	kind  string // "" where nothing is found
	level judge.Level
	says  string
}{
	{"evicted", []string{log("100 FULL DISCONN", "700 CONNECTING EVICTED", "700 EVICTED RECOVER", "700 RECOVER FULL")}, "evicted", judge.Problem, "without a connection for 10 min"},
	{"evicted right away", []string{log("100 FULL DISCONN", "100 DISCONN CONNECTING", "100 CONNECTING EVICTED", "100 EVICTED RECOVER", "100 RECOVER FULL")}, "evicted", judge.Problem, "did not get a lock back"},
	{"evicts itself", []string{log("100 DISCONN CONNECTING") +
		"00000100:00080000:3.0:100.000000:0:4211:0:(import.c:1:f()) " + device + ": reconnected but import is invalid; marking evicted\n" +
		"00000100:00080000:3.0:100.000000:0:4211:0:(import.c:1:f()) 0: " + device + ": import 00000000a1b2c3d4 using connection 10.9.8.7@tcp/10.9.8.7@tcp\n" +
		log("100 CONNECTING EVICTED", "100 EVICTED RECOVER", "100 RECOVER FULL")}, "evicted", judge.Look, "evicted itself"},
	{"not evicted", []string{log("100 FULL DISCONN", "100 DISCONN CONNECTING", "100 CONNECTING RECOVER", "100 RECOVER FULL")}, "", "", ""},
	{"full and invalid", []string{imported("FULL", "invalid, replayable")}, "full-invalid", judge.Problem, "nobody has deactivated it"},
	{"full and invalid, new spelling", []string{imported("FULL", "IMPF_INVALID, IMPF_REPLAYABLE")}, "full-invalid", judge.Problem, "nobody has deactivated it"},
	{"full, invalid and deactive", []string{imported("FULL", "invalid, deactive")}, "full-invalid", judge.Look, "the administrator has deactivated it"},
	{"full", []string{imported("FULL", "replayable")}, "", "", ""},
	{"many connects", []string{strings.Replace(imported("FULL", "replayable"), "attempts: 1", "attempts: 23", 1)}, "connects", judge.Look, "has connected 23 times"},
	{"failed over", []string{strings.Replace(imported("FULL", "replayable"), "current_connection: \"10.9.8.7", "current_connection: \"10.9.8.8", 1)}, "failed-over", judge.Look, "connected at 10.9.8.8@tcp, and 10.9.8.7@tcp is the first"},
	{"stuck", []string{log("100 REPLAY_LOCKS REPLAY_WAIT", "101 REPLAY_WAIT CONNECTING") +
		"00000100:00080000:3.0:900.000000:0:4211:0:(import.c:1:f()) demo-OST0003_UUID: starting recovery\n"}, "stuck", judge.Problem, "since 00:01:41"},
	{"on its way", []string{log("100 FULL DISCONN", "100 DISCONN CONNECTING")}, "stuck", judge.Look, "its records end then"},
	{"deactivated", []string{param + "active=0\n"}, "deactivated", judge.Look, "by the administrator, not lost"},
	{"deactivated, server uuid", []string{param + "ost_server_uuid=demo-OST0002_UUID\tFULL\tDEACTIVATED\n"}, "deactivated", judge.Look, "by the administrator"},
	{"merely lost", []string{param + "active=1\n" + target + "2: demo-OST0002_UUID INACTIVE\n"}, "lost", judge.Problem, "not deactivated: it is lost"},
	{"active", []string{param + "active=1\n" + target + "2: demo-OST0002_UUID ACTIVE\n"}, "", "", ""},
	{"the LOV missed it", []string{imported("FULL", "replayable") + target + "2: demo-OST0002_UUID INACTIVE\n"}, "disagree", judge.Problem, "and the LOV has it INACTIVE"},
	{"denied", []string{clock("46", "LustreError: "+device+": connection denied by demo-OST0002_UUID: rc = -13")}, "denied", judge.Problem, "refuses the connection"},
	{"storm", []string{log("100 FULL DISCONN", "101 CONNECTING RECOVER", "101 RECOVER FULL", "200 FULL DISCONN", "201 CONNECTING RECOVER", "201 RECOVER FULL",
		"300 FULL DISCONN", "301 CONNECTING RECOVER", "301 RECOVER FULL")}, "storm", judge.Problem, "lost 3 times, 00:01:40 to 00:05:00, every 100 s"},
	{"lost once", []string{log("100 FULL DISCONN", "101 DISCONN CONNECTING", "101 CONNECTING RECOVER", "101 RECOVER FULL")}, "", "", ""},
	{"connects in vain", []string{log("100 DISCONN CONNECTING", "110 CONNECTING DISCONN", "125 DISCONN CONNECTING", "135 CONNECTING DISCONN",
		"150 DISCONN CONNECTING", "160 CONNECTING DISCONN", "175 DISCONN CONNECTING", "175 CONNECTING FULL")}, "reconnects", judge.Told, "3 connects in a row failed, 00:01:40 to 00:02:30, every 25 s"},
	{"refused, as a console tells it", []string{clock("01", refusal) + clock("26", refusal) + clock("51", refusal)}, "reconnects", judge.Look, "3 connects in a row failed, 09:26:01 to 09:26:51, every 25 s"},
	{"refused once", []string{clock("01", refusal)}, "", "", ""},
	{"lost again and again", []string{clock("01", loss) + clock("02", restored) + clock("11", loss) + clock("16", restored) + clock("21", loss) + clock("22", restored)},
		"outage", judge.Told, "away for 5 s: 09:26:11 to 09:26:16 Lost by client ffff9a0011223344 (OST0002). Back for client ffff9a0011223344 (OST0002). It was lost 3 times in all, 09:26:01 to 09:26:21"},
	{"slow", []string{log("100 REPLAY_LOCKS REPLAY_WAIT", "900 REPLAY_WAIT RECOVER", "900 RECOVER FULL")}, "slow", judge.Look, "in REPLAY_WAIT for 13 min 20 s"},
	{"recovery evicted", []string{"obdfilter.demo-OST0002.recovery_status=\nstatus: COMPLETE\nrecovery_start: 1\nrecovery_duration: 9\ncompleted_clients: 3/5\n"}, "recovery-evicted", judge.Problem, "3 of 5 clients"},
	{"recovery", []string{"obdfilter.demo-OST0002.recovery_status=\nstatus: COMPLETE\nrecovery_start: 1\nrecovery_duration: 9\ncompleted_clients: 5/5\n"}, "", "", ""},
	{"recovery evicted, console", []string{clock("46", "Lustre: demo-OST0002: Recovery over after 0:53, of 2 clients 1 recovered and 1 was evicted.")}, "recovery-evicted", judge.Problem, "evicted 1 client"},
	{"the server evicts", []string{clock("46", "Lustre: demo-OST0002: haven't heard from client 1c2d3e4f-0000-4000-8000-000000000001 (at 10.9.8.20@tcp) in 227 seconds. I think it's dead, and I am evicting it. exp 00000000aabbccdd, cur 1787650000 expire 1787649970 last 1787649773")},
		"server-evicts", judge.Problem, "had not heard of: 10.9.8.20@tcp, 09:26:46"},
	{"deactivated for good", []string{clock("46", "Lustre: Permanently deactivating demo-OST0002")}, "deactivated", judge.Look, "conf_param demo-OST0002.osc.active=1"},
	{"activated again for good", []string{clock("46", "Lustre: Permanently deactivating demo-OST0002") + clock("47", "Lustre: Permanently reactivating demo-OST0002")}, "", "", ""},
	{"lost, and deactivated", []string{clock("46", "Lustre: setting import demo-OST0002_UUID INACTIVE by administrator request") + clock("46", loss)}, "deactivated", judge.Look, "not lost"},
	{"lost for a request that timed out", []string{clock("46", "Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed out for slow reply: [sent 1787650000/real 1787650000]  req@00000000a1b2c3d4 x1/t0(0) o4->"+device+"@10.9.8.7@tcp:6/4 lens 1/2 e 0 to 1 dl 1787650006 ref 1 fl X/0/f rc 0/-1") +
		clock("46", loss) + clock("46", restored)}, "outage", judge.Told, "away for less than a second: 09:26:46 to 09:26:46 Lost by client ffff9a0011223344 (OST0002). Just before: a request timed out: timed out for slow reply. Back for client"},
	{"restored, and yet not", []string{clock("46", "Lustre: setting import demo-OST0002_UUID INACTIVE by administrator request") +
		clock("47", "Lustre: "+device+": Connection restored to demo-OST0002 (at 10.9.8.7@tcp)")}, "deactivated", judge.Look, "which stays disconnected"},
	{"orphans", []string{clock("46", "Lustre: demo-OST0002: deleting orphan objects from 0x0:23205 to 0x0:23265")}, "orphans", judge.Told, "OST0002"},
	{"failed over", []string{clock("40", "Lustre: "+device+": Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete") +
		clock("46", "Lustre: "+device+": Connection restored to 10.9.8.8@tcp (at 10.9.8.8@tcp)")}, "outage", judge.Told, "failed over from 10.9.8.7@tcp to 10.9.8.8@tcp in 6 s"},
	{"lost before its own host's records end", []string{"Aug 25 04:26:41 client7 kernel: Lustre: " + device + ": Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete\n" +
		"Aug 25 09:26:41 mds1 kernel: Lustre: demo-MDT0000: Connection restored to c7 (at 10.9.8.9@tcp)\n"}, "stuck", judge.Look, "its records end then"},
	{"a lightweight import", []string{clock("40", "Lustre: demo-MDT0000-lwp-OST0002: Connection to demo-MDT0000 (at 10.9.8.6@tcp) was lost; in progress operations using this service will wait for recovery to complete") +
		clock("46", "Lustre: demo-OST0002: deleting orphan objects from 0x0:23205 to 0x0:23265")}, "stuck", judge.Look, "lctl get_param lwp.demo-MDT0000-lwp-OST0002.import"},
	{"waiting for the first client", []string{"obdfilter.demo-OST0002.recovery_status=\nstatus: WAITING_FOR_CLIENTS\n"}, "recovering", judge.Look, "(WAITING_FOR_CLIENTS) Until"},
	{"no precreate", []string{"osp.demo-OST0002-osc-MDT0000.prealloc_status=-28\n"}, "no-precreate", judge.Problem, "the OST is full"},
	{"precreate", []string{"osp.demo-OST0002-osc-MDT0000.prealloc_status=0\n"}, "", "", ""},
	{"a pool without its target", []string{configLog + "- { index: 46, event: add_pool, device: demo-clilov, fsname: demo, pool: fast, ost: demo-OST0003_UUID }\n"}, "pool", judge.Problem, "names demo-OST0003, which is not there"},
	{"a pool with its target", []string{configLog + "- { index: 46, event: add_pool, device: demo-clilov, fsname: demo, pool: fast, ost: demo-OST0002_UUID }\n"}, "", "", ""},
	{"switched off in the log", []string{configLog + "- { index: 40, event: conf_param, device: demo-OST0002-osc, parameter: osc.active=0 }\n"}, "config-off", judge.Look, "active=0"},
	{"marked EXCLUDE", []string{"- { index: 20, event: marker, flags: 0x11, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n" +
		strings.TrimSpace(configLog) + "\n- { index: 27, event: marker, flags: 0x12, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n"}, "config-off", judge.Look, "EXCLUDE"},
	{"marked SKIP, and not listed", []string{"- { index: 20, event: marker, flags: 0x05, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n" +
		strings.TrimSpace(configLog) + "\n- { index: 27, event: marker, flags: 0x06, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n",
		target + "0: demo-OST0000_UUID ACTIVE\n"}, "config-off", judge.Problem, "SKIP"},
}

// What a console says of an import that is refused, lost and restored.
const (
	refusal  = "LustreError: 11-0: " + device + ": operation ost_connect to node 10.9.8.7@tcp failed: rc = -16"
	loss     = "Lustre: " + device + ": Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete"
	restored = "Lustre: " + device + ": Connection restored to 10.9.8.7@tcp (at 10.9.8.7@tcp)"
)

const configLog = "- { index: 26, event: add_osc, device: demo-clilov, ost: demo-OST0002_UUID, index: 2, gen: 1, UUID: demo-OST0002-osc_UUID }\n"

// TestFindings: what is to be acted on is found, with the next command, and is not found in
// what is alike and well. None of it is a violation.
func TestFindings(t *testing.T) {
	for _, row := range findings {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, row.files...)
			if s.Verdict == judge.Violates {
				t.Errorf("it violates: %s", accused(s))
			}
			var all []string
			found := false
			for _, f := range s.Findings {
				text := f.Sentence + " " + strings.Join(f.Why, " ") + " " + strings.Join(f.Next, " ")
				all = append(all, f.Kind+": "+text)
				found = found || f.Kind == row.kind && f.Level == row.level && strings.Contains(text, row.says)
				if f.Level != judge.Told && len(f.Next) == 0 {
					t.Errorf("%s says nothing to do next", f.Kind)
				}
				if len(f.Lines) == 0 {
					t.Errorf("%s shows no line", f.Kind)
				}
			}
			if row.kind == "" && len(all) > 0 || row.kind != "" && !found {
				t.Errorf("want %q %q, found\n%s", row.kind, row.says, strings.Join(all, "\n"))
			}
		})
	}
}

// TestEvictionNamesItsCause: the server's own line is the cause, also where it is in another
// file.
func TestEvictionNamesItsCause(t *testing.T) {
	client := clock("46", "LustreError: 167-0: "+device+": This client was evicted by demo-OST0002; in progress operations using this service will fail.")
	for _, row := range []struct{ name, server, says string }{
		{"not heard of", "Lustre: demo-OST0002: haven't heard from client 1c2d3e4f-0000-4000-8000-000000000001 (at 10.9.8.20@tcp) in 227 seconds. I think it's dead, and I am evicting it. exp 00000000aabbccdd, cur 1787650000 expire 1787649970 last 1787649773", "not heard of for 227 s"},
		{"lock", "LustreError: 138-a: demo-OST0002: A client on nid 10.9.8.20@tcp was evicted due to a lock blocking callback time out: rc -107", "it kept a lock"},
		{"lock, on a debugging line", "LustreError: 0:0:(ldlm_lockd.c:305:f()) ### lock callback timer expired after 101s: evicting client at 10.9.8.20@tcp  ns: filter-demo-OST0002_UUID lock: ffff9a0011223355/0x1 lrc: 3/0,0", "it kept a lock"},
		{"recovery", "Lustre: demo-OST0002: Recovery over after 0:53, of 2 clients 1 recovered and 1 was evicted.", "recovery had ended without it"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, client, clock("30", row.server))
			i := slices.IndexFunc(s.Findings, func(f judge.Finding) bool { return f.Kind == "evicted" })
			if i < 0 || !strings.Contains(strings.Join(s.Findings[i].Why, " "), row.says) {
				t.Errorf("want %q in %+v", row.says, s.Findings)
			}
		})
	}
}

// TestFindingsBesideWhatWasNotKept: of an import whose events were too many to keep, what the
// ones that were left out did is not made up.
func TestFindingsBesideWhatWasNotKept(t *testing.T) {
	states := []string{"FULL", "DISCONN", "CONNECTING", "RECOVER"}
	var changes []string
	for i := range 4000 {
		changes = append(changes, fmt.Sprintf("%d %s %s", 1000+i, states[i%4], states[(i+1)%4]))
	}
	s := told(t, log(changes...))
	if s.Lanes[0].Dropped == 0 {
		t.Fatal("all was kept")
	}
	for _, f := range s.Findings {
		if f.Kind == "storm" && strings.Contains(f.Sentence, "was lost at least 1") && !strings.Contains(f.Sentence, "every") {
			continue
		}
		t.Errorf("%s: %s", f.Kind, f.Sentence)
	}
}
