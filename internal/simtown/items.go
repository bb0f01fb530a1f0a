package simtown

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/org"
)

// items holds one file an item, in the form of catalog's JSON: officers can read and
// edit them. What an item rests on that nobody read carries "verified": false.
//
//go:embed items/*.json
var items embed.FS

// drafts reads the embedded items. They are part of the program, so a mistake in one
// is a programming error; a test reads them all.
func drafts() []catalog.Item {
	names, err := fs.Glob(items, "items/*.json")
	if err != nil {
		panic(err)
	}
	var all []catalog.Item
	for _, name := range names {
		raw, err := items.ReadFile(name)
		if err != nil {
			panic(err)
		}
		one, err := catalog.ImportJSON(bytes.NewReader(raw))
		if err != nil {
			panic(fmt.Sprintf("simtown: %s: %v", name, err))
		}
		all = append(all, one...)
	}
	return all
}

// Publish makes version 1 of every item, in force from the day. Errors are the lint's.
func (t Town) Publish(cal *calendar.Calendar, on calendar.Day) ([]catalog.Item, error) {
	dir, err := org.NewDirectory(t.Org)
	if err != nil {
		return nil, err
	}
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		return nil, err
	}
	l := catalog.Linter{Calendar: cal, Units: known{dir}, On: on, Certificates: types}
	published := make([]catalog.Item, len(t.Items))
	for i, it := range t.Items {
		if published[i], err = l.Publish(it, nil); err != nil {
			return nil, fmt.Errorf("simtown: item %s: %w", it.Slug, err)
		}
	}
	return published, nil
}

type known struct{ dir *org.Directory }

func (k known) HasUnit(id string) bool {
	_, ok := k.dir.Unit(id)
	return ok
}

// Shelf is a catalogue of published items in memory. It implements casework.Catalogue.
type Shelf map[string]*catalog.Item

// NewShelf keeps the items by their code.
func NewShelf(published []catalog.Item) Shelf {
	s := Shelf{}
	for i := range published {
		s[published[i].Code] = &published[i]
	}
	return s
}

// Version implements casework.Items.
func (s Shelf) Version(_, code string, version int) (*catalog.Item, error) {
	if it, ok := s[code]; ok && it.Version == version {
		return it, nil
	}
	return nil, fault.Missing()
}

// Current implements casework.Catalogue.
func (s Shelf) Current(_, code string) (*catalog.Item, error) {
	if it, ok := s[code]; ok {
		return it, nil
	}
	return nil, fault.Missing()
}
