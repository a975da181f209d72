package records

import (
	"slices"
	"strings"
	"testing"
)

// Import files of three eras, and what is the same in all of them.
const (
	importOf16 = `import: demo-OST0002-osc
    target: demo-OST0002_UUID@10.9.8.7@tcp
    state: DISCONN
    inflight: 0
    unregistering: 0
    conn_cnt: 3
    generation: 2
    inval_cnt: 0
    last_replay_transno: 0
    peer_committed_transno: 12
    last_trasno_checked: 12
    flags: invalid replayable pingable
`
	importOf18 = `import:
    name: demo-OST0002-osc
    target: demo-OST0002_UUID
    current_connection: 10.9.8.7@tcp
    state: DISCONN
    connect_flags: [write_grant, version]
    import_flags: [invalid, replayable, pingable]
    connection:
       connection_attempts: 3
       generation: 2
       in-progress_invalidations: 0
    rpcs:
       inflight: 0
       unregistering: 0
       timeouts: 4
       avg_waittime: 812 usec
    service_estimates:
       services: 5 sec
       network: 5 sec
    transactions:
       last_replay: 0
       peer_committed: 12
       last_checked: 12
`
	importOfNow = `import:
    name: demo-OST0002-osc
    target: demo-OST0002_UUID
    state: DISCONN
    connect_flags: [ write_grant, version ]
    connect_data:
       flags: 0x20000040
       instance: 7
       target_version: 2.16.50.1
       some_new_key: 1
    import_flags: [ IMPF_INVALID, IMPF_REPLAYABLE, IMPF_PINGABLE ]
    connection:
       failover_nids: [ "10.9.8.7@tcp", "10.9.8.8@tcp" ]
       nids_stats:
          "10.9.8.7@tcp": { connects: 3, replied: 2, uptodate: uptodate, sec_ago: 41 }
          "10.9.8.8@tcp": { connects: 0, replied: 0, uptodate: unknown, sec_ago: never }
       current_connection: "10.9.8.7@tcp"
       connection_attempts: 3
       generation: 2
       in-progress_invalidations: 0
       idle: 12 sec
    rpcs:
       inflight: 0
       unregistering: 0
       timeouts: 1
       avg_waittime: 812 usecs
    transactions:
       last_replay: 0
       peer_committed: 12
       last_checked: 12
    write_data_averages:
       bytes_per_rpc: 1048576
       usec_per_rpc: 3021
       MB_per_sec: 347.09
`
)

func TestImportFile(t *testing.T) {
	for _, row := range []struct {
		name, text string
		generation string // where the field is
		nids       []string
	}{
		{"1.6", importOf16, "generation", nil},
		{"1.8", importOf18, "connection.generation", nil},
		{"now", importOfNow, "connection.generation", []string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"quoted", "> " + strings.ReplaceAll(strings.TrimSuffix(importOfNow, "\n"), "\n", "\n> ") + "\n", "connection.generation",
			[]string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"without its indentation", unindented(importOfNow), "connection.generation", []string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"with its name before each line", beforeEach("osc.demo-OST0002-osc.import=", importOfNow), "connection.generation",
			[]string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"as grep has it", beforeEach("/proc/fs/lustre/osc/demo-OST0002-osc/import:", importOfNow), "connection.generation",
			[]string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"indented by three", strings.ReplaceAll(importOfNow, "\n    ", "\n"), "connection.generation", []string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"with zeros inside", strings.ReplaceAll(importOfNow, "state", "st\x00\x00ate"), "connection.generation", []string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"of a node", beforeEach("client7: ", importOfNow), "connection.generation", []string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
		{"a list that is wrapped", strings.Replace(importOfNow, `"10.9.8.8@tcp" ]`, "\n\"10.9.8.8@tcp\" ]", 1), "connection.generation",
			[]string{"10.9.8.7@tcp", "10.9.8.8@tcp"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			all, sum := readAll(t, row.text)
			if len(all) != 1 || (&Summary{Files: []FileSummary{sum}}).All().Unread != 0 {
				t.Fatalf("%d records, %+v", len(all), sum.Kinds)
			}
			f := all[0].(*ImportFile)
			if f.Name != "demo-OST0002-osc" || f.Device != f.Name || f.Target != "demo-OST0002_UUID" || f.State != Disconn ||
				f.Connection != "10.9.8.7@tcp" || f.Cut {
				t.Errorf("got %+v", f)
			}
			if !f.Flag("invalid") || !f.Flag("replayable") || f.Flag("deactive") || !slices.Equal(f.NIDs, row.nids) {
				t.Errorf("got %v %v", f.ImportFlags, f.NIDs)
			}
			if n, ok := f.Fields.Int(row.generation); !ok || n != 2 {
				t.Errorf("generation %d %v of %v", n, ok, f.Fields)
			}
			if len(f.NIDs) > 0 && (len(f.NIDStats) != 2 || f.NIDStats[1].Fields[3] != Field{"sec_ago", "never"}) {
				t.Errorf("got %v", f.NIDStats)
			}
		})
	}
}

func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	// A key that nobody knows is told by its indentation alone.
	return strings.Replace(strings.Join(lines, "\n"), "some_new_key: 1\n", "", 1)
}

