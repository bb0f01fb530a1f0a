package trace

// Journey is the way of a thing as a person who holds it follows it: what happened to it, to the
// containers it was in while it was in them, and to what it was made of until it was made of it.
// It is bounded; [Back] answers for the whole.
type Journey struct {
	Stations []Station // by time
	Things   int       // on the way, without the thing itself
	Cut      bool      // there is more than was followed
	Plots    []string  // as they were kept at capture, or found on the way for a container; sorted
	Whole    bool      // Plots are all of them
}

// Station is one event of a journey.
type Station struct {
	Number   int64    // of the event, as captured
	Hash     [32]byte // of its hash id
	Time     int64    // UTC microseconds
	Zone     int32    // minutes east of UTC where it happened
	Type     Type
	Action   Action
	Step     string // bare word of the CBV, or a URI
	Place    string // key: the plot on which it was read, else business location, else read point; "" where none was said
	Depth    int    // 0: the thing itself or what carried it; 1: what it was made of; …
	Annulled bool   // an error declaration says that it was wrong
}

// Arrival is a thing that reached a place.
type Arrival struct {
	Thing string // key
	Time  int64  // UTC microseconds, the last time
}
