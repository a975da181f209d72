// Package model is the design as a pure state machine: what a node's import, its
// worker and its LOV slot, the OST's export and the config log can do, one action at
// a time, and what must always be true of them.
//
// A [State] is one flat value. An action is one guard and one effect in one
// function, listed once in the table of [Actions] with its name, its context and the
// clause it comes from; spec/actions.md says the same in words. [Properties] lists
// what must hold, each with a witness that shows it is not vacuous. [Machine] puts a
// [Design] into a [Scope] for package explore, which visits every reachable state.
//
// A [Defect] is one departure from the design. Exploring its machine tells in seconds
// which property it breaks, and by which shortest story:
//
//	d, _ := model.DefectNamed(lustre.DefectLateReply)
//	m, _ := model.Machine(d.Design, model.Section4(1, 1, false, 2))
//	r, _ := explore.Run(m, explore.Options[model.State]{})
//
// Nothing here runs: no goroutine, clock, I/O or global variable. The implementation
// (impl/) is written from the same design and never calls this package.
package model
