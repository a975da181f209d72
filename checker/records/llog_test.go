package records

import "testing"

func TestLlogPrint(t *testing.T) {
	const start = "- { index: 20, event: marker, flags: 0x01, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n"
	const end = "- { index: 27, event: marker, flags: 0x02, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n"
	const excluded = "- { index: 30, event: marker, flags: 0x11, version: 2.16.50.1, createtime: 1787650000, canceltime: 0 }\n"
	const skipped = "- { index: 40, event: marker, flags: 0x05, version: 2.16.50.1, createtime: 1787650000, canceltime: 1787650009 }\n"
	markerTold := " version=2.16.50.1 createtime=1787650000 canceltime=0 marked"
	check(t, []row{
		{"records", "- { index: 21, event: add_uuid, nid: 10.9.8.7@tcp(0x200000a090807), node: 10.9.8.7@tcp }\n" +
			"- { index: 26, event: add_osc, device: demo-clilov, ost: demo-OST0002_UUID, index: 2, gen: 1, UUID: demo-OST0002-osc_UUID }\n" +
			"- { index: 28, event: conf_param, device: demo-OST0002-osc, parameter: osc.active=0 }\n",
			[]string{"1 llog 21 add_uuid nid=10.9.8.7@tcp(0x200000a090807) node=10.9.8.7@tcp",
				"2 llog 26 add_osc device=demo-clilov ost=demo-OST0002_UUID index=2 gen=1 UUID=demo-OST0002-osc_UUID",
				"3 llog 28 conf_param device=demo-OST0002-osc parameter=osc.active=0"}, 0},
		{"in groups", start + "- { index: 21, event: attach, device: a }\n" + end + excluded + "- { index: 31, event: attach, device: b }\n" +
			skipped + "- { index: 41, event: attach, device: c }\n- { index: 42, event: marker, flags: 0x06 }\n- { index: 43, event: attach, device: d }\n",
			[]string{"1 llog 20 marker flags=0x01" + markerTold, "2 llog 21 attach device=a marked", "3 llog 27 marker flags=0x02" + markerTold,
				"4 llog 30 marker flags=0x11" + markerTold + " exclude", "5 llog 31 attach device=b marked exclude",
				"6 llog 40 marker flags=0x05 version=2.16.50.1 createtime=1787650000 canceltime=1787650009 marked skip",
				"7 llog 41 attach device=c marked skip", "8 llog 42 marker flags=0x06 marked skip", "9 llog 43 attach device=d"}, 0},
		{"another log", excluded + "- { index: 2, event: attach, device: a }\n",
			[]string{"1 llog 30 marker flags=0x11" + markerTold + " exclude", "2 llog 2 attach device=a"}, 0},
		{"wrapped", "- { index: 26, event: add_osc, device: demo-clilov,\nost: demo-OST0002_UUID }\n",
			[]string{"1-2 llog 26 add_osc device=demo-clilov ost=demo-OST0002_UUID"}, 0},
		{"a comma inside", "- { index: 3, event: set_param, device: general, parameter: osc.*.checksum_type, value: a, b }\n",
			[]string{"1 llog 3 set_param device=general parameter=osc.*.checksum_type value=a, b"}, 0},
		{"cut", "- { index: 26, event: add_osc, device: demo-cl\n" + entered, []string{"1 gap unread 1 import"}, 1},
		{"other YAML", "- { name: x, event: y }\n- { index: z, event: y }\n", []string{"1-2 gap unread 2"}, 2},
	})
}

func TestLlogReader(t *testing.T) {
	const head = "Header size : 8192\t llh_size : 80\nTime : Thu Aug 20 11:12:13 2026\nNumber of records: 9\tcat_idx: 0\tlast_idx: 9\nTarget uuid : config_uuid\n-----------------------\n"
	check(t, []row{
		{"records", head + "#02 (136)attach    0:demo-OST0002-osc  1:osc  2:demo-clilov_UUID  \n#03 (176)lov_setup 0:demo-clilov  1:(struct lov_desc)\n\t\tuuid=demo-clilov_UUID  stripe:cnt=1 size=1048576\n" +
			"#26 (136)lov_modify_tgts add 0:demo-clilov  1:demo-OST0002_UUID  2:2  3:1  \n#32 (080)add_uuid  nid=10.9.8.7@tcp(0x200000a090807)  0:  1:10.9.8.7@tcp  \n" +
			"#44 (080)set_timeout=20 \n#48 (112)param 0:demo-clilov  1:lov.stripesize=1048576  \n#50 (100)pool add 0:demo-clilov  1:demo  2:fast  3:demo-OST0002_UUID  \n",
			[]string{"6 llog 2 attach device=demo-OST0002-osc type=osc UUID=demo-clilov_UUID", "7 llog 3 setup device=demo-clilov 1=(struct",
				"9 llog 26 add_osc device=demo-clilov ost=demo-OST0002_UUID index=2 gen=1", "10 llog 32 add_uuid nid=10.9.8.7@tcp(0x200000a090807) node=10.9.8.7@tcp",
				"11 llog 44 set_timeout value=20", "12 llog 48 conf_param device=demo-clilov parameter=lov.stripesize=1048576",
				"13 llog 50 add_pool device=demo-clilov fsname=demo pool=fast ost=demo-OST0002_UUID"}, 0},
		{"markers", "#20 (224)EXCLUDE START marker  12 (flags=0x11, v2.1.0.0) demo-OST0002    'add osc' Thu Aug 20 11:12:13 2026-\n#21 (136)attach    0:a\n" +
			"#22 (224)END   EXCLUDE END   marker  12 (flags=0x12, v2.1.0.0) demo-OST0002    'add osc' Thu Aug 20 11:12:13 2026-\n" +
			"#23 (224)SKIP START marker  13 (flags=0x05, v2.1.0.0) demo-OST0003    'add osc' Thu Aug 20 11:12:13 2026-Fri Aug 21 11:12:13 2026\n#24 (136)SKIP attach    0:b\n",
			[]string{"1 llog 20 marker step=12 version=2.1.0.0 target=demo-OST0002 comment=add osc created=Thu Aug 20 11:12:13 2026 marked exclude",
				"2 llog 21 attach device=a marked exclude",
				"3 llog 22 marker step=12 version=2.1.0.0 target=demo-OST0002 comment=add osc created=Thu Aug 20 11:12:13 2026 marked exclude",
				"4 llog 23 marker step=13 version=2.1.0.0 target=demo-OST0003 comment=add osc created=Thu Aug 20 11:12:13 2026 canceled=Fri Aug 21 11:12:13 2026 marked skip",
				"5 llog 24 attach device=b marked skip"}, 0},
		{"not one", "-----------------------\nTime : 5\nskip this\n", []string{"1-3 gap unread 3"}, 3},
		{"damaged", "#26 (136)lov_modify\n#2x (136)attach 0:a\n#26 136 attach\n# a title\n", []string{"1-4 gap unread 4"}, 4},
	})
}
