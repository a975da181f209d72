package judge

import "strings"

// Role is what an obd device is.
type Role string

// The roles of devices that have lanes or parameters.
const (
	RoleOSC    Role = "osc"    // an import of an OST, by a client or an MDT of 1.8
	RoleOSP    Role = "osp"    // an import of an OST or MDT, by an MDT
	RoleMDC    Role = "mdc"    // an import of an MDT, by a client
	RoleMGC    Role = "mgc"    // an import of the MGS
	RoleLWP    Role = "lwp"    // a lightweight import, by a server
	RoleLOV    Role = "lov"    // the targets of a client or an MDT
	RoleTarget Role = "target" // a server's target
	RoleNone   Role = ""
)

// Name is what a device's name or a target's UUID says.
type Name struct {
	FS     string // file system
	Target string // "OST0002", "MDT0000", "MGS"
	Role   Role
	Owner  string // who has the import: "ffff9a0011223344", "MDT0000", "" where it does not say
}

// indexDigits is the number of hexadecimal digits of a target's index.
const indexDigits = 4

// ParseName reads a device's name or a target's UUID. What is neither has no Role.
func ParseName(name string) Name {
	name = strings.TrimSuffix(name, "_UUID")
	if name == "MGS" {
		return Name{Target: "MGS", Role: RoleTarget}
	}
	if nid, ok := strings.CutPrefix(name, "MGC"); ok {
		return Name{Target: "MGS", Role: RoleMGC, Owner: nid}
	}
	fs, target, rest := cutTarget(name)
	if target == "" {
		return lovName(name)
	}
	n := Name{FS: fs, Target: target, Role: RoleTarget}
	if rest == "" {
		return n
	}
	role, owner, _ := strings.Cut(strings.TrimPrefix(rest, "-"), "-")
	n.Owner = owner
	switch role {
	case "osc":
		n.Role = RoleOSC
		if strings.HasPrefix(owner, "MDT") {
			n.Role = RoleOSP
		}
	case "osp", "mdc", "lwp":
		n.Role = Role(role)
	case "mdtlov":
		return Name{FS: fs, Role: RoleLOV, Owner: target}
	default:
		return Name{}
	}
	return n
}

// lovIn finds the name of a client's LOV in that of a file.
func lovIn(file string) string {
	i := strings.Index(file, "-clilov-")
	if i < 0 {
		return ""
	}
	letter := func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	rest := file[i+len("-clilov-"):]
	owner := rest[:len(rest)-len(strings.TrimLeftFunc(rest, letter))]
	return file[len(strings.TrimRightFunc(file[:i], letter)):i] + "-clilov-" + owner
}

// lovName reads demo-clilov-ffff9a0011223344 and demo-mdtlov.
func lovName(name string) Name {
	for _, kind := range []string{"-clilov", "-mdtlov"} {
		if i := strings.Index(name, kind); i > 0 {
			return Name{FS: name[:i], Role: RoleLOV, Owner: strings.TrimPrefix(name[i+len(kind):], "-")}
		}
	}
	return Name{}
}

// cutTarget finds the first target in a name: what is before it, itself, what is behind.
func cutTarget(name string) (fs, target, rest string) {
	for i := range name {
		if name[i] != '-' {
			continue
		}
		from := i + 1
		end := from + 3 + indexDigits
		if len(name) < end || name[from:from+3] != "OST" && name[from:from+3] != "MDT" {
			continue
		}
		if !hexadecimal(name[from+3:end]) || len(name) > end && name[end] != '-' {
			continue
		}
		return name[:i], name[from:end], name[end:]
	}
	return "", "", ""
}

func hexadecimal(digits string) bool {
	return strings.Trim(digits, "0123456789abcdefABCDEF") == "" && digits != ""
}

// Import reports that a device of that role has an import.
func (r Role) Import() bool {
	switch r {
	case RoleOSC, RoleOSP, RoleMDC, RoleMGC, RoleLWP:
		return true
	}
	return false
}

// Full gives the target with its file system, for example "demo-OST0002".
func (n Name) Full() string {
	if n.FS == "" {
		return n.Target
	}
	return n.FS + "-" + n.Target
}

// MDT reports that the owner is an MDT.
func (n Name) MDT() bool { return strings.HasPrefix(n.Owner, "MDT") || n.Role == RoleOSP }
