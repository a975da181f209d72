package records

import (
	"bytes"
	"path"
	"strings"
)

// A parameter is printed as lctl get_param does, "osc.DEVICE.active=1", with the value in the
// lines behind it if it has several; with the name before each line, as its option -H does; as
// YAML, with a colon; or with the path of its file, as grep does.

// paramModules are what the names of parameters begin with.
var paramModules = []string{"osc", "osp", "lov", "lod", "lmv", "mdc", "mdt", "mdd", "mds", "mgc", "mgs", "ost", "obdfilter",
	"ofd", "llite", "ldlm", "lwp", "ptlrpc", "qmt", "nodemap", "sptlrpc", "osd-ldiskfs", "osd-zfs", "lquota", "fld", "seq"}

// maxParamName is how long the name of a parameter may be.
const maxParamName = 256

// splitParam takes a line apart that a parameter's name, or the path of its file, begins.
func splitParam(line []byte) (name string, value []byte, ok bool) {
	if len(line) > 0 && line[0] == '/' {
		return splitPath(line)
	}
	module, rest, dot := cut(line, '.')
	if !dot || !isOneOf(module, paramModules) {
		return "", nil, false
	}
	end := bytes.IndexAny(rest, "= \t")
	if end < 0 {
		end = len(rest)
	}
	end += len(module) + 1
	if end > maxParamName {
		return "", nil, false
	}
	switch colon := line[end-1] == ':'; {
	case colon && (end == len(line) || line[end] == ' '):
		return string(line[:end-1]), bytes.TrimPrefix(line[end:], []byte(" ")), true
	case end < len(line) && line[end] == '=':
		return string(line[:end]), line[end+1:], true
	}
	return "", nil, false
}

// splitPath takes a line apart that the path of a parameter's file begins.
func splitPath(line []byte) (name string, value []byte, ok bool) {
	end := bytes.IndexAny(line, ":= \t")
	if end < 0 || end > maxParamName || line[end] != ':' && line[end] != '=' || !bytes.Contains(line[:end], []byte("/lustre/")) {
		return "", nil, false
	}
	name = paramOfPath(string(line[:end]))
	return name, line[end+1:], name != ""
}

// paramOfPath is the name of the parameter in a file under /proc/fs/lustre or its like, and ""
// for any other path.
func paramOfPath(file string) string {
	if i := strings.LastIndex(file, "/lustre/"); i >= 0 {
		rest := file[i+len("/lustre/"):]
		if module, _, ok := strings.Cut(rest, "/"); ok && isOneOf([]byte(module), paramModules) {
			return strings.ReplaceAll(rest, "/", ".")
		}
	}
	dir, last := path.Split(file)
	dir, device := path.Split(path.Clean(dir))
	if module := path.Base(dir); isOneOf([]byte(module), paramModules) && device != "" {
		return module + "." + device + "." + last
	}
	return ""
}

// subjectOfParam is what a parameter is about.
func subjectOfParam(name string) Subject {
	_, rest, _ := strings.Cut(name, ".")
	device := ""
	if i := strings.Index(rest, ".pools."); i >= 0 {
		device = rest[:i]
	} else if i := strings.LastIndexByte(rest, '.'); i >= 0 {
		device = rest[:i]
	}
	return Subject{Param: name, Device: device}
}

// subjectOfPath is what the file of that name is about, as far as the name says it.
func subjectOfPath(file string) Subject {
	if name := paramOfPath(file); name != "" {
		s := subjectOfParam(name)
		s.ByPath = true
		return s
	}
	for rest := file; rest != ""; {
		dir, last := path.Split(rest)
		if device := deviceIn(last); device != "" {
			return Subject{Device: device, ByPath: true}
		}
		if rest = strings.TrimSuffix(dir, "/"); rest == dir {
			break
		}
	}
	return Subject{}
}

// deviceIn is the name of an obd device inside of the name of a file, like
// "client7_demo-OST0002-osc-ffff9a0011223344.import.txt". The file system's name is letters and
// digits there, since anything else may be the file's own.
func deviceIn(name string) string {
	at := strings.Index(name, "-OST")
	if mdt := strings.Index(name, "-MDT"); at < 0 || mdt >= 0 && mdt < at {
		at = mdt
	}
	const target = len("-OST0002")
	if at <= 0 || len(name) < at+target || !hexadecimal([]byte(name[at+4:at+target])) {
		return ""
	}
	begin := at
	for begin > 0 && isLetterOrDigit(name[begin-1]) {
		begin--
	}
	end := at + target
	for end < len(name) && (isLetterOrDigit(name[end]) || name[end] == '-') {
		end++
	}
	if begin == at {
		return ""
	}
	return name[begin:end]
}

func isLetterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// headerName is the name in a line "==> name <==".
func headerName(line []byte) (string, bool) {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("==> "))
	name, ok2 := bytes.CutSuffix(rest, []byte(" <=="))
	return string(name), ok && ok2 && len(name) > 0
}

// param reads a line that a parameter's name begins.
func (s *scanner) param(line []byte) bool {
	name, value, ok := splitParam(bytes.TrimLeft(line, " \t"))
	if !ok {
		return false
	}
	about := subjectOfParam(name)
	if s.block != nil && subjectOfBlock(s.block) == name && s.block.add(s.at, value) {
		s.addTold()
		return true
	}
	s.turn()
	s.about = about
	if pool := startPoolOf(about, s.at); pool != nil {
		s.block = pool
		s.addTold()
		if !blank(value) {
			pool.add(s.at, bytes.TrimSpace(value))
		}
		return true
	}
	if blank(value) {
		s.inValue = true
		s.count(KindParam, 0, 1)
		return true
	}
	if b := startBlock(value); b != nil {
		return s.content(value)
	}
	s.about = s.file
	s.tell(&Param{Origin: Origin{Kind: KindParam}, Subject: about, Name: lastPart(name), Value: string(bytes.TrimSpace(value))})
	return true
}

// subjectOfBlock is the parameter that a block was read from, or "".
func subjectOfBlock(b block) string {
	switch b := b.(type) {
	case *importBlock:
		return b.Param
	case *stateBlock:
		return b.Param
	case *recoveryBlock:
		return b.Param
	case *targetBlock:
		return b.Param
	case *uuidBlock:
		return b.Param
	case *poolBlock:
		return b.Param
	}
	return ""
}

// lastPart is the last part of a parameter's name.
func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// bareValues are the parameters whose file is a bare number.
var bareValues = []string{"active", "prealloc_status", "prealloc_next_id", "prealloc_last_id", "prealloc_next_seq",
	"prealloc_last_seq", "prealloc_reserved", "sync_changes", "sync_in_flight", "sync_in_progress", "max_create_count",
	"create_count", "maxage"}

// bareValue reads a file that is one number, of which its own name says what it is.
func (s *scanner) bareValue(line []byte) bool {
	line = bytes.TrimSpace(line)
	name := lastPart(s.about.Param)
	if !isOneOf([]byte(name), bareValues) || wordEnd(line) < len(line) {
		return false
	}
	if _, number := parseInt(line); !number && !bytes.HasPrefix(line, []byte("0x")) {
		return false
	}
	s.turn()
	s.tell(&Param{Origin: Origin{Kind: KindParam}, Subject: s.about, Name: name, Value: string(line)})
	s.about = s.file
	return true
}
