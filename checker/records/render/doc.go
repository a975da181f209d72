// Package render makes histories of imports and writes them as real nodes of an era would:
// as debug logs, state files, import files and consoles, whole or damaged. It is the other
// side of reading: what was rendered is known, and so a test knows what a reader must say.
//
//	h := render.Draw(pick, render.Shape{Era: era.Now, Imports: 2, Changes: 30})
//	h.DebugLog(w)
//	h.StateFile(w, 0)
//
// A drawn history takes ways of [ostlife/checker/records/era] alone, each in the situation
// that it needs. Where everything is drawn by one function, a property test shrinks it.
package render
