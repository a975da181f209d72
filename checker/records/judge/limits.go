package judge

// Bounds of what is kept. Reaching one loses detail that is counted, never a verdict.
const (
	firstEvents = 16      // of each lane, from its beginning
	lastEvents  = 496     // of each lane, up to its end
	leastEvents = 8       // of each lane, up to its end, however many lanes there are
	maxEvents   = 1 << 15 // of all lanes up to their ends; then no lane's list grows beyond that
	maxScopes   = 8       // files and hosts that name one import
	maxLines    = 8       // that a finding shows
	maxMissing  = 4       // places of missing lines that a lane names
	maxBroken   = 16      // violations that a lane names
	maxClocks   = 1 << 12 // clocks that are told apart
	maxSnapshot = 16      // parameter files of one lane
	maxConfig   = 1 << 16 // targets and pool members of all config logs
	nearby      = 32      // events among which a message's own change of state is looked for
)

// MaxLanes is how many imports and targets are told apart unless [Options] says otherwise.
const MaxLanes = 1 << 17
