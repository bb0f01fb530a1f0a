// Package lists shows the four lists to everybody.
//
//	/lists ──▶ /lists/{kind} (search, unit, type, CSV) ──▶ the item's guide, where there is one
//	  │             └──▶ /lists/{kind}/versions ── curve, hash, receipt ──▶ /lists/{kind}/diff?from=&to=
//	  └──▶ /lists/check   the list of powers beside the catalogue
//
// Each version can be saved as the very bytes whose SHA-256 stands on the ledger, with the
// receipt that proves it. The check is a finding for people; nothing is blocked by it. The
// package changes no list: that is the administrator's, by plan and confirmation.
package lists

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Acts reads acts without a case, for their receipts.
type Acts interface {
	Act(ctx context.Context, division string, seq int64) (casework.Event, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Lists publiclist.Reader
	Acts  Acts
}

// Routes adds the pages to the site.
func (l *Pages) Routes() {
	s := l.Site
	s.Handle("GET /lists", site.Open, l.four)
	s.Handle("GET /lists/check", site.Open, l.check)
	s.Handle("GET /lists/{kind}", site.Open, l.list)
	s.Handle("GET /lists/{kind}/versions", site.Open, l.versions)
	s.Handle("GET /lists/{kind}/diff", site.Open, l.diff)
	s.Handle("GET /lists/{kind}/versions/{version}/list.json", site.Open, l.export)
	s.Handle("GET /lists/{kind}/versions/{version}/list.csv", site.Open, l.export)
	s.Handle("GET /lists/{kind}/versions/{version}/receipt.txt", site.Open, l.receipt)
}

// Href is the page of a list.
func Href(k publiclist.Kind) string { return "/lists/" + string(k) }

var title = lang.T("四张清单", "The four lists")

// Four is the first page of the lists.
type Four struct {
	Stands map[publiclist.Kind][]publiclist.Stand
}

// View draws it.
func (v Four) View(p ui.Page) templ.Component {
	var cards ui.Cards
	made := false
	for _, k := range publiclist.Kinds {
		card := ui.Card{Title: k.Title(), Text: k.Says(), Href: Href(k)}
		if n := len(v.Stands[k]); n > 0 {
			s := v.Stands[k][n-1]
			made = made || s.Illustrative
			card.Meta = []lang.Text{lang.Format("%d条", "%d entries", s.Entries), lang.Format("第%d版", "version %d", s.Version)}
		} else {
			card.Meta = []lang.Text{lang.T("还没有公布", "not published yet")}
		}
		cards = append(cards, card)
	}
	parts := ui.Components{ui.Heading{Title: title, Lead: lang.T("政府有什么权、该做什么事、哪些投资要先批、钱给了谁，都列在单子上。单子改一次出一版，每一版都能对得上账本。", "What a government may do, what it must do, where investment needs leave and where its money goes. Each change is a version, and each version can be checked against the ledger.")}}
	if made {
		parts = append(parts, illustrative())
	}
	parts = append(parts, ui.Section{Title: lang.T("选一张看", "Choose one"), Body: ui.Components{cards}})
	if powers := v.Stands[publiclist.Powers]; len(powers) > 1 {
		parts = append(parts, ui.Section{Title: lang.T("审批事项，一版一版看", "Approvals over the versions"), More: &ui.Link{Name: lang.T("历次版本", "All versions"), Href: Href(publiclist.Powers) + "/versions"}, Body: ui.Components{curve(powers)}})
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("权力清单和办事目录对得上吗", "Do the list of powers and the catalogue agree?"), Href: "/lists/check", Look: ui.Secondary},
		ui.LinkButton{Label: lang.T("公开承诺兑现情况", "Promised and kept"), Href: "/commitments", Look: ui.Secondary}}).View(p)
}

func illustrative() ui.Component {
	return ui.Notice{Kind: ui.Demo, Text: lang.T("示例清单：根据这个虚构县的事项编成，不是任何地方公布的清单，依据没有逐条核对。", "An illustration made from the items of this invented county. No real place published it, and its bases were not checked one by one.")}
}

// curve is the number of approvals over the versions.
func curve(stands []publiclist.Stand) ui.Component {
	c := ui.Columns{Title: lang.T("行政许可事项", "Administrative licences"), Unit: lang.T("（项，按版本）", " (by version)")}
	for _, s := range stands {
		c.Points = append(c.Points, ui.Point{Label: lang.Format("第%d版", "version %d", s.Version), Value: int64(s.Approvals)})
	}
	return c
}

