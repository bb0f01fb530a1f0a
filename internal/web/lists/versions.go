package lists

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Versions are all versions of a list.
type Versions struct {
	Kind   publiclist.Kind
	Stands []publiclist.Stand // oldest first
}

// View draws it.
func (v Versions) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: v.Kind.Title(), Title: lang.T("历次版本", "Versions"), Lead: lang.T("公布过的版本永远不变。指纹是整张清单的SHA-256，公布的时候记在账本上；下载JSON自己算一遍，就知道有没有被改过。", "A published version never changes. Its fingerprint is the SHA-256 of the whole list, put on the ledger at publication: save the JSON and compute it to know that nothing was altered.")}}
	if len(v.Stands) == 0 {
		return append(parts, ui.Empty{Title: lang.T("还没有公布过", "Never published")}).View(p)
	}
	if v.Kind == publiclist.Powers && len(v.Stands) > 1 {
		parts = append(parts, curve(v.Stands))
	}
	if n := len(v.Stands); n > 1 {
		parts = append(parts, ui.Section{ID: "compare", Title: lang.T("任意两版放在一起比", "Compare any two"), Body: ui.Components{v.compare()}})
	}
	for i := len(v.Stands) - 1; i >= 0; i-- {
		parts = append(parts, v.one(p, v.Stands[i]))
	}
	return parts.View(p)
}

func (v Versions) compare() ui.Component {
	var options []ui.Option
	for _, s := range v.Stands {
		options = append(options, ui.Option{Value: strconv.Itoa(s.Version), Label: lang.Format("第%d版", "Version %d", s.Version)})
	}
	n := len(options)
	return ui.Form{Action: Href(v.Kind) + "/diff", Get: true, Body: ui.Components{
		ui.Field{Name: "from", Kind: ui.Choice, Label: lang.T("从哪一版", "From"), Options: options, Value: options[n-2].Value},
		ui.Field{Name: "to", Kind: ui.Choice, Label: lang.T("到哪一版", "To"), Options: options, Value: options[n-1].Value},
		ui.Actions{ui.Button{Label: lang.T("比一比", "Compare"), Look: ui.Secondary}}}}
}

func (v Versions) one(p ui.Page, s publiclist.Stand) ui.Component {
	base := Href(v.Kind) + "/versions/" + strconv.Itoa(s.Version)
	row := func(zh, en string, value lang.Text) ui.SummaryRow {
		return ui.SummaryRow{Key: lang.T(zh, en), Value: value}
	}
	entries := lang.Format("%d条", "%d", s.Entries)
	if v.Kind == publiclist.Powers {
		entries = lang.Format("%d条，其中行政许可%d条", "%d, %d of them approvals", s.Entries, s.Approvals)
	}
	rows := []ui.SummaryRow{row("公布", "Published", ui.Data(p.Instant(s.At))), row("生效", "In force from", ui.Data(p.Day(s.Effective))), row("条目", "Entries", entries),
		row("和上一版比", "Against the one before", lang.Format("增加%d条，减少%d条，改动%d条", "%d added, %d taken out, %d changed", s.Added, s.Removed, s.Changed)),
		row("为什么", "Why", ui.Data(s.Reason)), row("指纹（SHA-256）", "Fingerprint (SHA-256)", ui.Data(s.Hash))}
	link := func(zh, en, name, href string) {
		rows = append(rows, ui.SummaryRow{Key: lang.T(zh, en), Body: ui.Link{Name: lang.T("第"+strconv.Itoa(s.Version)+"版"+name, "Version "+strconv.Itoa(s.Version)+": "+en), Href: href}})
	}
	link("查看", "read it", "清单", Href(v.Kind)+"?version="+strconv.Itoa(s.Version))
	link("自己算一遍", "content (JSON)", "内容（JSON）", base+"/list.json")
	link("账本里有没有", "ledger receipt", "的账本回执", base+"/receipt.txt")
	if s.Version > 1 {
		link("改了什么", "what changed", "的改动", Href(v.Kind)+"/diff?from="+strconv.Itoa(s.Version-1)+"&to="+strconv.Itoa(s.Version))
	}
	return ui.Section{Title: lang.Format("第%d版", "Version %d", s.Version), Body: ui.Components{ui.SummaryList{Rows: rows}}}
}

func (l *Pages) versions(w http.ResponseWriter, r *site.Request) error {
	k, stands, err := l.kind(r)
	if err != nil {
		return err
	}
	p := r.Page(lang.T(k.Title().ZH+"历次版本", k.Title().EN+": versions"))
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/lists"}, {Name: k.Title(), Href: Href(k)}, {Name: lang.T("历次版本", "Versions")}}
	return r.Show(w, p, Versions{Kind: k, Stands: stands})
}

// Difference is two versions side by side.
type Difference struct {
	Kind     publiclist.Kind
	From, To int
	Changes  []publiclist.Change // of this page
	All      [3]int              // added, taken out, changed
	Next     string
	After    string
	Name     func(unit string) lang.Text
}

// View draws it.
func (v Difference) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: v.Kind.Title(), Title: lang.Format("第%d版和第%d版", "Version %d and version %d", v.From, v.To)},
		ui.Stats{{Name: lang.T("增加", "Added"), Count: int64(v.All[0]), Unit: lang.T("条", "entries")}, {Name: lang.T("减少", "Taken out"), Count: int64(v.All[1]), Unit: lang.T("条", "entries")}, {Name: lang.T("改动", "Changed"), Count: int64(v.All[2]), Unit: lang.T("条", "entries")}}}
	t := Changes(v.Kind, v.Changes, v.Name)
	t.Columns[2].Name, t.Columns[3].Name = lang.Format("第%d版", "Version %d", v.From), lang.Format("第%d版", "Version %d", v.To)
	base := Href(v.Kind) + "/diff?from=" + strconv.Itoa(v.From) + "&to=" + strconv.Itoa(v.To)
	if v.After != "" {
		t.Prev = base
	}
	if v.Next != "" {
		t.Next = base + "&after=" + v.Next
	}
	return append(parts, t).View(p)
}

