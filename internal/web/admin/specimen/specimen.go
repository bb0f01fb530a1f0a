// Package specimen is what the gallery and the tests of the administrator's pages show:
// the invented county of the staff pages, seen by an invented administrator.
//
//	Item, Directory ──▶ view.Sample() ──▶ Page (frame of the administrator) ──▶ ui.Gallery
//
// Every name, number and address in it is made up. It keeps nothing and rests on no article.
package specimen

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/org"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// Division of the invented county.
const Division = staff.Division

// Who the samples are drawn for.
var (
	Administrator = access.Actor{ID: "guan", Name: "管示例", Role: access.Administrator, Division: Division, Unit: "hall"}
	Auditor       = access.Actor{ID: "shen", Name: "沈示例", Role: access.Auditor, Division: Division, Unit: "hall"}
)

// Now is the instant of the samples: Monday 2 March 2026, 9 o'clock in China.
var Now = time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)

// Item is the sample item, published in its first version.
func Item() catalog.Item {
	it := staff.Item()
	it.Version, it.Status = 1, catalog.Published
	return it
}

// Directory is the organisation of the invented county.
func Directory() *org.Directory { return staff.Directory() }

// Unit names a unit of it.
func Unit(id string) lang.Text {
	if u, ok := Directory().Unit(id); ok {
		return u.Name
	}
	return ui.Data(id)
}

// Units are its units to choose from.
func Units() []ui.Option {
	var all []ui.Option
	for _, u := range Directory().Units() {
		all = append(all, ui.Option{Value: u.ID, Label: u.Name})
	}
	return all
}

// Page is one page of the gallery in the administrator's frame. set may change the frame
// and may be nil.
func Page(id string, name lang.Text, c ui.Component, set func(p *ui.Page)) ui.GalleryPage {
	return ui.GalleryPage{ID: "admin-" + id, Name: name, Role: lang.T("给系统管理员看的", "for the administrator"), Draw: func(p ui.Page) templ.Component {
		p.Title, p.Wide = name, true
		p.Footer = ui.Footer{Phone: "0571-00000012", NotDone: "/not-done", Complain: "/complain", Gallery: ui.GalleryPath}
		p.User = &ui.User{Name: Administrator.Name, Home: "/admin/items", SignOut: "/sign-out", Unit: Unit(Administrator.Unit)}
		link := func(zh, en, href string) ui.NavLink { return ui.NavLink{Name: lang.T(zh, en), Href: href} }
		p.Nav = []ui.NavLink{link("事项", "Items", "/admin/items"), link("机构人员", "Units and staff", "/admin/org"), link("日历", "Calendar", "/admin/calendar"), link("密钥", "Keys", "/admin/keys")}
		if set != nil {
			set(&p)
		}
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
		})
	}}
}

// Narrow sets one readable column.
func Narrow(p *ui.Page) { p.Wide = false }
