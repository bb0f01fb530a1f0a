// Package specimen is what the gallery and the tests of staff pages show: an invented
// county whose one sample case is made by the real procedure in memory.
//
//	Hall: engine + memory ──▶ Filed │ Reviewed │ Asked ──▶ view.Sample() ──▶ ui.Gallery
//
// Every name, number and address in it is made up. It keeps nothing, rests on no article,
// and the pages themselves use it for nothing but their samples.
package specimen

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Page is one page of the gallery: the component in the frame a member of staff sees.
// set may change the frame (a refused form, a way back) and may be nil.
func Page(id string, name lang.Text, who access.Actor, c ui.Component, set func(p *ui.Page)) ui.GalleryPage {
	return ui.GalleryPage{ID: "staff-" + id, Name: name, Role: lang.T("给工作人员看的", "for officers"), Draw: func(p ui.Page) templ.Component {
		p.Title, p.Wide = name, true
		p.Footer = ui.Footer{Phone: "0571-00000012", NotDone: "/not-done", Complain: "/complain", Gallery: ui.GalleryPath}
		p.User = &ui.User{Name: who.Name, Home: "/work", SignOut: "/sign-out"}
		if u, ok := Directory().Unit(who.Unit); ok {
			p.User.Unit = u.Name
		}
		p.Nav = navigation(who.Role)
		if set != nil {
			set(&p)
		}
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
		})
	}}
}

func navigation(r access.Role) []ui.NavLink {
	link := func(zh, en, href string) ui.NavLink { return ui.NavLink{Name: lang.T(zh, en), Href: href} }
	switch r {
	case access.Clerk:
		return []ui.NavLink{link("收件", "Receive", "/window"), link("工作台", "Work list", "/work")}
	case access.UnitHead:
		return []ui.NavLink{link("工作台", "Work list", "/work"), link("待我批准", "To approve", "/head"), link("人员与替岗", "Staff and stand-ins", "/head/staff")}
	case access.Supervisor:
		return []ui.NavLink{link("督办看板", "Board", "/board"), link("全部办件", "All cases", "/board/cases")}
	}
	return []ui.NavLink{link("工作台", "Work list", "/work")}
}
