package records

import "bytes"

// An import file is sections with keys, indented; lists in brackets; and since 2024 one line
// of statistics for each NID. 1.6 had neither sections nor brackets:
//
//	import: demo-OST0002-osc
//	    target: demo-OST0002_UUID@10.9.8.7@tcp
//	    state: FULL
//	    conn_cnt: 3
//	    flags: replayable pingable
//
// Where the indentation was lost, the keys alone say which section they belong to.
type importBlock struct {
	ImportFile
	section string
	open    []byte // a list whose closing bracket has not come yet, with its key
}

// importSections are the keys that have others below them.
var importSections = []string{"connect_data", "connection", "rpcs", "service_estimates", "transactions",
	"write_data_averages", "read_data_averages"}

// importKeys are the keys known, of all versions, by the section that they are in. A key that
// is none of them is taken where it is indented.
var importKeys = map[string]string{
	"name": "", "target": "", "state": "", "instance": "", "connect_flags": "", "import_flags": "", "flags": "",
	"inflight": "rpcs", "unregistering": "rpcs", "timeouts": "rpcs", "avg_waittime": "rpcs",
	"failover_nids": "connection", "current_connection": "connection", "connection_attempts": "connection",
	"generation": "connection", "in-progress_invalidations": "connection", "idle": "connection",
	"conn_cnt": "", "inval_cnt": "", "last_replay_transno": "", "peer_committed_transno": "", "last_trasno_checked": "",
	"services": "service_estimates", "network": "service_estimates",
	"last_replay": "transactions", "peer_committed": "transactions", "last_checked": "transactions",
	"bytes_per_rpc": "", "usec_per_rpc": "", "MB_per_sec": "",
	"target_version": "connect_data", "initial_grant": "connect_data", "target_index": "connect_data",
	"mdt_index": "connect_data", "max_brw_size": "connect_data",
}

// maxOpenList is how long a list may be that was wrapped.
const maxOpenList = 8 << 10

// maxImportFields is how many lines of an import file are kept.
const maxImportFields = 1000

func startImport(line []byte) block {
	key, value, ok := keyValue(line)
	if !ok || string(key) != "import" || len(bytes.Fields(value)) > 1 {
		return nil
	}
	return &importBlock{ImportFile: ImportFile{Name: string(value)}}
}

func (b *importBlock) kind() Kind      { return KindImport }
func (b *importBlock) origin() *Origin { return &b.Origin }
func (b *importBlock) about(a Subject) { b.Subject = a }
func (b *importBlock) record() Record  { return &b.ImportFile }
func (b *importBlock) full() bool      { return len(b.Fields) > maxImportFields }

// close says whether something is missing: each version has these.
func (b *importBlock) close() {
	_, generation := b.Fields.Get("connection.generation")
	_, old := b.Fields.Get("generation")
	if b.State == StateUnknown || !generation && !old || len(b.open) > 0 {
		b.Cut = true
	}
	if b.Device == "" {
		b.Device = b.Name
	}
}

func (b *importBlock) unended() { b.Cut = b.Cut || len(b.Fields) < 3 }

// add takes a line of the file.
func (b *importBlock) add(_ Place, line []byte) bool {
	if len(b.open) > 0 {
		return b.goOn(line)
	}
	trimmed := bytes.TrimSpace(line)
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	if len(trimmed) > 0 && trimmed[0] == '"' {
		return b.nidStat(trimmed)
	}
	key, value, ok := keyValue(trimmed)
	if !ok {
		return false
	}
	section, known := importKeys[string(key)]
	switch {
	case len(value) == 0 && isOneOf(key, importSections):
		b.section = string(key)
		return true
	case string(key) == "nids_stats": // inside of connection, which goes on behind it
		return len(value) == 0
	case !known && indent == 0:
		return false
	case string(key) == "state" && b.State != StateUnknown, string(key) == "target" && b.Target != "":
		return false
	}
	b.keep(b.name(string(key), section, known, indent), key, value)
	return true
}

// topIndent is how far the keys are indented that are in no section.
const topIndent = 4

// name is a key with its section: the one that it is known to be in, or else the one that it
// stands in, if its indentation or the section says so.
func (b *importBlock) name(key, section string, known bool, indent int) string {
	inData := b.section == "connect_data" && (key == "flags" || key == "instance")
	switch {
	case b.section != "" && (section == b.section || indent > topIndent || !known || inData):
		return b.section + "." + key
	case section != "" && !b.old():
		return section + "." + key
	}
	return key
}

// old is whether the file is 1.6's.
func (b *importBlock) old() bool { return b.section == "" && b.Name != "" && len(b.ConnectFlags) == 0 }

// keep puts a value where it belongs.
func (b *importBlock) keep(name string, key, value []byte) {
	b.Fields = append(b.Fields, Field{name, string(value)})
	switch name {
	case "name":
		b.Name = string(value)
	case "target":
		// 1.6 has the connection behind the target.
		target, connection, _ := cut(value, '@')
		b.Target = string(target)
		if len(connection) > 0 {
			b.Connection = string(connection)
		}
	case "state":
		b.State = parseState(value)
	case "flags":
		for _, flag := range bytes.Fields(value) {
			b.ImportFlags = append(b.ImportFlags, string(flag))
		}
	case "current_connection", "connection.current_connection":
		b.Connection = string(bytes.Trim(value, `"`))
	case "connect_flags", "import_flags", "connection.failover_nids":
		b.list(name, key, value)
	}
}

// list keeps a list, or its beginning where it was wrapped.
func (b *importBlock) list(name string, key, value []byte) {
	items, open := list(value)
	if open {
		b.Fields = b.Fields[:len(b.Fields)-1]
		b.open = append(append(append(b.open[:0], key...), ": "...), value...)
		return
	}
	switch name {
	case "connect_flags":
		b.ConnectFlags = items
	case "import_flags":
		b.ImportFlags = items
	default:
		b.NIDs = items
	}
}

// goOn takes the next line of a list that was wrapped. A line that has a key ends the list: its
// end is lost.
func (b *importBlock) goOn(line []byte) bool {
	rest := bytes.TrimSpace(line)
	if _, _, ok := keyValue(rest); ok || len(b.open)+len(rest) > maxOpenList {
		b.open, b.Cut = nil, true
		return b.add(Place{}, line)
	}
	glue := " "
	if last := b.open[len(b.open)-1]; last != ',' && last != '[' && !bytes.HasPrefix(rest, []byte("]")) {
		glue = "" // wrapped inside of a word
	}
	whole := append(append(b.open, glue...), rest...)
	b.open = nil
	key, value, _ := keyValue(whole)
	name := string(key)
	if section := importKeys[name]; section != "" {
		name = section + "." + name
	}
	b.keep(name, bytes.Clone(key), bytes.Clone(value))
	return true
}

// nidStat reads a line of nids_stats.
func (b *importBlock) nidStat(line []byte) bool {
	nid, rest, ok := cut(line[1:], '"')
	inside, ok2 := bytes.CutPrefix(bytes.TrimLeft(rest, ": "), []byte("{"))
	if !ok || !ok2 || b.section != "connection" || len(b.NIDStats) > maxImportFields {
		return false
	}
	stat := NIDStat{NID: string(nid)}
	for _, pair := range bytes.Split(bytes.TrimRight(inside, " }"), []byte(",")) {
		if key, value, ok := keyValue(pair); ok {
			stat.Fields = append(stat.Fields, Field{string(key), string(value)})
		}
	}
	b.NIDStats = append(b.NIDStats, stat)
	return true
}
