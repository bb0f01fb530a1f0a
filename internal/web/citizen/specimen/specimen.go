// Package specimen is what the gallery shows citizens' pages with: an invented county,
// an invented item and the frame around a page, without a database.
//
//	view.Sample() ──▶ specimen.Page ──▶ ui.Gallery
//
// Every name, number and address in it is made up. It rests on no article and decides
// nothing; the pages themselves never import sample data for anything else.
package specimen

import (
	"context"
	"encoding/base64"
	"io"
	"time"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Now is the instant at which samples are drawn: Wednesday 11 March 2026, 10:20 in China.
var Now = time.Date(2026, 3, 11, 2, 20, 0, 0, time.UTC)

// Unit gives the name of a unit of the invented county.
func Unit(id string) lang.Text {
	switch id {
	case "market":
		return lang.T("县市场监督管理局", "County Market Bureau")
	case "fire":
		return lang.T("县消防救援大队", "County Fire Brigade")
	case "hall":
		return lang.T("县政务服务中心", "County Service Hall")
	}
	return ui.Data(id)
}

// Picture is a QR code for samples, as an address that needs no server.
func Picture() string {
	code, err := qr.Encode("https://example.invalid/v#sample", qr.M)
	if err != nil {
		return ""
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())
}

// Visitor and Citizen are who the samples are drawn for.
var (
	Visitor = access.Actor{Role: access.Public, Division: "330599"}
	Citizen = access.Actor{ID: "sample", Name: "林小禾（示例）", Role: access.Citizen, Division: "330599", Party: "sample-party"}
)

// Page is one page of the gallery: the component in the frame a citizen sees. set may
// change the frame (a refused form, a way back) and may be nil.
func Page(id string, name lang.Text, c ui.Component, set func(p *ui.Page)) ui.GalleryPage {
	return ui.GalleryPage{ID: "citizen-" + id, Name: name, Role: lang.T("给群众看的", "for citizens"), Draw: func(p ui.Page) templ.Component {
		p = frame(p, name)
		if set != nil {
			set(&p)
		}
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
		})
	}}
}

// SignedIn is a set for [Page]: the sample citizen has signed in.
func SignedIn(p *ui.Page) {
	p.User = &ui.User{Name: Citizen.Name, Home: "/my", SignOut: "/sign-out"}
	p.SignIn = ""
	p.Nav = []ui.NavLink{{Name: lang.T("办事", "Services"), Href: "/"}, {Name: lang.T("我的办件", "My cases"), Href: "/my"}, {Name: lang.T("我的证照", "My certificates"), Href: "/my/certificates"}}
}

func frame(p ui.Page, title lang.Text) ui.Page {
	p.Title = title
	p.Footer = ui.Footer{Phone: "0571-00000012", Hours: lang.T("工作日 8:30–17:30", "working days 8:30–17:30"), NotDone: "/not-done", Complain: "/complain", Story: "/story", Gallery: ui.GalleryPath, Accessibility: "/accessibility"}
	p.SignIn = "/sign-in"
	p.Nav = []ui.NavLink{{Name: lang.T("办事", "Services"), Href: "/"}, {Name: lang.T("查进度", "Track"), Href: "/track"}, {Name: lang.T("验证", "Verify"), Href: "/v"}}
	return p
}
