package site

import (
	"net/http"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// demoBar stands on every page of a demonstration; nil in production.
func (s *Site) demoBar(r *Request) *ui.DemoBar {
	if s.Demo == nil {
		return nil
	}
	bar := &ui.DemoBar{Now: s.Clock.Now(), Open: r.URL.Path == "/", Become: becomePath}
	if s.mayAdvance(r) {
		bar.Advance = advancePath
	}
	if len(s.Demo.People) == 0 {
		bar.SignIn = "/sign-in"
		bar.Open = bar.Open && r.Actor.Role == access.Public
	}
	for _, p := range s.Demo.People {
		now := p.Actor.ID == r.Actor.ID
		bar.Roles = append(bar.Roles, ui.DemoRole{Value: p.Value, Name: p.Name, Icon: p.Icon, Current: now})
		if now {
			bar.Tasks = p.Tasks
		}
	}
	if s.Demo.History != nil {
		bar.History = s.Demo.History()
	}
	if next, err := s.Demo.NextDue(r.Context()); err == nil && !next.IsZero() {
		bar.NextDue = &next
	}
	return bar
}

const (
	becomePath  = "/demo/become"
	advancePath = "/demo/advance"
)

// DemoRoutes lets a visitor of a demonstration become somebody and move the clock.
func (s *Site) DemoRoutes() {
	if s.Demo == nil {
		return
	}
	s.Handle("POST "+becomePath, Open.Early(), func(w http.ResponseWriter, r *Request) error {
		for _, p := range s.Demo.People {
			if p.Value == r.PostFormValue("role") {
				if err := s.Sessions.SignIn(w, r.Request, p.Actor); err != nil {
					return err
				}
				return r.Go(w, p.Home, lang.Text{})
			}
		}
		return fault.Missing()
	})
	s.Handle("POST "+advancePath, Open, func(w http.ResponseWriter, r *Request) error {
		if !s.mayAdvance(r) {
			return fault.Missing()
		}
		if err := s.Demo.Advance(r.Context(), r.PostFormValue("advance")); err != nil {
			return err
		}
		return r.Go(w, back(r.PostFormValue("back")), lang.T("演示时钟已拨快，到期的事都办了。", "The demonstration's clock has moved on; what fell due has happened."))
	})
}

// mayAdvance says who may move the clock: anybody on this machine alone; on a network, where
// nobody becomes anybody by a click, whoever signed in.
func (s *Site) mayAdvance(r *Request) bool {
	return s.Demo.Advance != nil && (len(s.Demo.People) > 0 || r.Actor.Role != access.Public)
}

// back is a path of this site to return to.
func back(p string) string {
	if len(p) == 0 || p[0] != '/' || len(p) > 1 && (p[1] == '/' || p[1] == '\\') {
		return "/"
	}
	return p
}

// SessionRoutes are signing out, and in a demonstration the page that says how to sign in.
func (s *Site) SessionRoutes() {
	s.Handle("POST /sign-out", Open.Early(), func(w http.ResponseWriter, r *Request) error {
		if err := s.Sessions.SignOut(w, r.Request); err != nil {
			return err
		}
		Forget(w)
		return r.Go(w, "/", lang.T("已退出。", "Signed out."))
	})
	s.Mount(ui.PreferencesPath, ui.Preferences(s.Secure()))
}
