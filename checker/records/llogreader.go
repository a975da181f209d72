package records

import (
	"bytes"
	"strconv"
)

// llogCommands are the commands as llog_reader prints them, the event that llog_print makes of
// each, and its names of the arguments.
var llogCommands = []struct {
	text, event string
	names       [5]string
}{
	{"attach", "attach", [5]string{"device", "type", "UUID"}},
	{"detach", "detach", [5]string{"device"}},
	{"cleanup", "cleanup", [5]string{"device"}},
	{"setup", "setup", [5]string{"device", "UUID", "node", "options", "failout"}},
	{"lov_setup", "setup", [5]string{"device"}},
	{"add_uuid", "add_uuid", [5]string{"device", "node"}},
	{"del_uuid", "del_uuid", [5]string{"device", "node"}},
	{"add_conn", "add_conn", [5]string{"device", "node"}},
	{"del_conn", "del_conn", [5]string{"device", "node"}},
	{"lov_modify_tgts add inactive", "add_osc_inactive", [5]string{"device", "ost", "index", "gen", "UUID"}},
	{"lov_modify_tgts add", "add_osc", [5]string{"device", "ost", "index", "gen", "UUID"}},
	{"lov_modify_tgts del", "del_osc", [5]string{"device", "ost", "index", "gen", "UUID"}},
	{"modify_mdc_tgts add", "add_mdc", [5]string{"device", "mdt", "index", "gen", "UUID"}},
	{"modify_mdc_tgts del", "del_mdc", [5]string{"device", "mdt", "index", "gen", "UUID"}},
	{"mount_option", "new_profile", [5]string{"device", "name", "lov", "lmv"}},
	{"del_mount_option", "del_profile", [5]string{"device", "name"}},
	{"param", "conf_param", [5]string{"device", "parameter"}},
	{"set_param", "set_param", [5]string{"device", "parameter", "value"}},
	{"sptlrpc_conf", "sptlrpc_conf", [5]string{"device", "parameter"}},
	{"pool new", "new_pool", [5]string{"device", "fsname", "pool"}},
	{"pool add", "add_pool", [5]string{"device", "fsname", "pool", "ost"}},
	{"pool remove", "remove_pool", [5]string{"device", "fsname", "pool", "ost"}},
	{"pool destroy", "del_pool", [5]string{"device", "fsname", "pool"}},
	{"set_timeout", "set_timeout", [5]string{}},
	{"set_ldlm_timeout", "set_ldlm_timeout", [5]string{}},
}

// readLlogReader reads "#26 (136)lov_modify_tgts add 0:demo-clilov  1:demo-OST0002_UUID  2:2  3:1".
func readLlogReader(line []byte) (*LlogRecord, bool) {
	number, rest, ok := cut(line[1:], '(')
	index, isNumber := parseInt(bytes.TrimSpace(number))
	_, rest, closed := cut(rest, ')')
	if !ok || !isNumber || !closed {
		return nil, false
	}
	r := &LlogRecord{Origin: Origin{Kind: KindLlogReader}, Index: int(index)}
	rest, r.Skip = bytes.CutPrefix(bytes.TrimLeft(rest, " "), []byte("SKIP "))
	rest = bytes.TrimLeft(rest, " ")
	if i := bytes.Index(rest, []byte("marker ")); i >= 0 && i <= len("SKIP START EXCLUDE START ") {
		return r, r.marker(rest[i:])
	}
	for _, c := range llogCommands {
		if args, ok := bytes.CutPrefix(rest, []byte(c.text)); ok && (len(args) == 0 || args[0] == ' ' || args[0] == '=') {
			r.Command = c.event
			r.arguments(args, c.names[:])
			return r, true
		}
	}
	if bytes.HasPrefix(rest, []byte("unsupported ")) || bytes.HasPrefix(rest, []byte("unknown ")) ||
		bytes.HasPrefix(rest, []byte("padding")) {
		r.Command = string(bytes.TrimSpace(rest))
		return r, true
	}
	return nil, false
}

// arguments reads "0:demo-clilov  1:demo-OST0002_UUID  2:2", with "nid=..." before it.
func (r *LlogRecord) arguments(text []byte, names []string) {
	if value, ok := bytes.CutPrefix(text, []byte("=")); ok {
		r.Fields = append(r.Fields, Field{"value", string(bytes.TrimSpace(value))})
		return
	}
	for _, word := range bytes.Fields(text) {
		if nid, ok := bytes.CutPrefix(word, []byte("nid=")); ok {
			r.Fields = append(r.Fields, Field{"nid", string(nid)})
			continue
		}
		number, value, ok := cut(word, ':')
		n, err := strconv.Atoi(string(number))
		if !ok || err != nil || len(value) == 0 {
			continue
		}
		name := strconv.Itoa(n)
		if n >= 0 && n < len(names) && names[n] != "" {
			name = names[n]
		}
		r.Fields = append(r.Fields, Field{name, string(value)})
	}
}

// marker reads "marker  12 (flags=0x01, v2.1.0.0) demo-OST0002 'add osc' Thu Aug 20 ... 2026-".
func (r *LlogRecord) marker(text []byte) bool {
	step, rest, ok := bytes.Cut(text[len("marker "):], []byte("(flags="))
	flags, rest, ok2 := cut(rest, ',')
	version, rest, ok3 := cut(rest, ')')
	n, number := parseHex(bytes.TrimPrefix(flags, []byte("0x")))
	if !ok || !ok2 || !ok3 || !number {
		return false
	}
	target, rest := firstWord(rest)
	comment, dates, _ := cut(bytes.TrimLeft(rest, " '"), '\'')
	created, canceled, _ := cut(dates, '-')
	r.Command, r.Flags = "marker", uint32(n)
	for _, f := range []struct {
		name  string
		value []byte
	}{{"step", step}, {"version", bytes.TrimPrefix(bytes.TrimSpace(version), []byte("v"))}, {"target", target},
		{"comment", comment}, {"created", created}, {"canceled", canceled}} {
		if value := bytes.TrimSpace(f.value); len(value) > 0 {
			r.Fields = append(r.Fields, Field{f.name, string(value)})
		}
	}
	return true
}
