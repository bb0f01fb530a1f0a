// Package all is the list of packs this binary has. Take a line out, and the hall is without
// that pack; nothing else names it.
package all

import (
	"banjie/internal/api"
	"banjie/internal/pack"
	"banjie/packs/foodchain"
)

// Packs in the order in which they are opened.
var Packs = joined(foodchain.Pack())

// joined adds the tables of the packs to those of the core. A pack that cannot be joined is a
// mistake in the program, found by every test.
func joined(packs ...pack.Pack) []pack.Pack {
	if err := pack.Join(packs...); err != nil {
		panic(err)
	}
	for _, p := range packs {
		for _, s := range p.Scopes {
			api.Extend(s.Name, s.Title, s.Verbs...)
		}
	}
	return packs
}
