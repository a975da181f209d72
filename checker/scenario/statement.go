package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// step reads a line that is no repeat.
func (p *parser) step(l line) (Step, *Error) {
	step := Step{Place: l.tokens[0].Place}
	words := l.tokens
	for i, w := range words {
		if i > 0 {
			step.Text += " "
		}
		step.Text += w.text
	}
	if last := len(words) - 1; words[last].text == "&" {
		step.Background = true
		words = words[:last]
	}
	var label *token
	if len(words) > 1 && words[1].text == "=" {
		label, words = &words[0], words[2:]
	}
	if len(words) == 0 {
		return step, &Error{Place: l.end(), What: "a verb is missing"}
	}
	if err := p.fits(&step, words, l.end()); err != nil {
		return step, err
	}
	if err := p.named(&step, label); err != nil {
		return step, err
	}
	if step.Background && !step.Verb.Result() {
		return step, &Error{Place: step.Place, What: fmt.Sprintf("%s ends at once: & is for what takes time", step.Verb.Name)}
	}
	return step, p.refers(&step)
}

// fits finds the verb of a line and holds the line against its form.
func (p *parser) fits(step *Step, words []token, end Place) *Error {
	verb, err := findVerb(words)
	if err != nil {
		return err
	}
	step.Verb = verb
	c := &p.scenario.Cluster
	switch verb.Name {
	case "cluster":
		return &Error{Place: words[0].Place, What: "a cluster line comes first, and once"}
	case "expect":
		return p.condition(step, words[1:], "within", end)
	case "wait until":
		return p.condition(step, words[2:], "for", end)
	case "run":
		if step.Args, err = c.fit(verb.Form, words, end); err != nil {
			return err
		}
		step.Body, err = p.block(line{tokens: words})
		return err
	}
	step.Args, err = c.fit(verb.Form, words, end)
	if err == nil && verb.Name == "needs" {
		return needed(step.Args["NAME"])
	}
	if err == nil && verb.Check != nil {
		if lack := verb.Check(c, step.Args); lack.What != "" {
			return &Error{Place: words[0].Place, What: lack.What, Missing: lack.Missing}
		}
	}
	return err
}

// needed refuses what the design has not.
func needed(a Arg) *Error {
	if missing, ok := absent[a.Text]; ok {
		return &Error{Place: a.Place, What: "the design has no " + missing, Missing: missing}
	}
	if !slices.ContainsFunc(verbs, func(v Verb) bool { return strings.Fields(v.Name)[0] == a.Text }) {
		return &Error{Place: a.Place, What: fmt.Sprintf("nothing is known of %q", a.Text), Missing: a.Text}
	}
	return nil
}

// condition reads what is expected or waited for.
func (p *parser) condition(step *Step, words []token, limit string, end Place) *Error {
	if len(words) > 0 && words[0].text == "not" {
		step.Not = true
		words = words[1:]
	}
	if n := len(words); n > 2 && words[n-2].text == limit {
		var a Arg
		if !duration(nil, words[n-1].text, &a) {
			return &Error{Place: words[n-1].Place, What: fmt.Sprintf("%q is not %s", words[n-1].text, wanted("DURATION"))}
		}
		step.Timed, step.Within = true, a.Time
		words = words[:n-2]
	}
	if len(words) == 0 {
		return &Error{Place: end, What: "a condition is missing"}
	}
	condition, err := findCondition(words)
	if err != nil {
		return err
	}
	step.Condition = condition
	step.Args, err = p.scenario.Cluster.fit(condition.Form, words, end)
	return err
}

// named takes the name that a line gives its result.
func (p *parser) named(step *Step, label *token) *Error {
	switch {
	case step.Verb.Name == "run":
		p.blocks[step.Args.text("NAME")] = true
		return nil
	case label == nil:
		return nil
	case !step.Verb.Result():
		return &Error{Place: label.Place, What: fmt.Sprintf("%s has no result to name %q", step.Verb.Name, label.text)}
	}
	var a Arg
	if _, taken := conditionWords[label.text]; taken || !name(nil, label.text, &a) || strings.ContainsRune(label.text, '$') {
		return &Error{Place: label.Place, What: fmt.Sprintf("%q cannot be the name of a result", label.text)}
	}
	step.Label = label.text
	p.results[label.text] = true
	return nil
}

