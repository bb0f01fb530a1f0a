package trace

import "strings"

// Kind is what sort of thing a key names.
type Kind int

const (
	Other     Kind = iota // a key of another scheme; taken for a serialised thing
	Lot                   // GTIN and lot
	Class                 // GTIN alone
	Item                  // GTIN and serial
	Container             // SSCC, or a returnable or individual asset
	Document              // GDTI
	Process               // a transformation id: a knot of the graph, never shown
)

// Host is the host of constrained canonical Digital Links.
const Host = "https://id.gs1.org"

// KindOf reads the kind off a constrained canonical Digital Link.
func KindOf(key string) Kind {
	path, ok := strings.CutPrefix(key, Host+"/")
	if !ok {
		return Other
	}
	parts := strings.Split(path, "/")
	switch parts[0] {
	case "00", "8003", "8004":
		return Container
	case "253":
		return Document
	case "01":
		kind := Class
		for i := 2; i+1 < len(parts); i += 2 {
			switch parts[i] {
			case "21":
				return Item
			case "10":
				kind = Lot
			}
		}
		return kind
	}
	return Other
}

// LotOf is the lot in the key of a serialised item, "" where it has none.
func LotOf(key string) string {
	before, _, ok := strings.Cut(key, "/21/")
	if !ok || KindOf(before) != Lot {
		return ""
	}
	return before
}

// Holds says whether a thing of the kind may be a parent: classes and lots are not, because a
// parent is one thing.
func (k Kind) Holds() bool { return k == Container || k == Item || k == Other }

// single says that the key names one thing, of which there is one piece.
func (k Kind) single() bool { return k == Item || k == Container || k == Other || k == Document }

// IsPlot says whether a place is a plot: a GLN with an extension that begins with P (rule 3).
func IsPlot(place string) bool {
	path, ok := strings.CutPrefix(place, Host+"/414/")
	if !ok {
		return false
	}
	_, ext, ok := strings.Cut(path, "/254/")
	return ok && strings.HasPrefix(ext, "P")
}