func (l *Pages) four(w http.ResponseWriter, r *site.Request) error {
	v := Four{Stands: map[publiclist.Kind][]publiclist.Stand{}}
	for _, k := range publiclist.Kinds {
		stands, err := l.Lists.Stands(r.Context(), l.Site.Division, k)
		if err != nil {
			return err
		}
		v.Stands[k] = stands
	}
	p := r.Page(title)
	p.Wide = true
	return r.Show(w, p, v)
}

// List is one list, as far as it was asked for.
type List struct {
	Kind    publiclist.Kind
	Stand   publiclist.Stand // the version shown; version 0: nothing is published
	Newest  int
	Filter  Filter
	Entries []publiclist.Entry
	Next    string
	After   string
	Units   []ui.Option
	Name    func(unit string) lang.Text
	Guides  map[string]string // code → slug of the item
}

// Filter is what the list is narrowed by, as it stands in the address.
type Filter struct{ Words, Unit, Type, Version string }

func (f Filter) with(path, name, value string) string {
	q := url.Values{}
	for n, v := range map[string]string{"q": f.Words, "unit": f.Unit, "type": f.Type, "version": f.Version} {
		if n == name {
			v = value
		}
		if v != "" {
			q.Set(n, v)
		}
	}
	if name == "after" && value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: title, Title: v.Kind.Title(), Lead: v.Kind.Says()}}
	if v.Stand.Version == 0 {
		return append(parts, ui.Empty{Title: lang.T("还没有公布这张清单", "This list is not published yet"), Text: lang.T("管理员公布第一版以后，这里就能查。", "Once the first version is published it can be searched here.")}).View(p)
	}
	if v.Stand.Illustrative {
		parts = append(parts, illustrative())
	}
	if v.Stand.Version != v.Newest {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.Format("您在看第%d版，现行的是第%d版。", "You are reading version %d; version %d is in force.", v.Stand.Version, v.Newest), Link: &ui.Link{Name: lang.T("看现行版本", "See the one in force"), Href: Href(v.Kind)}})
	}
	figures := ui.Stats{{Name: lang.T("清单上的条目", "Entries"), Count: int64(v.Stand.Entries), Unit: lang.T("条", "entries")}}
	if v.Kind == publiclist.Powers {
		figures = append(figures, ui.Figure{Name: lang.T("其中行政许可", "Approvals among them"), Count: int64(v.Stand.Approvals), Of: int64(v.Stand.Entries), Unit: lang.T("条", "entries")})
	}
	figures = append(figures, ui.Figure{Name: lang.T("版本", "Version"), Count: int64(v.Stand.Version), Unit: lang.T(p.Date(v.Stand.At)+"公布", "published "+p.Date(v.Stand.At)), Href: Href(v.Kind) + "/versions"})
	return append(parts, figures, v.filters(), v.table(), ui.Actions{ui.LinkButton{Label: lang.T("历次版本和改动", "Versions and changes"), Href: Href(v.Kind) + "/versions", Look: ui.Secondary}, ui.PrintButton{}}).View(p)
}

func (v List) filters() ui.Component {
	path := Href(v.Kind)
	f := ui.Filters{Action: path, Fields: []ui.Field{{Name: "q", Label: lang.T("搜一搜", "Search"), Value: v.Filter.Words}}}
	if v.Filter.Version != "" {
		f.Hidden = []ui.Hidden{{Name: "version", Value: v.Filter.Version}}
	}
	chip := func(name string, label lang.Text) {
		f.Active = append(f.Active, ui.Chip{Label: label, Remove: v.Filter.with(path, name, "")})
	}
	if v.Filter.Words != "" {
		chip("q", ui.Data(v.Filter.Words))
	}
	choose := func(name, value string, label lang.Text, options []ui.Option) {
		f.Fields = append(f.Fields, ui.Field{Name: name, Kind: ui.Choice, Label: label, Value: value, Options: options})
		for _, o := range options {
			if value != "" && o.Value == value {
				chip(name, o.Label)
			}
		}
	}
	choose("unit", v.Filter.Unit, lang.T("单位", "Unit"), v.Units)
	if v.Kind == publiclist.Powers {
		var types []ui.Option
		for i := range len(publiclist.Types) {
			id := strconv.Itoa(i + 1)
			if len(id) < 2 {
				id = "0" + id
			}
			types = append(types, ui.Option{Value: id, Label: publiclist.Types[id]})
		}
		choose("type", v.Filter.Type, lang.T("类别", "Type"), types)
	}
	if len(f.Active) > 0 {
		f.Clear = (Filter{Version: v.Filter.Version}).with(path, "", "")
	}
	return f
}