// Changes is the table of changes with both sides.
func Changes(k publiclist.Kind, changes []publiclist.Change, name func(string) lang.Text) ui.Table {
	t := ui.Table{Caption: lang.T("按编码排列", "In order of code"), Columns: []ui.Column{{Name: lang.T("编码", "Code")}, {Name: lang.T("怎样", "How")}, {Name: lang.T("原来", "Before")}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("两版一样", "The two are the same")}}
	for _, c := range changes {
		how := ui.Tag{Label: lang.T("增加", "added"), Tone: ui.Busy}
		switch {
		case c.New == nil:
			how = ui.Tag{Label: lang.T("减少", "taken out"), Tone: ui.Good}
		case c.Old != nil:
			var zh, en []string
			for _, f := range c.Fields() {
				zh, en = append(zh, f.ZH), append(en, f.EN)
			}
			how = ui.Tag{Label: lang.T("改动："+strings.Join(zh, "、"), "changed: "+strings.Join(en, ", ")), Tone: ui.Neutral}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(c.Code), how, side(k, c.Old, name), side(k, c.New, name)}})
	}
	return t
}

// side is an entry in a few words, nothing for none.
func side(k publiclist.Kind, e *publiclist.Entry, name func(string) lang.Text) ui.Component {
	if e == nil {
		return ui.Plain("–")
	}
	says := []lang.Text{ui.Data(e.Name), name(e.Unit), e.TypeTitle(k), ui.Data(e.Text), ui.Data(e.Basis)}
	if e.Amount > 0 {
		yuan := strconv.FormatInt(e.Amount/100, 10)
		says = append(says, lang.T(yuan+"元", yuan+" yuan"))
	}
	var parts ui.Components
	for _, t := range says {
		if t.IsZero() {
			continue
		}
		if len(parts) > 0 {
			parts = append(parts, ui.Words(lang.T("；", "; ")))
		}
		parts = append(parts, ui.Words(t))
	}
	return parts
}

// shownChanges is how many changes a page shows.
const shownChanges = 50

func (l *Pages) diff(w http.ResponseWriter, r *site.Request) error {
	k, stands, err := l.kind(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	from, err := stand(stands, q.Get("from"))
	if err != nil {
		return err
	}
	to, err := stand(stands, q.Get("to"))
	if err != nil {
		return err
	}
	v := Difference{Kind: k, From: from.Version, To: to.Version, After: q.Get("after"), Name: r.Unit}
	a, err := l.Lists.Whole(r.Context(), l.Site.Division, k, from.Version)
	if err != nil {
		return err
	}
	b, err := l.Lists.Whole(r.Context(), l.Site.Division, k, to.Version)
	if err != nil {
		return err
	}
	for _, c := range publiclist.Diff(a.Entries, b.Entries) {
		switch {
		case c.Old == nil:
			v.All[0]++
		case c.New == nil:
			v.All[1]++
		default:
			v.All[2]++
		}
		switch {
		case c.Code <= v.After:
		case len(v.Changes) < shownChanges:
			v.Changes = append(v.Changes, c)
		case v.Next == "":
			v.Next = v.Changes[shownChanges-1].Code
		}
	}
	p := r.Page(lang.T(k.Title().ZH+"的改动", k.Title().EN+": changes"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/lists"}, {Name: k.Title(), Href: Href(k)}, {Name: lang.T("历次版本", "Versions"), Href: Href(k) + "/versions"}, {Name: lang.T("改动", "Changes")}}
	return r.Show(w, p, v)
}

// export sends a version whole: the bytes of its hash, or a file for spreadsheets.
func (l *Pages) export(w http.ResponseWriter, r *site.Request) error {
	k, stands, err := l.kind(r)
	if err != nil {
		return err
	}
	s, err := stand(stands, r.PathValue("version"))
	if err != nil {
		return err
	}
	v, err := l.Lists.Whole(r.Context(), l.Site.Division, k, s.Version)
	if err != nil {
		return err
	}
	name := string(k) + "-" + strconv.Itoa(s.Version)
	if strings.HasSuffix(r.URL.Path, ".json") {
		return send(w, name+".json", "application/json", v.Bytes())
	}
	var b bytes.Buffer
	if err := v.WriteCSV(&b); err != nil {
		return err
	}
	return send(w, name+".csv", "text/csv; charset=utf-8", b.Bytes())
}

func (l *Pages) receipt(w http.ResponseWriter, r *site.Request) error {
	k, stands, err := l.kind(r)
	if err != nil {
		return err
	}
	s, err := stand(stands, r.PathValue("version"))
	if err != nil {
		return err
	}
	e, err := l.Acts.Act(r.Context(), l.Site.Division, s.Seq)
	if err != nil {
		return err
	}
	receipt, err := l.Site.Cases.Receipt(r.Context(), e)
	if err != nil {
		return err
	}
	return send(w, string(k)+"-"+strconv.Itoa(s.Version)+"-receipt.txt", "text/plain; charset=utf-8", []byte(receipt.Text()))
}

func send(w http.ResponseWriter, name, media string, raw []byte) error {
	return download.Send(w, name, media, func(out io.Writer) error { _, err := out.Write(raw); return err })
}
