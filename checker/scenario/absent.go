package scenario

// absent says of words what they stand for that the design has not: a line that begins
// with one is refused by that name, and so is one that needs it.
var absent = map[string]string{
	"quota": "quota", "idle": "idle disconnect", "lru": "lock lru size", "lru_size": "lock lru size",
	"max_create": "limit of creates on a target", "no_create": "mounting an OST without creates",
	"inodes": "number of free inodes", "space": "free space", "append": "appending writes",
	"format": "formatting", "writeconf": "writing the config log anew", "nid": "addresses of a node (nids)",
	"failnode": "addresses of a fail-over partner", "changelog": "changelog", "hsm": "HSM", "lfsck": "lfsck",
	"mirror": "mirrored files", "dom": "data on the MDT", "snapshot": "snapshots", "nodemap": "nodemaps",
	"evictor": "ping evictor", "ir": "imperative recovery", "seq": "sequences of object ids", "open": "open files",
	"close": "open files", "rename": "names of files", "mkdir": "directories", "ls": "names of files",
	"chmod": "attributes of files", "truncate": "truncation", "flock": "locks of applications",
	"setstripe": "striped layouts", "eacces": "a server that refuses a client", "dry_run": "removing a target without doing it",
	"cancel": "cancelling a record of the config log", "lightweight": "lightweight connections",
}
