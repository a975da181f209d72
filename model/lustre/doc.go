// Package lustre holds the words that every part of the project shares: ids,
// import states, events, config records, results, the names of actions and of
// defects, and the trace record. It has no behaviour of its own, so that the
// model, the implementation and the checker can each be written from the design
// without one leaning on another's logic.
//
// The words are Lustre's own. Two of them are easily confused. ACTIVE and
// INACTIVE are what an import tells the layers above it when its connection comes
// and goes (the design mail calls the first one ACTIVATE). ACTIVATE and DEACTIVATE
// are what the administrator writes into the config log.
package lustre
