package recallpages

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

func short(hash string) string {
	if len(hash) > 16 {
		return hash[:16] + "…"
	}
	return hash
}

// starts says what a recall begins from as it stands on the packages, for everybody.
func (g *Pages) starts(ctx context.Context, f *recall.File) (lang.Text, error) {
	goods, err := g.Named(ctx, f.Scope.Start.Things, "")
	var zh, en []string
	for _, x := range goods {
		said := recallview.Box(f.Title, x)
		zh, en = append(zh, said.ZH), append(en, said.EN)
	}
	for _, q := range f.Scope.Start.Plots {
		key := recallview.ShortKey(q.Plot)
		zh, en = append(zh, key), append(en, key)
	}
	return lang.T(strings.Join(zh, "； "), strings.Join(en, "; ")), err
}

// begins says what a recall was opened for to those who see whose plots are whose.
func (g *Pages) begins(ctx context.Context, s recall.Scope) string {
	var list []string
	for _, k := range s.Start.Things {
		list = append(list, recallview.ShortKey(k))
	}
	for _, q := range s.Start.Plots {
		number := strings.Replace(strings.TrimPrefix(recallview.ShortKey(q.Plot), "414/"), "/254/", "/", 1) // as the form takes it
		if p := g.Place(ctx, q.Plot); p.Party != "" {
			number = p.Name + "（" + number + "）"
		}
		list = append(list, number)
	}
	return strings.Join(list, "； ")
}

// difference is what events changed since the list was frozen.
func (v Show) difference() (parts ui.Components) {
	if v.Stale {
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("有新的追溯事件，正在等待重新查找", "New events wait to be looked at"), Text: lang.T("扫码提示已经按最新记录判断。", "Scans are judged by the newest records already.")})
	}
	if v.Diff.Added+v.Diff.Dropped == 0 {
		return parts
	}
	body := ui.Components{}
	for _, x := range []struct {
		zh, en string
		keys   []string
	}{{"多了：", "Added: ", v.Diff.AddedKeys}, {"少了：", "No longer: ", v.Diff.DroppedKeys}} {
		if len(x.keys) > 0 {
			var list []string
			for _, k := range x.keys {
				list = append(list, recallview.ShortKey(k))
			}
			body = append(body, ui.Text(lang.T(x.zh+strings.Join(list, "； "), x.en+strings.Join(list, "; "))))
		}
	}
	if v.May["confirm_scope"] {
		body = append(body, ui.Form{Action: v.Href + "/confirm_scope", Token: v.Keys["confirm_scope"], Hidden: []ui.Hidden{{Name: "hash", Value: v.NowHash}}, Body: ui.Components{
			ui.Field{Name: "reason", ID: "confirm-reason", Rows: 2, Kind: ui.Area, Max: 500, Label: lang.T("看过差别，怎么回事", "What the difference is")},
			ui.Actions{ui.Button{Label: lang.T("确认新的范围，通知新的持有者", "Confirm it and order new holders"), Look: ui.Secondary}}}})
	}
	return append(parts, ui.Notice{Kind: ui.Warning, Title: lang.Format("召回范围变了：多了%d个，少了%d个", "The scope has changed: %d more, %d less", v.Diff.Added, v.Diff.Dropped),
		Text: lang.T("扫码提示已经跟着变；持有者的通知要您确认以后才变。", "Scans follow already; the holders' orders change when you confirm."), Body: body})
}

// Things is a page of what a recall is about.
type Things struct {
	Number string
	Drill  bool
	Keys   []string
	Next   string
}

// View draws it.
func (v Things) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("召回的货品、批次（按最新的追溯记录）", "Things recalled, by the newest records"), Columns: []ui.Column{{Name: lang.T("编号", "Code")}, {Name: lang.T("完整编号", "In full")}}, Next: v.Next,
		Empty: ui.Empty{Title: lang.T("没有", "None"), Text: lang.T("没有找到货品。", "Nothing was found.")}}
	for _, k := range v.Keys {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(recallview.ShortKey(k))), ui.Words(ui.Data(k))}})
	}
	parts := ui.Components{}
	if v.Drill {
		parts = append(parts, recallview.DrillNotice())
	}
	return append(parts, ui.Heading{Title: lang.T("召回的货品", "What is recalled"), Caption: ui.Data(v.Number)}, t).View(p)
}

func (g *Pages) things(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Load(r, recall.Name)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 36, 64) // 0: from the beginning
	keys, next, err := g.Lists.Things(r.Context(), c.Key, after, 50)
	if err != nil {
		return err
	}
	v := Things{Number: c.Number, Drill: recall.FileOf(c).Drill, Keys: keys}
	if next != 0 {
		v.Next = recallview.Address(c.ID) + "/things?after=" + strconv.FormatInt(next, 36)
	}
	p := g.Frame(r, c.Number, true)
	p.Back = recallview.Address(c.ID)
	return r.Show(w, p, v)
}
