package judge

// Bounds of what is kept. Reaching one loses detail that is counted, never a verdict.
const (
	firstEvents = 48      // of each lane, from its beginning
	lastEvents  = 464     // of each lane, up to its end
	maxEvents   = 1 << 18 // of all lanes; then no lane's list grows any more
	maxScopes   = 8       // files and hosts that name one import
	maxLines    = 8       // that a finding shows
	maxMissing  = 4       // places of missing lines that a lane names
	maxBroken   = 16      // violations that a lane names
	maxClocks   = 1 << 12 // clocks that are told apart
	maxSnapshot = 16      // parameter files of one lane
	maxConfig   = 1 << 16 // targets and pool members of all config logs
	maxSamples  = 64      // times of a lane's connects that a period is found from
)

// MaxLanes is how many imports and targets are told apart unless [Options] says otherwise.
const MaxLanes = 1 << 17
