// Package citizen is every page for the public, for citizens and for firms, put together:
//
//	find ──▶ apply ──▶ follow ──▶ own        complain (filing, and following it by its code)
//	(search, guide, check)  (one thing a page)  (receipt, progress, what to do)  (my cases, certificates, mandates)
//	notdone (what could not be got done)
//
// All of it works without JavaScript, in Chinese and in English, in standard and in large
// type, on a telephone first. The pages beside these, which say where to turn, stand here.
// The package wires and holds no rule; each page's own package says on what it rests.
package citizen

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/ecert"
	"banjie/internal/ledger"
	"banjie/internal/stats"
	"banjie/internal/web/citizen/apply"
	"banjie/internal/web/citizen/complain"
	"banjie/internal/web/citizen/find"
	"banjie/internal/web/citizen/follow"
	"banjie/internal/web/citizen/notdone"
	"banjie/internal/web/citizen/own"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Services is what these pages need beside the site. Every field may be left out: the
// pages then do without, and say so.
type Services struct {
	Figures  stats.Source                 // the three sentences of the first page
	Short    follow.ShortNumbers          // finding a case by the last digits of its number
	Drafts   apply.Drafts                 // nil: in memory, gone with the process
	Profiles apply.Profiles               // what signed-in persons told us once
	Mandates Mandates                     // acting for another
	Trust    func() (ledger.Trust, error) // keys to check receipts with
	Showings own.Showings                 // what holders show of their certificates; nil: not offered
	Types    []ecert.Type                 // nil: the core's
	PassKey  []byte                       // 32 bytes that sign passes and make the key of half-filed complaints; nil: drawn at start
	Wall     clock.Clock                  // the machine's clock; nil: clock.System
	Vault    *complaint.Vault             // seals complaints; nil: not taken in online
	Centre   string                       // id of the complaint centre's unit
	// Watches is the day on which watch boxes of the month of a day were opened, 0 for never; nil: never.
	Watches func(ctx context.Context, division string, day calendar.Day) (calendar.Day, error)
}

// Mandates is everything the pages do with mandates.
type Mandates interface {
	apply.Mandates
	own.Mandates
}

// Routes adds all pages for the public to the site.
func Routes(s *site.Site, with Services) {
	if with.Wall == nil {
		with.Wall = clock.System
	}
	if with.Drafts == nil {
		with.Drafts = &apply.Memory{Wall: with.Wall}
	}
	if with.Types == nil {
		with.Types = ecert.CoreTypes()
	}
	passes := pass.New(with.PassKey, with.Wall, s.Secure())
	asking := &apply.Pages{Site: s, Drafts: with.Drafts, Passes: passes, Profiles: with.Profiles, Wall: with.Wall}
	mine := &own.Pages{Site: s, Passes: passes, Trust: with.Trust, Types: with.Types, Showings: with.Showings, Wall: with.Wall}
	if with.Mandates != nil {
		asking.Mandates, mine.Mandates = with.Mandates, with.Mandates
	}
	(&find.Pages{Site: s, Figures: with.Figures, Wall: with.Wall}).Routes()
	asking.Routes()
	(&follow.Pages{Site: s, Passes: passes, Drafts: with.Drafts, Short: with.Short, Wall: with.Wall}).Routes()
	mine.Routes()
	(&notdone.Pages{Site: s, Passes: passes, Wall: with.Wall}).Routes()
	t := turn{site: s}
	if with.Vault != nil {
		t.complaints = &complain.Pages{Site: s, Vault: with.Vault, Centre: with.Centre, Wall: with.Wall, Secret: with.PassKey, Watches: with.Watches, Otherwise: t.complain()}
		t.complaints.Routes()
	}
	t.routes()
}

// GalleryPages are all pages for the public with sample data.
func GalleryPages() ui.GalleryPages {
	var all ui.GalleryPages
	for _, pages := range []ui.GalleryPages{find.GalleryPages(), apply.GalleryPages(), follow.GalleryPages(), complain.GalleryPages(), notdone.GalleryPages(), own.GalleryPages(), turnPages()} {
		all = append(all, pages...)
	}
	return all
}