// refers refuses names of results, marks and blocks that no line before has given.
func (p *parser) refers(step *Step) *Error {
	known := map[string]struct {
		what string
		set  map[string]bool
	}{"RESULT": {"result", p.results}, "MARK": {"mark", p.marks}, "BLOCK": {"block or result", p.blocks}}
	if step.Verb.Name == "mark" {
		p.marks[step.Args.text("NAME")] = true
	}
	for _, place := range []string{"RESULT", "MARK", "BLOCK"} {
		a, ok := step.Args[place]
		if !ok {
			continue
		}
		for _, one := range append([]Arg{a}, a.List...) {
			if !known[place].set[one.Text] && (place != "BLOCK" || !p.results[one.Text]) {
				return &Error{Place: one.Place, What: fmt.Sprintf("no line before gives a %s named %q", known[place].what, one.Text)}
			}
		}
	}
	return nil
}

// findVerb gives the verb whose words a line begins with, the longest if several do.
func findVerb(words []token) (*Verb, *Error) {
	var best *Verb
	matched, first := 0, false
	for i := range verbs {
		own := strings.Fields(verbs[i].Name)
		n := 0
		for n < len(own) && n < len(words) && own[n] == words[n].text {
			n++
		}
		first = first || n > 0
		if n == len(own) && n > matched {
			best, matched = &verbs[i], n
		}
	}
	if best != nil {
		return best, nil
	}
	w := words[0]
	if missing, ok := absent[w.text]; ok {
		return nil, &Error{Place: w.Place, What: fmt.Sprintf("%s: the design has no %s", w.text, missing), Missing: missing}
	}
	if first {
		return nil, &Error{Place: w.Place, What: fmt.Sprintf("%q needs another word: %s", w.text, strings.Join(beginning(w.text), ", "))}
	}
	return nil, &Error{Place: w.Place, What: fmt.Sprintf("there is no verb %q%s", w.text, meant(w.text)), Missing: "a verb " + w.text}
}

// others are words that other suites have for verbs of this language.
var others = map[string]string{"activate": "act", "assert": "expect", "check": "expect", "deactivate": "deact", "del_ost": "remove",
	"failover": "fail", "reboot": "fail", "replay_barrier": "barrier", "restart": "fail", "rm": "unlink", "sleep": "wait", "statfs": "df", "touch": "create"}

// meant tells which verb somebody may have meant, nothing if none is near.
func meant(word string) string {
	lower := strings.ToLower(word)
	for i := range verbs {
		if name := verbs[i].Name; name == lower || name == others[lower] {
			return ": is it " + verbs[i].Form + "?"
		}
	}
	return ""
}

// beginning lists the verbs of more than one word that begin with a word.
func beginning(word string) (list []string) {
	for i := range verbs {
		if strings.HasPrefix(verbs[i].Name, word+" ") {
			list = append(list, verbs[i].Name)
		}
	}
	return list
}

// findCondition gives the condition that words begin with.
func findCondition(words []token) (*Condition, *Error) {
	w := words[0]
	_, keyword := conditionWords[w.text]
	for i := range conditions {
		form := strings.Fields(conditions[i].Form)
		if keyword && form[0] == w.text {
			return &conditions[i], nil
		}
		if !keyword && form[0] == "RESULT" && len(words) > 1 && strings.Contains("|"+form[1]+"|", "|"+words[1].text+"|") {
			return &conditions[i], nil
		}
	}
	if missing, ok := absent[w.text]; ok {
		return nil, &Error{Place: w.Place, What: fmt.Sprintf("%s: the design has no %s", w.text, missing), Missing: missing}
	}
	if len(words) > 1 && !keyword {
		return nil, &Error{Place: w.Place, What: fmt.Sprintf("there is no condition %q; a result is %s", w.text, strings.Join(ofResult(), ", ")), Missing: "a condition " + w.text}
	}
	return nil, &Error{Place: w.Place, What: fmt.Sprintf("there is no condition %q", w.text), Missing: "a condition " + w.text}
}

// ofResult lists the words that can stand behind the name of a result.
func ofResult() (list []string) {
	for i := range conditions {
		if form := strings.Fields(conditions[i].Form); form[0] == "RESULT" {
			list = append(list, strings.Split(form[1], "|")...)
		}
	}
	return list
}
