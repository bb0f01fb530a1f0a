// Package orderpages shows the orders of recalls to businesses.
//
//	/food/recall-orders/{id}   one holder: for the regulator, and for the holder itself
//	/my/recalls                a business: its own recalls and its orders
package orderpages

import (
	"context"

	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// Pages are the pages of this package.
type Pages struct {
	*recallview.Hall
	Book recall.Book // nil: counts are written into no book
	// Standing gives what offices decided against each of the keys, where they did; nil: nobody says.
	Standing func(ctx context.Context, keys []string) (map[string]chain.Against, error)
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s := g.Site
	s.Handle("GET /food/recall-orders/{id}", site.SignedIn, g.order)
	s.Handle("POST /food/recall-orders/{id}/{verb}", site.SignedIn.WithFiles(), g.answer)
	s.Handle("POST /food/recall-orders/{id}/book", site.SignedIn, g.settle)
	s.Handle("GET /food/recall-orders/{id}/files/{hash}", site.SignedIn, g.file)
	s.Handle("GET /my/recalls", site.SignedIn, g.mine)
}
