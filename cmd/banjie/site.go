package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"banjie/internal/api/open311"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/simtown"
	playbookstore "banjie/internal/store/playbook"
	"banjie/internal/web/accountability"
	"banjie/internal/web/admin"
	"banjie/internal/web/board"
	"banjie/internal/web/cards"
	"banjie/internal/web/centre"
	"banjie/internal/web/citizen"
	"banjie/internal/web/commitments"
	"banjie/internal/web/fees"
	"banjie/internal/web/fines"
	"banjie/internal/web/indicators"
	"banjie/internal/web/inspections"
	"banjie/internal/web/jointwatch"
	"banjie/internal/web/lists"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/head"
	"banjie/internal/web/playbook"
	"banjie/internal/web/refunds"
	"banjie/internal/web/signin"
	"banjie/internal/web/site"
	"banjie/internal/web/story"
	"banjie/internal/web/supervision"
	surveypages "banjie/internal/web/survey"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/assets"
	"banjie/internal/web/visits"
	"banjie/internal/web/voice"
	"banjie/internal/web/watch"
	"banjie/internal/web/window"
	packs "banjie/packs/all"
)

// site wires the pages to the hall.
func (h *hall) site(ctx context.Context, o serveOptions) (*site.Site, error) {
	s := &site.Site{
		Engine: h.engine, Cases: pageCases{h.cases, h}, Items: h.items, Org: h.org.Load, Certificates: h.certs, Types: h.certs.types, Files: h.files,
		Sessions: h.visitors, Clock: h.clock, Calendar: h.calendar.Load, Codes: h.codes, Reads: h.reads, Division: h.division,
		Name: lang.T("政务服务", "Government services"), Base: o.base, Log: h.log,
		Footer: ui.Footer{Gallery: ui.GalleryPath, NotDone: "/not-done", Complain: "/complain", Story: "/story", Accessibility: "/accessibility"},
	}
	s.Alarm, s.Calendars = h.alarmNow, h.calendars.Load
	if o.demo == nil && h.moved != nil {
		s.Demo = &site.Demo{Clock: h.moved, Still: func() error { return nil }, NextDue: func(ctx context.Context) (time.Time, error) { return h.cases.NextDue(ctx, h.division) }}
	}
	if c := h.dir.Config; o.demo == nil {
		s.Footer.Phone, s.Footer.Hours, s.Footer.Oversee = c.Footer.Phone, c.Footer.Hours.Text(), c.Footer.Oversee
		if name := c.Name.Text(); !name.IsZero() {
			s.Name = name
		}
	}
	if o.demo != nil {
		demo, err := o.demo.pages(ctx, h)
		if err != nil {
			return nil, err
		}
		s.Demo, s.Name = demo, simtown.CountyName
		s.Footer.Phone, s.Footer.Hours = simtown.Phone, simtown.PhoneHours
	}
	s.Mount(assets.Prefix, assets.Handler())
	health(s, h)
	gallery := sync.OnceValue(func() ui.Gallery { return ui.Gallery{Pages: galleryPages()} }) // its samples run real procedures: not at every start
	s.Mount(ui.GalleryPath, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { gallery().ServeHTTP(w, r) }))
	pass, err := h.dir.Secret("passes", random32)
	if err != nil {
		return nil, err
	}
	vault, err := h.vault()
	if err != nil {
		return nil, err
	}
	unit, _, err := readSealKeys(h.dir)
	if err != nil {
		return nil, err
	}
	s.Centre = unit
	citizen.Routes(s, citizen.Services{Vault: vault, Centre: unit, Watches: h.watched.OpenedOn, Figures: h.cases, Drafts: pageDrafts{h.drafts}, Showings: h.certs, Short: h.cases, Mandates: pageMandates{h}, Profiles: pageProfiles{h},
		Trust: func() (ledger.Trust, error) { return ledger.NewTrust(0, h.public) }, Types: h.certs.types.All(), PassKey: pass})
	doors, err := h.doors(s)
	if err != nil {
		return nil, err
	}
	doors.Routes()
	(&desk.Pages{Site: s, Counter: h.cases, Marker: h.marker()}).Routes()
	if unit != "" {
		(&centre.Pages{Site: s, Vault: vault, Locker: &complaint.Locker{Wall: clock.System}, DeskKey: h.deskKey, Centre: unit, Complaints: h.complained, Duties: h.listedDuties, Going: h.going}).Routes()
	}
	(&jointwatch.Pages{Site: s, Centre: unit, Hand: h.handWatch}).Routes()
	(&centre.Impasses{Site: s, Lists: h.impasse, Office: h.office}).Routes()
	(&playbook.Pages{Site: s, Lists: playbookstore.New(h.db), Orders: h.orders, Complaints: h.complained, Rules: h.orderRules(unit)}).Routes()
	(&accountability.Pages{Site: s, Files: h.answers, Visits: h.inspected, Centre: unit}).Routes()
	(&inspections.Pages{Site: s, Visits: h.inspected, Centre: unit}).Routes()
	(&head.Pages{Site: s, Staff: pageStaff{h}}).Routes()
	scans, err := h.scans(o.scan)
	if err != nil {
		return nil, err
	}
	window.Routes(s, scans)
	(&board.Pages{Site: s, Figures: h.cases}).Routes()
	month := &supervision.Pages{Site: s, Counter: h.cases, Files: h.answers, Rehearsed: h.lastRehearsal}
	month.Routes()
	(&cards.Pages{Site: s, Cards: h.cards, Front: month.Front}).Routes()
	(&indicators.Pages{Site: s, Night: h.night.Load}).Routes()
	s.Mount(open311.Prefix, h.open311(o.base, unit, vault).Handler())
	(&voice.Pages{Site: s, Figures: h.cases}).Routes()
	(&surveypages.Pages{Site: s, Office: h.surveyOffice()}).Routes()
	h.registerPages(s)
	admin.Routes(s, h.admin())
	story.Routes(s, story.Figures{Stats: h.cases, Rounds: h.surveys.Rounds, Lists: h.lists, Files: h.answers, Visits: h.inspected, Packs: h.packStory()})
	programs := h.api(o.base, s.Name)
	h.programs = programs
	s.Mount("/api/", programs.Handler())
	h.packPages(s)
	s.SessionRoutes()
	s.DemoRoutes()
	return s, nil
}

