// Package admin is the administrator's pages.
//
//	items ─▶ draft (edit, publish)    the catalogue of what can be asked for
//	lists                             the four lists, version by version
//	staff, accounts                   who does it, and how they sign in
//	days                              the calendar and its notices
//	keys                              public keys, the state of the system, the access log
//
// The administrator sees no case and no applicant; case numbers and due days stand on dry
// runs, nothing more. Every change of what others rely on is first a dry run, then an act
// in the ledger, confirmed by the hash of what was shown. Everything works without scripts.
package admin

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/identity"
	"banjie/internal/impasse"
	"banjie/internal/web/admin/accounts"
	"banjie/internal/web/admin/days"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/items"
	"banjie/internal/web/admin/keys"
	"banjie/internal/web/admin/lists"
	"banjie/internal/web/admin/staff"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Deps is what these pages need beside the site.
type Deps struct {
	Items        catalog.Store
	Certificates []ui.Option                                // types of certificates a result or a material may name
	Reload       func(ctx context.Context) error            // reads the organisation again after an act
	Desk         *identity.Desk                             // accounts, codes, tokens
	Sessions     accounts.Sessions                          // ends sessions
	Use          func(*calendar.Calendar)                   // puts a calendar in force in this process
	Ledger       keys.Ledger                                // public key, checkpoint, witnesses
	System       func(context.Context) (keys.System, error) // state of the machine
	Looks        keys.Looks                                 // access log
	Fixes        impasse.Lists                              // class fixes for which a guide is mended
	Published    func(context.Context, catalog.Item)        // told of each version that comes into force
}

// Routes adds all pages to the site.
func Routes(s *site.Site, d Deps) {
	(&items.Pages{Site: s, Items: d.Items}).Routes()
	(&draft.Pages{Site: s, Items: d.Items, Certificates: d.Certificates, Fixes: d.Fixes, Published: d.Published}).Routes()
	(&staff.Pages{Site: s, Reload: d.Reload}).Routes()
	(&accounts.Pages{Site: s, Desk: d.Desk, Sessions: d.Sessions}).Routes()
	(&days.Pages{Site: s, Use: d.Use}).Routes()
	(&keys.Pages{Site: s, Ledger: d.Ledger, System: d.System, Looks: d.Looks}).Routes()
}

// GalleryPages are all pages with sample data.
func GalleryPages() ui.GalleryPages {
	var all ui.GalleryPages
	for _, pages := range []ui.GalleryPages{items.GalleryPages(), lists.GalleryPages(), draft.GalleryPages(), staff.GalleryPages(), accounts.GalleryPages(), days.GalleryPages(), keys.GalleryPages()} {
		all = append(all, pages...)
	}
	return all
}