func (v List) table() ui.Component {
	t := ui.Table{Caption: lang.T("按编码排列", "In order of code"), Columns: []ui.Column{{Name: lang.T("名称", "Name")}, {Name: lang.T("编码", "Code")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("类别", "Type")}, {Name: lang.T("内容", "What")}, {Name: lang.T("依据", "Basis")}},
		Empty: ui.Empty{Title: lang.T("没有找到", "Nothing found"), Text: lang.T("换个词，或者去掉筛选条件。", "Try another word, or fewer filters.")}}
	if v.Kind == publiclist.Funds {
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("每年金额", "Amount a year"), Numeric: true})
	}
	for _, e := range v.Entries {
		var name ui.Component = ui.Words(ui.Data(e.Name))
		if slug := v.Guides[e.Code]; slug != "" {
			name = ui.Link{Name: ui.Data(e.Name), Href: "/items/" + slug}
		}
		row := ui.Row{Cells: []ui.Component{name, ui.Plain(e.Code), ui.Words(v.Name(e.Unit)), ui.Words(e.TypeTitle(v.Kind)), ui.Words(ui.Data(e.Text)), ui.Words(ui.Data(e.Basis))}}
		if v.Kind == publiclist.Funds {
			row.Cells = append(row.Cells, ui.Money(e.Amount))
		}
		t.Rows = append(t.Rows, row)
	}
	base := Href(v.Kind) + "/versions/" + strconv.Itoa(v.Stand.Version)
	t.Export = []ui.Link{{Name: lang.T("整张清单 CSV", "whole list, CSV"), Href: base + "/list.csv"}, {Name: lang.T("整张清单 JSON", "whole list, JSON"), Href: base + "/list.json"}}
	if v.After != "" {
		t.Prev = v.Filter.with(Href(v.Kind), "", "")
	}
	if v.Next != "" {
		t.Next = v.Filter.with(Href(v.Kind), "after", v.Next)
	}
	return t
}

// kind is the list of the address, with all its versions.
func (l *Pages) kind(r *site.Request) (publiclist.Kind, []publiclist.Stand, error) {
	k, err := publiclist.ParseKind(r.PathValue("kind"))
	if err != nil {
		return "", nil, err
	}
	stands, err := l.Lists.Stands(r.Context(), l.Site.Division, k)
	return k, stands, err
}

// stand is the version of that number, the newest for "".
func stand(stands []publiclist.Stand, number string) (publiclist.Stand, error) {
	if number == "" && len(stands) > 0 {
		return stands[len(stands)-1], nil
	}
	for _, s := range stands {
		if strconv.Itoa(s.Version) == number {
			return s, nil
		}
	}
	if number == "" {
		return publiclist.Stand{}, nil
	}
	return publiclist.Stand{}, fault.Missing()
}