// galleryPages are the pages of every role with sample data.
func galleryPages() ui.GalleryPages {
	var all ui.GalleryPages
	for _, pages := range []ui.GalleryPages{
		citizen.GalleryPages(),
		signin.GalleryPages(),
		window.GalleryPages(),
		desk.GalleryPages(),
		centre.GalleryPages(),
		head.GalleryPages(),
		board.GalleryPages(),
		cards.GalleryPages(),
		indicators.GalleryPages(),
		admin.GalleryPages(),
		story.GalleryPages(),
		voice.GalleryPages(),
		surveypages.GalleryPages(),
		commitments.GalleryPages(),
		lists.GalleryPages(),
		playbook.GalleryPages(),
		accountability.GalleryPages(),
		watch.GalleryPages(),
		jointwatch.GalleryPages(),
		supervision.GalleryPages(),
		inspections.GalleryPages(),
		fees.GalleryPages(),
		visits.GalleryPages(),
		fines.GalleryPages(),
		refunds.GalleryPages(),
	} {
		all = append(all, pages...)
	}
	for _, p := range packs.Packs {
		if p.Gallery != nil {
			all = append(all, p.Gallery()...)
		}
	}
	return all
}

// readyTime bounds how long a database may take to count as there.
const readyTime = 2 * time.Second

// health says to the machinery around that the program lives, and that it can be sent
// visitors. A clock that cannot be trusted takes no node out: receiving goes on meanwhile.
func health(s *site.Site, h *hall) {
	s.Mount("GET /healthz", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }))
	s.Mount("GET /readyz", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if _, err := h.db.LastRecorded(ctx); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	}))
}
