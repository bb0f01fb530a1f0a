package foodchain

import (
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/scan/scanpage"
)

// scanRoutes wires the scan page to what is known.
func scanRoutes(h pack.Host, known scan.Sources) func(*site.Site) {
	return func(s *site.Site) {
		desk := &scan.Desk{Sources: known, Clock: h.Clock, Calendar: h.Calendar, Log: h.Log}
		pages := &scanpage.Pages{Site: s, Desk: desk}
		if err := pages.Routes(); err != nil {
			h.Log.Error("no scan page: the public address is none", "base", s.Base, "error", err)
		}
	}
}
