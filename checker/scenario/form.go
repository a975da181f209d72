package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ostlife/impl/wire"
	"ostlife/model"
	"ostlife/model/lustre"
)

// Arg is one argument of a step, as it was written and as what it means.
type Arg struct {
	Text    string
	Place   Place
	Nodes   []lustre.Node
	Targets []lustre.Target
	Number  uint64
	Time    time.Duration
	Kind    wire.Kind
	State   lustre.ImportState
	Machine Machine
	List    []Arg // of a place with dots, one for each word
}

// Args are the arguments of a step, by the place in the form that they fill. They are
// only ever looked up.
type Args map[string]Arg

func (a Args) node() lustre.Node        { return a["NODE"].Nodes[0] }
func (a Args) target() lustre.Target    { return a["TARGET"].Targets[0] }
func (a Args) nodes() []lustre.Node     { return a["NODES"].Nodes }
func (a Args) targets() []lustre.Target { return a["TARGETS"].Targets }
func (a Args) text(place string) string { return a[place].Text }
func (a Args) has(place string) bool    { _, ok := a[place]; return ok }

// Bounds of what a file may say.
const (
	MaxTime   = 100 * time.Hour // of one duration, in the time of the scenario
	MaxNumber = 1 << 32         // of a value or a count
	maxName   = 64              // bytes of a name
)

// Place of a form: what may stand there.
type place struct {
	name, doc string
	fill      func(*Cluster, string, *Arg) bool
}

// placeTable lists the places, in the order of the page.
var placeTable = []place{
	{"NODE", "a node, for example client0 or mds0", func(c *Cluster, w string, a *Arg) bool { return !isSet(w) && c.nodes(w, a) }},
	{"NODES", "a node, or clients, mdss or nodes", (*Cluster).nodes},
	{"MDS", "an MDS, for example mds0", func(c *Cluster, w string, a *Arg) bool { return !isSet(w) && c.nodes(w, a) && a.Nodes[0].MDS() }},
	{"TARGET", "a target, for example OST0000", func(c *Cluster, w string, a *Arg) bool { return !isSet(w) && c.targets(w, a) }},
	{"TARGETS", "a target, or targets for all", (*Cluster).targets},
	{"SERVER", "a target, an MDS or MGS", (*Cluster).server},
	{"MACHINE", "a target, an MDS, MGS or a client", (*Cluster).machine},
	{"VALUE", "a number", number},
	{"COUNT", "a number, how many", number},
	{"DURATION", "a time, for example 5s or 200ms", duration},
	{"POOL", "the name of a pool", name},
	{"NAME", "a name", name},
	{"MARK", "the name of a mark", name},
	{"RESULT", "the name of a result", name},
	{"BLOCK", "the name of a block or a result", name},
	{"KIND", "a kind of message, for example CONNECT", kind},
	{"STATE", "the state of an import, for example FULL", state},
	{"WHAT", "an action of actions.md or the state of an import", what},
	{"RECORD", "the kind of a record of the config log, or none", record},
	{"OP", "one of = != < <= > >=", comparison},
	{"POINT", "the name of a fault point", pointName},
	{"REASON", "a reason, for example deactivated", reason},
}

// places finds a place by its name.
var places = func() map[string]place {
	named := map[string]place{}
	for _, p := range placeTable {
		named[p.name] = p
	}
	return named
}()

// Places lists what may stand for the words of a form that are in capitals.
func Places() (list []Point) {
	for _, p := range placeTable {
		list = append(list, Point{Name: p.name, Doc: p.doc})
	}
	return list
}

func isSet(word string) bool {
	return word == "clients" || word == "mdss" || word == "nodes" || word == "targets"
}

func number(_ *Cluster, word string, a *Arg) bool {
	n, err := strconv.ParseUint(word, 10, 64)
	a.Number = n
	return err == nil && n <= MaxNumber
}

func duration(_ *Cluster, word string, a *Arg) bool {
	d, err := time.ParseDuration(word)
	a.Time = d
	return err == nil && d >= 0 && d <= MaxTime
}

func name(_ *Cluster, word string, _ *Arg) bool {
	return word != "" && inWord(word[0]) && len(word) <= maxName && word != "none" && word != "all"
}

func kind(_ *Cluster, word string, a *Arg) bool {
	for k := wire.Connect; ; k++ {
		if k.String() == word {
			a.Kind = k
			return true
		}
		if strings.HasPrefix(k.String(), "Kind(") {
			return false
		}
	}
}

func state(_ *Cluster, word string, a *Arg) bool {
	s, err := lustre.ParseImportState(word)
	a.State = s
	return err == nil
}

func what(c *Cluster, word string, a *Arg) bool {
	if state(c, word, a) {
		return true
	}
	for _, action := range model.Actions() {
		if string(action.Name) == word {
			return true
		}
	}
	return false
}

func record(_ *Cluster, word string, _ *Arg) bool {
	for k := lustre.ConfigNone; k <= lustre.ConfigLeave; k++ {
		if k.String() == word {
			return true
		}
	}
	return false
}

func comparison(_ *Cluster, word string, _ *Arg) bool {
	_, ok := comparisons[word]
	return ok
}

// comparisons are the signs between two numbers.
var comparisons = map[string]func(a, b int64) bool{
	"=":  func(a, b int64) bool { return a == b },
	"!=": func(a, b int64) bool { return a != b },
	"<":  func(a, b int64) bool { return a < b },
	"<=": func(a, b int64) bool { return a <= b },
	">":  func(a, b int64) bool { return a > b },
	">=": func(a, b int64) bool { return a >= b },
}

func reason(_ *Cluster, word string, _ *Arg) bool {
	for _, err := range refusals() {
		if err.Error() == word {
			return true
		}
	}
	return false
}

