// Package foodchain is the pack "from the shelf back to the plot": food traceability and the
// soil archive (浙食链).
package foodchain

import (
	"banjie/internal/lang"
	"banjie/internal/pack"
)

// Pack is what plugs into the hall.
func Pack() pack.Pack {
	return pack.Pack{
		Name:  "foodchain",
		Title: lang.T("浙食链：从货架追到田头", "From the shelf back to the plot"),
		Open:  open,
	}
}

// open wires the pack to a folder.
func open(pack.Host) (*pack.Parts, error) { return &pack.Parts{}, nil }