func beforeEach(prefix, text string) string {
	return prefix + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+prefix) + "\n"
}

func TestImportFileDamaged(t *testing.T) {
	head := "import:\n    name: demo-OST0002-osc\n    target: demo-OST0002_UUID\n"
	told := "import demo-OST0002-osc demo-OST0002_UUID "
	check(t, []row{
		{"cut", head + "    state: FULL\n    connect_flags: [ version ]\n", []string{"1-5 " + told + "FULL cut"}, 0},
		{"cut in a list", head + "    state: FULL\n    connect_flags: [ version, wri\n", []string{"1-5 " + told + "FULL cut"}, 0},
		{"no such state", head + "    state: FUL\n    generation: 2\n", []string{"1-5 " + told + "UNKNOWN cut"}, 0},
		{"prose behind", importOf16 + "and then it hung\n", []string{"1-12 import demo-OST0002-osc demo-OST0002_UUID DISCONN", "13 gap unread 1"}, 1},
		{"no newline", strings.TrimSuffix(importOf16, "\n"), []string{"1-12 import demo-OST0002-osc demo-OST0002_UUID DISCONN"}, 0},
		{"no newline, early", "import:\n    name: a", []string{"1-2 import a  UNKNOWN cut"}, 0},
		{"two", importOf16 + importOf16, []string{"1-12 import demo-OST0002-osc demo-OST0002_UUID DISCONN",
			"13-24 import demo-OST0002-osc demo-OST0002_UUID DISCONN"}, 0},
		{"a console line inside", head + "[1.5] " + lostText + "\n    state: FULL\n    generation: 2\n",
			[]string{"4 " + lostTold, "1-6 " + told + "FULL"}, 0},
		{"not one", "import: the goods\nimport os\n", []string{"1-2 gap unread 2"}, 2},
	})
}

func TestStateFile(t *testing.T) {
	ring := "state_history:\n - [ 1787650001, CONNECTING ]\n - [ 1787650001, FULL ]\n"
	old := "state_history:\n - [1787650001, CONNECTING]\n - [1787650001, REPLAY_LOCKS]\n"
	entries := " 1787650001/CONNECTING@3 1787650001/FULL@4"
	check(t, []row{
		{"since 2014", "current_state: FULL\n" + ring, []string{"1-4 state  FULL:" + entries}, 0},
		{"before", "current_state: REPLAY_LOCKS\n" + old,
			[]string{"1-4 state  REPLAY_LOCKS: 1787650001/CONNECTING@3 1787650001/REPLAY_LOCKS@4"}, 0},
		{"with its name", "osc.demo-OST0002-osc-MDT0000.state=\ncurrent_state: FULL\n" + ring + "osc.x.state=current_state: NEW\n",
			[]string{"2-5 state demo-OST0002-osc-MDT0000 FULL: 1787650001/CONNECTING@4 1787650001/FULL@5", "6 state x NEW:"}, 0},
		{"with its name before each line", beforeEach("osp.demo-OST0002-osc-MDT0000.state=", "current_state: FULL\n"+ring) + "osp.demo-OST0002-osc-MDT0000.state=\n",
			[]string{"1-4 state demo-OST0002-osc-MDT0000 FULL:" + entries}, 0},
		{"as YAML", "osp.demo-OST0002-osc-MDT0000.state: current_state: FULL\n" + ring,
			[]string{"1-4 state demo-OST0002-osc-MDT0000 FULL:" + entries}, 0},
		{"with a header", "==> /proc/fs/lustre/osc/demo-OST0002-osc/state <==\ncurrent_state: FULL\n" + ring,
			[]string{"2-5 state demo-OST0002-osc FULL: 1787650001/CONNECTING@4 1787650001/FULL@5"}, 0},
		{"without its ring", "current_state: IDLE\n", []string{"1 state  IDLE:"}, 0},
		{"cut entry", "current_state: FULL\n" + ring + " - [ 1787650, \n", []string{"1-4 state  FULL:" + entries + " cut", "5 gap unread 1"}, 1},
		{"cut at the end of the file", "current_state: FULL\nstate_history:\n - [ 1787650001, REPLAY", []string{"1-2 state  FULL: cut", "3 gap unread 1"}, 1},
		{"no newline", "current_state: REPLAY\nstate_history:\n - [ 1787650001, REPLAY ]", []string{"1-3 state  REPLAY: 1787650001/REPLAY@3"}, 0},
		{"no newline and no ring", "current_state: REPLAY", []string{"1 state  REPLAY: cut"}, 0},
		{"no such state", "current_state: FULL\n - [ 1787650001, FUL ]\n", []string{"1 state  FULL: cut", "2 gap unread 1"}, 1},
		{"nothing like it", "current_state: happy\n", []string{"1 gap unread 1"}, 1},
	})
}

