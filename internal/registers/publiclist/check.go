package publiclist

// Ref is an item of the catalogue as the check needs it.
type Ref struct {
	Code, Base, Slug string
	Name             string
	Unit             string
	Power            bool // it exercises a power; a public service needs none
}

// Gaps is where the list of powers and the catalogue do not agree.
type Gaps struct {
	Unlisted []Ref   // asked for here, and not on the list of powers
	NoGuide  []Entry // on the list as something one asks for, and nowhere to be asked for
	Matched  int     // entries that stand in both
}

// asked are the types of powers that begin with somebody's asking.
var asked = map[string]bool{"01": true, "05": true, "07": true, "08": true, "09": true}

// Check compares the list of powers with the catalogue by implementing or base code. It is a
// finding for people: nothing is blocked by it.
func Check(powers []Entry, items []Ref) (g Gaps) {
	listed, found := map[string]bool{}, map[string]bool{}
	for _, e := range powers {
		listed[e.Code] = true
	}
	for _, it := range items {
		if !it.Power {
			continue
		}
		if !listed[it.Code] && !listed[it.Base] {
			g.Unlisted = append(g.Unlisted, it)
			continue
		}
		found[it.Code], found[it.Base] = true, true
	}
	for _, e := range powers {
		switch {
		case found[e.Code]:
			g.Matched++
		case asked[e.Type]:
			g.NoGuide = append(g.NoGuide, e)
		}
	}
	return g
}
