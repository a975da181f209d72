package scenario

// absent says of words what they stand for that the design has not: a line that begins
// with one is refused by that name, and so is one that needs it.
var absent = map[string]string{
	"append": "appending writes", "at": "adaptive timeouts", "attr": "attributes of files", "bulk": "bulk transfers",
	"cancel": "cancelling a record of the config log", "changelog": "changelog", "checksum": "checksums", "chgrp": "attributes of files",
	"chmod": "attributes of files", "chown": "attributes of files", "close": "open files", "dne": "several MDTs of one file system",
	"dom": "data on the MDT", "dry_run": "removing a target without doing it", "eacces": "a server that refuses a client",
	"encrypt": "encryption", "evictor": "ping evictor", "failnode": "addresses of a fail-over partner", "fallocate": "space of a file",
	"fid": "sequences of object ids", "flock": "locks of applications", "fop": "open files", "format": "formatting",
	"getstripe": "striped layouts", "glimpse": "sizes of files", "grant": "grants of space", "group_lock": "locks of applications", "hsm": "HSM",
	"idle": "idle disconnect", "imperative_recovery": "imperative recovery", "inodes": "number of free inodes", "ir": "imperative recovery",
	"jobid": "statistics of jobs", "kerberos": "authentication", "layout": "striped layouts", "lfsck": "lfsck",
	"lightweight": "lightweight connections", "link": "names of files", "ln": "names of files", "lru": "lock lru size", "lru_size": "lock lru size",
	"ls": "names of files", "lseek": "sizes of files", "max_create": "limit of creates on a target", "mdt": "several MDTs of one file system",
	"migrate": "moving files", "mirror": "mirrored files", "mkdir": "directories", "mkfs": "formatting", "mmap": "mapped files",
	"nid": "addresses of a node (nids)", "nids": "addresses of a node (nids)", "no_create": "mounting an OST without creates", "nodemap": "nodemaps",
	"nrs": "scheduling of requests", "open": "open files", "orphan": "open files", "pcc": "persistent client cache", "project": "quota",
	"punch": "truncation", "quota": "quota", "readahead": "readahead", "readdir": "directories", "rename": "names of files",
	"replace_nids": "addresses of a node (nids)", "resend": "requests that somebody sends again by hand", "rmdir": "directories",
	"router": "routers", "sec": "authentication", "seq": "sequences of object ids", "setattr": "attributes of files", "setstripe": "striped layouts",
	"size": "sizes of files", "snapshot": "snapshots", "som": "sizes of files", "space": "free space", "stat": "attributes of files",
	"statahead": "readahead", "symlink": "names of files", "tbf": "scheduling of requests", "truncate": "truncation", "tunefs": "formatting",
	"upgrade": "versions of the disk format", "utime": "attributes of files", "writeconf": "writing the config log anew", "xattr": "attributes of files",
}
