// Package history holds what happened in a run: which client called what and when,
// what it was answered and when, and the faults in between. A history is all that a
// verdict rests on, so it is saved before it is judged, and whether it is a history
// at all is settled here: what breaks a rule is malformed, with file, line and
// column, and is never judged.
//
// Three outcomes are kept apart. An operation that is ok took effect. One that is
// fail did not, and cannot any more. One that is info may have, or may yet: its
// return says only when its client gave up, and that client does nothing more. An
// operation that is open at the end is an info without a return.
//
// # The file
//
// A history is a file of JSON Lines: a header, then one record for each event in the
// order of the stamps, then an end.
//
//	{"format":"ostlife-history","version":1,"mode":"controlled","seed":7,"bounds":{"operations":2},"design":"rfc","defects":[]}
//	{"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"connect","node":0,"target":2}
//	{"seq":2,"time":310,"event":"fault","fault":"loss","node":0,"target":2,"detail":""}
//	{"seq":3,"time":420,"op":1,"client":0,"event":"ok","instance":1}
//	{"seq":4,"event":"end","operations":1}
//
// The same values give the same bytes. Fields may be read in any order, but none
// twice and none that is not listed here; JSON's white space is allowed inside of a
// line. A line ends with a newline, the last one too: a line that does not was cut,
// and is malformed. A file without its end is good: the run was interrupted or
// killed between two lines. [History.Complete] tells.
//
// Numbers are whole, and text is UTF-8 without U+FFFD, which is what is left of text
// that was lost. The file schema.json beside this package describes each line in JSON
// Schema; there, lengths are in characters, which are no more than the bytes.
//
// The fields of the header, in their order:
//
//	format   text     "ostlife-history"
//	version  number   1
//	mode     text     "controlled" or "real"
//	seed     number   what the run was drawn from
//	plan     any      optional: what was to be done, as its maker wrote it
//	bounds   object   the limits of the run: names with numbers
//	design   text     the preset that ran, for example "rfc"
//	defects  list     texts: what was planted in it
//	start    text     real runs alone: when it began, as in RFC 3339
//	go       text     real runs alone: the version of Go that ran it
//
// The fields of the records, in their order:
//
//	seq          number   each: its stamp, from 1, rising
//	time         number   each but end: nanoseconds since the run began, shown and never judged
//	op           number   call, ok, fail, info: the operation, from 1, rising from call to call
//	client       number   call, ok, fail, info: the caller
//	event        text     "call", "ok", "fail", "info", "fault" or "end"
//	kind         text     call: one of [Kinds]
//	fault        text     fault: its name
//	node         number   fault; call of what happens at a node
//	target       number   fault; call of each kind but settle, create, pool-list, ea-size, crash; ok of create
//	uuid         text     call of add
//	pool         text     call of create, pool-add, pool-remove, pool-list; "" is the global pool
//	instance     number   ok of connect, evict, write, read: from 1
//	position     number   ok of what writes a record, from 1; of status, settle, pool-list
//	present      boolean  ok of status
//	deactivated  boolean  ok of status
//	active       number   ok of status: the instance that the slot is active for, or 0
//	state        text     ok of status: of the import, for example "FULL"
//	value        number   call of write; ok of read, last-id (the id), ea-size (bytes)
//	object       number   call of unlink, ok of create: its id
//	targets      text     ok of pool-list: their numbers, rising, with commas between
//	error        text     fail: a refusal that the kind knows, for example "no-target"
//	detail       text     fault: more about it
//	operations   number   end: how many were called
//
// A fault has node and target in every case; which of them it means goes by its name.
//
// # The rules
//
// Stamps rise, so that lines that were swapped or doubled are found. Operations are
// numbered in the order of their calls, which makes the numbers unique. A client has
// one operation at a time and none after an info. A return belongs to the open
// operation of its client, has the fields of its kind and outcome, and no others. The
// end counts the operations. At least one operation is ok or fail: nothing to judge
// is not a good history. Whether the answers are right is not settled here.
//
// Every bound is a constant or a field of [Limits]. A history that goes beyond one of
// the latter may be good: that is a [LimitError], which stands for undecided.
package history
