package report

// Fault tells what stopped a run, or what it left: a deadlock, a panic, a lock held over
// a wait, a task that did not return. There is no operation and no record to point at;
// the lines say where each task was.
func Fault(sentence, rule, clause, demand string, lines []string, replay string) Finding {
	f := Finding{Sentence: sentence, Rule: rule, Clause: clause, Demand: demand, Replay: replay}
	f.note("where the tasks were", lines...)
	return f
}