func (l *Pages) list(w http.ResponseWriter, r *site.Request) error {
	k, stands, err := l.kind(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := List{Kind: k, Filter: Filter{q.Get("q"), q.Get("unit"), q.Get("type"), q.Get("version")}, After: q.Get("after"), Name: r.Unit, Guides: map[string]string{}}
	if v.Stand, err = stand(stands, v.Filter.Version); err != nil {
		return err
	}
	if v.Stand.Version > 0 {
		v.Newest = stands[len(stands)-1].Version
		page, err := l.Lists.Entries(r.Context(), publiclist.Query{Division: l.Site.Division, Kind: k, Version: v.Stand.Version, Unit: v.Filter.Unit, Type: v.Filter.Type, Words: v.Filter.Words, After: v.After})
		if err != nil {
			return err
		}
		v.Entries, v.Next = page.Entries, page.Next
		if err := l.guides(r, k, page.Entries, v.Guides); err != nil {
			return err
		}
	}
	for _, u := range r.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	p := r.Page(k.Title())
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/lists"}, {Name: k.Title()}}
	return r.Show(w, p, v)
}

// guides finds the items that powers and duties name by their code.
func (l *Pages) guides(r *site.Request, k publiclist.Kind, entries []publiclist.Entry, into map[string]string) error {
	if k != publiclist.Powers && k != publiclist.Duties {
		return nil
	}
	for _, e := range entries {
		it, err := l.Site.Items.Current(r.Context(), l.Site.Division, e.Code)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		into[e.Code] = it.Slug
	}
	return nil
}

// Agreement is the list of powers beside the catalogue.
type Agreement struct {
	Gaps    publiclist.Gaps
	Version int
	Name    func(unit string) lang.Text
}

// shownGaps is how many rows of each finding a page lists; the counts are of all.
const shownGaps = 100

// View draws it.
func (v Agreement) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: title, Title: lang.T("权力清单和办事目录对得上吗", "Do the list of powers and the catalogue agree?"), Lead: lang.T("按编码逐条比对，只是把对不上的列出来，不会自动停办任何事项。", "Compared code by code. What does not agree is listed; nothing is stopped by it.")},
		ui.Stats{{Name: lang.T("两边都有", "In both"), Count: int64(v.Gaps.Matched), Unit: lang.T("条", "entries")},
			{Name: lang.T("能办，清单上没有", "Asked for, not on the list"), Count: int64(len(v.Gaps.Unlisted)), Unit: lang.T("条", "items"), Tone: late(len(v.Gaps.Unlisted))},
			{Name: lang.T("清单上有，没有办事指南", "On the list, no guide"), Count: int64(len(v.Gaps.NoGuide)), Unit: lang.T("条", "entries")}}}
	if v.Version == 0 {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("权力清单还没有公布，没有什么可以比对。", "The list of powers is not published yet; there is nothing to compare.")}).View(p)
	}
	a := ui.Table{Caption: lang.T("能办，清单上没有", "Asked for, not on the list"), Columns: []ui.Column{{Name: lang.T("事项", "Item")}, {Name: lang.T("编码", "Code")}, {Name: lang.T("单位", "Unit")}}, Empty: ui.Empty{Title: lang.T("没有：能办的事项都在清单上", "None: every item is on the list")}}
	for _, it := range v.Gaps.Unlisted[:min(len(v.Gaps.Unlisted), shownGaps)] {
		a.Rows = append(a.Rows, ui.Row{Href: "/items/" + it.Slug, Cells: []ui.Component{ui.Words(ui.Data(it.Name)), ui.Plain(it.Code), ui.Words(v.Name(it.Unit))}})
	}
	b := ui.Table{Caption: lang.T("清单上有，没有办事指南", "On the list, no guide"), Columns: a.Columns, Empty: ui.Empty{Title: lang.T("没有：清单上要申请的都有办事指南", "None: everything one asks for has a guide")}}
	for _, e := range v.Gaps.NoGuide[:min(len(v.Gaps.NoGuide), shownGaps)] {
		b.Rows = append(b.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(e.Name)), ui.Plain(e.Code), ui.Words(v.Name(e.Unit))}})
	}
	return append(parts, a, b).View(p)
}

func late(n int) ui.Tone {
	if n > 0 {
		return ui.Soon
	}
	return ""
}

func (l *Pages) check(w http.ResponseWriter, r *site.Request) error {
	powers, err := l.Lists.Whole(r.Context(), l.Site.Division, publiclist.Powers, 0)
	if err != nil {
		return err
	}
	var refs []publiclist.Ref
	page := catalog.Page{Limit: 100}
	for {
		items, next, err := l.Site.Items.List(r.Context(), l.Site.Division, catalog.Filter{}, page)
		if err != nil {
			return err
		}
		for _, it := range items {
			refs = append(refs, publiclist.Ref{Code: it.Code, Base: it.BaseCode, Slug: it.Slug, Name: it.Name.In(lang.ZH), Unit: it.Unit, Power: it.Kind != catalog.PublicService})
		}
		if page.After = next; next == "" {
			break
		}
	}
	p := r.Page(lang.T("权力清单和办事目录对得上吗", "Powers and catalogue"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/lists"}, {Name: lang.T("比对", "Check")}}
	return r.Show(w, p, Agreement{Gaps: publiclist.Check(powers.Entries, refs), Version: powers.Version, Name: r.Unit})
}
