package main

import (
	"context"
	"net/http"

	"banjie/internal/lang"
	"banjie/internal/simtown"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
)

// site wires the pages to the hall.
func (h *hall) site(ctx context.Context, o serveOptions) (*site.Site, error) {
	s := &site.Site{
		Engine: h.engine, Cases: pageCases{h.cases, h}, Items: h.items, Org: h.org.Load, Certificates: h.certs, Files: h.files,
		Sessions: h.visitors, Clock: h.clock, Calendar: h.calendar.Load, Codes: h.codes, Division: h.division,
		Name: lang.T("政务服务", "Government services"), Base: o.base, Log: h.log,
		Footer: ui.Footer{Gallery: ui.GalleryPath, NotDone: "/not-done", Complain: "/complain", Story: "/story", Accessibility: "/accessibility"},
	}
	if o.demo != nil {
		demo, err := o.demo.pages(ctx, h)
		if err != nil {
			return nil, err
		}
		s.Demo, s.Name = demo, simtown.CountyName
	}
	s.Mount(assets.Prefix, assets.Handler())
	s.Mount("GET /healthz", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := h.db.LastRecorded(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		w.Write([]byte("ok\n"))
	}))
	s.SessionRoutes()
	s.DemoRoutes()
	return s, nil
}
