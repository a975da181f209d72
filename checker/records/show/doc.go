// Package show tells a story of real nodes: as text for a terminal, as one HTML page, as one
// JSON document, and as a trace in the project's own format.
//
//	show.Text(w, &show.Told{Story: story, Read: summary}, show.TextOptions{Width: 100})
//
// The text comes in this order: the verdict and why; a strip for each import, on one axis of
// time; what happened, line by line; what to act on, with the next command to run; what the
// RFC's design would not have done; and what was not understood. The same story gives the
// same bytes, whatever the terminal, but for its width and colour.
//
// # The strips
//
// One letter is what an import was at a time. Where there are few moments, the axis has a
// place for each and room in between that grows with the logarithm of the time that passed;
// where there are many, it is to scale, and a letter is the worst that the import was
// meanwhile.
package show
