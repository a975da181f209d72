package history

// objectEdits are as edits, of testdata/ok/every-kind-of-objects.jsonl.
var objectEdits = []edit{
	{"unlink without object", 12, `,"object":7`, ``, `12:1: call of unlink: field "object" is missing`},
	{"unlink of object 0", 12, `"object":7`, `"object":0`, `12:100: object: want a number from 1 to 18446744073709551615, found 0`},
	{"unlink with a value", 12, `"object":7`, `"value":1,"object":7`, `12:99: call of unlink: field "value" has no place here`},
	{"ok of unlink with object", 13, `"ok"`, `"ok","object":7`, `13:62: ok of unlink: field "object" has no place here`},
	{"unlink is deactivated", 15, `no-object`, `deactivated`, `15:63: error: unlink is never refused with "deactivated"`},
	{"last-id without target", 4, `,"target":3`, ``, `4:1: call of last-id: field "target" is missing`},
	{"last-id of an object", 4, `"target":3`, `"target":3,"object":1`, `4:102: call of last-id: field "object" has no place here`},
	{"ok of last-id without value", 5, `,"value":7`, ``, `5:1: ok of last-id: field "value" is missing`},
	{"ok of last-id with object", 5, `"value":7`, `"value":7,"object":7`, `5:70: ok of last-id: field "object" has no place here`},
	{"last-id is busy", 7, `no-target`, `busy`, `7:61: error: last-id is never refused with "busy"`},
	{"ea-size of a target", 8, `"node":1000`, `"node":1000,"target":1`, `8:91: call of ea-size: field "target" has no place here`},
	{"ok of ea-size without value", 9, `,"value":144`, ``, `9:1: ok of ea-size: field "value" is missing`},
	{"ea-size has no target", 11, `unreachable`, `no-target`, `11:63: error: ea-size is never refused with "no-target"`},
	{"crash without node", 16, `,"node":1000`, ``, `16:1: call of crash: field "node" is missing`},
	{"crash of a target", 16, `"node":1000`, `"node":1000,"target":1`, `16:91: call of crash: field "target" has no place here`},
	{"crash fails", 17, `"ok"`, `"fail","error":"busy"`, `17:48: event: crash never fails`},
}