func TestParameters(t *testing.T) {
	check(t, []row{
		{"server uuid", "osc.demo-OST0002-osc.ost_server_uuid=demo-OST0002_UUID\tFULL\nmdc.demo-MDT0000-mdc.mds_server_uuid=demo-MDT0000_UUID\tDISCONN\tDEACTIVATED\n",
			[]string{"1 uuid demo-OST0002-osc demo-OST0002_UUID FULL false", "2 uuid demo-MDT0000-mdc demo-MDT0000_UUID DISCONN true"}, 0},
		{"server uuid alone", "demo-OST0002_UUID  IDLE\n", []string{"1 uuid  demo-OST0002_UUID IDLE false"}, 0},
		{"server uuid, other words", "demo-OST0002_UUID READY\ndemo-OST0002_UUID FULL OF\n", []string{"1-2 gap unread 2"}, 2},
		{"without a newline", "demo-OST0002_UUID\tREPLAY", []string{"1 uuid  demo-OST0002_UUID REPLAY false cut"}, 0},
		{"targets", "OBDS:\n0: demo-OST0000_UUID ACTIVE\n2: demo-OST0002_UUID INACTIVE\n",
			[]string{"2-3 targets  [{2 0 demo-OST0000_UUID true} {3 2 demo-OST0002_UUID false}]"}, 0},
		{"one target", "lov.demo-clilov-ffff9a0011223344.target_obd=0: demo-OST0000_UUID ACTIVE\n",
			[]string{"1 targets demo-clilov-ffff9a0011223344 [{1 0 demo-OST0000_UUID true}]"}, 0},
		{"recovery", "obdfilter.demo-OST0002.recovery_status=\nstatus: COMPLETE\nrecovery_start: 1787650001\nrecovery_duration: 53\ncompleted_clients: 1/2\nreplayed_requests: 0\nlast_transno: 4294967296\nVBR: DISABLED\nIR: ENABLED\n\nmdt.demo-MDT0000.recovery_status=status: INACTIVE\n",
			[]string{"2-9 recovery demo-OST0002 COMPLETE recovery_start=1787650001 recovery_duration=53 completed_clients=1/2 replayed_requests=0 last_transno=4294967296 VBR=DISABLED IR=ENABLED",
				"11 recovery demo-MDT0000 INACTIVE "}, 0},
		{"recovery waits", "status: WAITING\nnon-ready MDTs:  0001\nrecovery_start: 1787650001\ntime_waited: 3\nstatus: WAITING_FOR_CLIENTS\n",
			[]string{"1-4 recovery  WAITING non-ready MDTs=0001 recovery_start=1787650001 time_waited=3", "5 recovery  WAITING_FOR_CLIENTS "}, 0},
		{"recovery, cut", "status: RECOVERING\nrecovery_start: 1787650001\n", []string{"1-2 recovery  RECOVERING recovery_start=1787650001 cut"}, 0},
		{"another status", "status: green\nstatus: ok\n", []string{"1-2 gap unread 2"}, 2},
		{"one line each", "osp.demo-OST0002-osc-MDT0000.active=0\nosp.demo-OST0002-osc-MDT0000.prealloc_status=-108\nosc.a.active: 1\n/proc/fs/lustre/osc/demo-OST0002-osc/active:1\n",
			[]string{"1 param demo-OST0002-osc-MDT0000 active=0", "2 param demo-OST0002-osc-MDT0000 prealloc_status=-108", "3 param a active=1",
				"4 param demo-OST0002-osc active=1"}, 0},
		{"values that nobody reads", "osc.demo-OST0002-osc.stats=\nsnapshot_time 1787650001.5 secs.usecs\nreq_waittime 7 samples [usec] 1 2 3\nosc.x.active=1\n",
			[]string{"4 param x active=1"}, 0},
		{"a value that nobody reads with its header", "==> /proc/fs/lustre/osc/demo-OST0002-osc/stats <==\nsnapshot_time 5\n==> messages <==\nprose\n",
			[]string{"4 gap unread 1"}, 1},
		{"a pool with its header", "==> /proc/fs/lustre/lov/demo-clilov/pools/fast <==\ndemo-OST0002_UUID\ndemo-OST0003_UUID\n",
			[]string{"2-3 pool demo.fast [demo-OST0002_UUID demo-OST0003_UUID]"}, 0},
		{"prose behind a value", "osc.x.active=1\nprose\n", []string{"1 param x active=1", "2 gap unread 1"}, 1},
		{"a bare number with its header", "==> /proc/fs/lustre/osc/demo-OST0002-osc/active <==\n1\n", []string{"2 param demo-OST0002-osc active=1"}, 0},
		{"a bare number", "1\n", []string{"1 gap unread 1"}, 1},
		{"devices", "  0 UP mgc MGC10.9.8.1@tcp 11758898-aa88-b37f-32e5-2205b17c0dbd 5\n 12 IN osc demo-OST0002-osc-ffff9a0011223344 aa0d2ca1-19e8-11e8-1563-bffaacd37e6c 4 10.9.8.7@tcp\n",
			[]string{"1-2 devices [{1 0 UP mgc MGC10.9.8.1@tcp 11758898-aa88-b37f-32e5-2205b17c0dbd 5 } {2 12 IN osc demo-OST0002-osc-ffff9a0011223344 aa0d2ca1-19e8-11e8-1563-bffaacd37e6c 4 10.9.8.7@tcp}]"}, 0},
		{"pools", "Pools from demo:\ndemo.fast\ndemo.slow\nPool: demo.fast\ndemo-OST0000_UUID\ndemo-OST0002_UUID\nlov.demo-clilov-ffff9a0011223344.pools.slow=\ndemo-OST0001_UUID\nlod.demo-MDT0000-mdtlov.pools.fast=demo-OST0000_UUID\nPool: demo.empty\n",
			[]string{"1-3 pool demo. [demo.fast demo.slow]", "4-6 pool demo.fast [demo-OST0000_UUID demo-OST0002_UUID]",
				"7-8 pool demo.slow [demo-OST0001_UUID]", "9 pool demo.fast [demo-OST0000_UUID]", "10 pool demo.empty []"}, 0},
	})
}

func TestSubjectOfPath(t *testing.T) {
	for _, row := range []struct{ path, param, device string }{
		{"/proc/fs/lustre/osc/demo-OST0002-osc-ffff9a0011223344/state", "osc.demo-OST0002-osc-ffff9a0011223344.state", "demo-OST0002-osc-ffff9a0011223344"},
		{"dump/osp/demo-OST0002-osc-MDT0000/active", "osp.demo-OST0002-osc-MDT0000.active", "demo-OST0002-osc-MDT0000"},
		{"node7_osp_demo-OST0002-osc-MDT0000.state.txt", "", "demo-OST0002-osc-MDT0000"},
		{"demo-OST0002-osc-MDT0000/state.gz", "", "demo-OST0002-osc-MDT0000"},
		{"demo-MDT0001.recovery_status", "", "demo-MDT0001"},
		{"/home/me/lustre/notes/demo.txt", "", ""},
		{"messages-OSTRICH", "", ""},
		{"-", "", ""},
		{"", "", ""},
		{"/", "", ""},
	} {
		if got := subjectOfPath(row.path); got.Param != row.param || got.Device != row.device {
			t.Errorf("%q gives %+v", row.path, got)
		}
	}
}