// fit holds words against a form: capitals are places, brackets hold what may be left
// out, bars stand between words of which one is meant, and dots behind the last place
// let it be filled more than once. It fails with what was wanted at which word.
func (c *Cluster) fit(form string, words []token, end Place) (Args, *Error) {
	args := Args{}
	parts := strings.Fields(form)
	for len(parts) > 0 {
		part := parts[0]
		if strings.HasPrefix(part, "[") {
			parts, words = c.options(parts, words, args)
			continue
		}
		parts = parts[1:]
		if place, many := strings.CutSuffix(part, "..."); many {
			return args, c.fill(place, words, args, end)
		}
		if len(words) == 0 {
			return nil, &Error{Place: end, What: fmt.Sprintf("%s is missing: %s", wanted(part), form)}
		}
		if !c.one(part, words[0], args) {
			return nil, &Error{Place: words[0].Place, Missing: c.misplaced(part, words[0].text, form),
				What: fmt.Sprintf("%q is not %s%s: %s", words[0].text, wanted(part), c.there(part), form)}
		}
		words = words[1:]
	}
	if len(words) > 0 {
		what := "is too much"
		if n, ok := lustre.ParseNode(words[0].text); ok && !c.has(n) {
			what = "is not there" + c.there("NODE")
		}
		return nil, &Error{Place: words[0].Place, Missing: absent[words[0].text], What: fmt.Sprintf("%q %s: %s", words[0].text, what, form)}
	}
	return args, nil
}

// optional gives the parts of the group in brackets that a form begins with, nil if it
// begins with none.
func optional(parts []string) (group, rest []string) {
	if len(parts) == 0 || !strings.HasPrefix(parts[0], "[") {
		return nil, nil
	}
	for i, part := range parts {
		if strings.HasSuffix(part, "]") {
			group = strings.Fields(strings.Trim(strings.Join(parts[:i+1], " "), "[]"))
			return group, parts[i+1:]
		}
	}
	return nil, nil
}

// options fills the groups in brackets that a form begins with, in whatever order the
// words have them, and gives what is left of both.
func (c *Cluster) options(parts []string, words []token, args Args) ([]string, []token) {
	var groups [][]string
	for group, rest := optional(parts); group != nil; group, rest = optional(rest) {
		groups, parts = append(groups, group), rest
	}
	for again := true; again; {
		again = false
		for i, group := range groups {
			if taken := c.take(group, words, args); taken > 0 {
				words, groups, again = words[taken:], slices.Delete(groups, i, i+1), true
				break
			}
		}
	}
	return parts, words
}

// take fills a group if it is there, and gives how many words it took.
func (c *Cluster) take(group []string, words []token, args Args) int {
	if len(words) < len(group) {
		return 0
	}
	filled := Args{}
	for i, part := range group {
		if !c.one(part, words[i], filled) {
			return 0
		}
	}
	maps.Copy(args, filled)
	return len(group)
}

// fill fills a place with all the words that are left.
func (c *Cluster) fill(place string, words []token, args Args, end Place) *Error {
	if len(words) == 0 {
		return &Error{Place: end, What: wanted(place) + " is missing"}
	}
	all := Arg{Text: words[0].text, Place: words[0].Place}
	for _, w := range words {
		one := Args{}
		if w.text == "none" && len(words) == 1 && place == "TARGETS" {
			break
		}
		if !c.one(place, w, one) {
			return &Error{Place: w.Place, What: fmt.Sprintf("%q is not %s%s", w.text, wanted(place), c.there(place))}
		}
		a := one[place]
		all.List = append(all.List, a)
		all.Targets = append(all.Targets, a.Targets...)
	}
	args[place] = all
	return nil
}

// one holds one word against one part.
func (c *Cluster) one(part string, word token, args Args) bool {
	p, ok := places[part]
	if choices := strings.Split(part, "|"); !ok {
		for _, choice := range choices {
			if _, place := places[choice]; place && c.one(choice, word, args) {
				return true
			}
			if choice == word.text {
				args[part] = Arg{Text: word.text, Place: word.Place}
				return true
			}
		}
		return false
	}
	a := Arg{Text: word.text, Place: word.Place}
	if !p.fill(c, word.text, &a) {
		return false
	}
	args[part] = a
	return true
}

// wanted tells what a part of a form stands for.
func wanted(part string) string {
	choices := strings.Split(part, "|")
	for i, choice := range choices {
		if p, ok := places[choice]; ok {
			choices[i] = p.doc
		}
	}
	return strings.Join(choices, " or ")
}

// misplaced names what is missing where a word stands for something that the design has
// not, or for a server that cannot be what the line wants it to be.
func (c *Cluster) misplaced(part, word, form string) string {
	var a Arg
	if part == "POINT" || part == "KIND" {
		return map[string]string{"POINT": "a fault point ", "KIND": "messages "}[part] + word
	}
	if _, place := places[part]; !place || !c.server(word, &a) {
		return absent[word]
	}
	verb, _, _ := strings.Cut(form, " ")
	return fmt.Sprintf("%s of %s", verb, map[MachineKind]string{IsTarget: "a target", IsNode: "an MDS", IsMGS: "the MGS"}[a.Machine.Kind])
}

// there tells what the cluster has, where a part names some of it.
func (c *Cluster) there(part string) string {
	first, _, _ := strings.Cut(part, "|")
	switch strings.TrimSuffix(first, "...") {
	case "NODE", "NODES", "CLIENT", "MDS", "TARGET", "TARGETS", "SERVER", "MACHINE":
		return fmt.Sprintf(" of %d clients, %d MDSs and %d targets", c.Clients, c.MDSs, c.Targets)
	}
	return ""
}
