package linear

import "time"

// The bounds of a check. Reaching one of the first two is [Undecided]; the others make
// an explanation or a picture smaller, never a verdict wrong.
const (
	// DefaultTimeout is the time that a check takes at most, if [Options] has none.
	DefaultTimeout = time.Minute
	// MaxSearchBytes is what the search of one partition may remember. It is a number
	// of configurations (operations placed, and the state reached) times their size,
	// which grows with the operations: the product of length and width is bounded.
	MaxSearchBytes = 512 << 20
	// MaxExplained is how many partitions that are violated are explained.
	MaxExplained = 4
	// MaxExplainConfigurations is how many configurations all searches for one
	// explanation may visit; then it is left as short as it is.
	MaxExplainConfigurations = 2 << 20
	// MaxStory is how many operations a minimal history has at most if its dead ends
	// are to be told.
	MaxStory = 2000
	// MaxDeadEnds is how many dead ends are told.
	MaxDeadEnds = 3
	// MaxPictures is how many partitions are drawn, MaxPictureOperations how many
	// operations of one partition at most, MaxPictureNotes how many faults, and how
	// many operations that were not searched.
	MaxPictures          = 4
	MaxPictureOperations = 400
	MaxPictureNotes      = 400
)

// configurationBytes is what one configuration costs beside its set of operations:
// the state, its place in the table, and the table's own.
const configurationBytes = 1000

// clockSteps is how many steps a search takes between two looks at the clock.
const clockSteps = 1024
