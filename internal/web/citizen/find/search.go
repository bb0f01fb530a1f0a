package find

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Results is what a question found.
type Results struct {
	Question string
	Theme    string // chosen theme, "" for all
	Themes   []ThemeCount
	Cards    []ui.Card
	Total    int
	Named    bool         // an answer is called as the question says; false: only words of it were met
	NotHere  ui.Component // which other body settles it, nil where the hall does or nobody knows
}

// ThemeCount is how many of the answers belong to a theme.
type ThemeCount struct {
	Theme catalog.Theme
	Count int64
}

// mostHits is how many answers are looked at, shownHits how many a page shows.
const mostHits, shownHits = 60, 20

// View draws it.
func (v Results) View(p ui.Page) templ.Component {
	cs := ui.Components{
		ui.Heading{Title: lang.T("搜索结果", "What we found")},
		ui.SearchBox{Action: "/search", Value: v.Question, Label: lang.T("您想办什么事？", "What do you want to get done?")},
	}
	if v.NotHere != nil {
		cs = append(cs, v.NotHere)
	}
	switch {
	case v.Question == "":
		cs = append(cs, ui.Empty{Title: lang.T("还没有写要办什么事", "Nothing was asked yet"), Text: lang.T("写几个字就行，例如“开店”“公积金”。", "A few words will do, such as “open a shop” or “housing fund”."), Link: browse})
	case v.Total == 0 || v.NotHere != nil && !v.Named:
		none := ui.Empty{Title: lang.T("没有找到对应的事项", "No matter fits these words"), Text: lang.T("换个说法试试，或者"+askThere.ZH, "Try other words, "+askThere.EN), Link: browse}
		if v.NotHere == nil && p.Footer.Phone != "" {
			none.Text = lang.T("换个说法试试，或者打"+p.Footer.Phone+"，说清要办的事就行，有人帮您找。", "Try other words, or call "+p.Footer.Phone+" and say what you need; somebody will find it for you.")
		}
		if v.NotHere != nil {
			none.Title = lang.T("这里公布的事项里没有这件事", "It is not among the matters of this hall")
		}
		cs = append(cs, none)
	default:
		if !v.Named {
			cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("没有正好叫这个名字的事项。下面的只是用到了您写的字词，不一定是您要办的。换个说法，或者"+askThere.ZH, "No matter is called so. What follows only shares words with what you wrote and may not be what you need. Try other words, "+askThere.EN)})
		}
		if len(v.Themes) > 1 {
			cs = append(cs, v.tabs())
		}
		cs = append(cs, ui.Section{Title: lang.Format("找到%d项", "%d found", v.Total), Body: ui.Components{ui.Cards(v.Cards)}})
	}
	return cs.View(p)
}

var (
	browse   = &ui.Link{Name: lang.T("按主题找", "Browse the themes"), Href: "/themes"}
	askThere = lang.T("到任一窗口问一声。", "or ask at any window.")
)

func (v Results) tabs() ui.Tabs {
	link := func(theme string) string {
		q := url.Values{"q": {v.Question}}
		if theme != "" {
			q.Set("theme", theme)
		}
		return "/search?" + q.Encode()
	}
	t := ui.Tabs{Label: lang.T("按主题筛选", "Narrow by theme"), Items: []ui.Tab{{Name: lang.T("全部", "All"), Href: link(""), Current: v.Theme == ""}}}
	for _, c := range v.Themes {
		t.Items = append(t.Items, ui.Tab{Name: c.Theme.Name, Href: link(c.Theme.ID), Count: c.Count, Current: v.Theme == c.Theme.ID})
	}
	return t
}

// Sample is what "open a snack bar" finds.
func (Results) Sample() Results {
	operate, _ := catalog.ThemeOf("operate")
	health, _ := catalog.ThemeOf("health")
	it := specimen.Item()
	return Results{Question: "snack bar 小吃店", Total: 2, Named: true, Themes: []ThemeCount{{operate, 1}, {health, 1}}, Cards: []ui.Card{card(it, specimen.Unit("market")), card(it, specimen.Unit("fire"))}}
}

func (f *Pages) search(w http.ResponseWriter, r *site.Request) error {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	if runes := []rune(q); len(runes) > 100 {
		q = string(runes[:100])
	}
	v := Results{Question: q, Theme: r.URL.Query().Get("theme")}
	if q != "" {
		_, index, err := f.published(r.Context())
		if err != nil {
			return err
		}
		hits := index.Search(q, mostHits)
		v.Named, v.NotHere = slices.ContainsFunc(hits, func(h catalog.Hit) bool { return h.Named }), notHere(q, hits)
		v.Themes = themesOf(hits)
		for _, h := range hits {
			if v.Theme != "" && h.Item.Theme != v.Theme {
				continue
			}
			if v.Total++; len(v.Cards) < shownHits {
				v.Cards = append(v.Cards, card(h.Item, r.Unit(h.Item.Unit)))
			}
		}
	}
	p := r.Page(lang.T("搜索", "Search"))
	p.Wide = true
	return r.Show(w, p, v)
}

func themesOf(hits []catalog.Hit) []ThemeCount {
	var out []ThemeCount
	for _, h := range hits {
		i := slices.IndexFunc(out, func(c ThemeCount) bool { return c.Theme.ID == h.Item.Theme })
		if i >= 0 {
			out[i].Count++
		} else if t, ok := catalog.ThemeOf(h.Item.Theme); ok && len(out) < 6 {
			out = append(out, ThemeCount{t, 1})
		}
	}
	return out
}

// matters is how many there are.
func matters(n int64) lang.Text {
	if n == 1 {
		return lang.T("1项", "1 matter")
	}
	return lang.Format("%d项", "%d matters", n)
}

// ThemeList is all themes that have an item, for persons and for businesses.
type ThemeList struct{ Personal, Business []ThemeCount }

// View draws it.
func (v ThemeList) View(p ui.Page) templ.Component {
	side := func(title lang.Text, counts []ThemeCount, icon ui.Icon) ui.Component {
		if len(counts) == 0 {
			return nil
		}
		cards := make(ui.Cards, len(counts))
		for i, c := range counts {
			cards[i] = ui.Card{Title: c.Theme.Name, Href: "/themes/" + c.Theme.ID, Icon: icon, Meta: []lang.Text{matters(c.Count)}}
		}
		return ui.Section{Title: title, Body: ui.Components{cards}}
	}
	cs := ui.Components{ui.Heading{Title: lang.T("按主题找", "Browse the themes")},
		side(lang.T("个人办事", "For persons"), v.Personal, ui.IconPerson), side(lang.T("企业和组织办事", "For businesses and bodies"), v.Business, ui.IconFirm)}
	if len(v.Personal)+len(v.Business) == 0 {
		cs = append(cs, ui.Empty{Title: lang.T("还没有公布事项", "No matter is published yet"), Text: lang.T("请到政务服务中心任一窗口询问。", "Please ask at any window of the service hall.")})
	}
	return cs.View(p)
}

// Sample has a theme on each side.
func (ThemeList) Sample() ThemeList {
	a, _ := catalog.ThemeOf("care")
	b, _ := catalog.ThemeOf("operate")
	return ThemeList{[]ThemeCount{{a, 3}}, []ThemeCount{{b, 12}}}
}

func (f *Pages) themes(w http.ResponseWriter, r *site.Request) error {
	items, _, err := f.published(r.Context())
	if err != nil {
		return err
	}
	counts := map[string]int64{}
	for _, it := range items {
		counts[it.Theme]++
	}
	var v ThemeList
	for _, t := range catalog.Themes() {
		switch {
		case counts[t.ID] == 0:
		case t.Side == catalog.Personal:
			v.Personal = append(v.Personal, ThemeCount{t, counts[t.ID]})
		default:
			v.Business = append(v.Business, ThemeCount{t, counts[t.ID]})
		}
	}
	p := r.Page(lang.T("全部主题", "All themes"))
	p.Wide = true
	return r.Show(w, p, v)
}

// ThemeItems is the items of one theme.
type ThemeItems struct {
	Theme catalog.Theme
	Cards []ui.Card
	Total int
	Page  int // from 1
}

// View draws it.
func (v ThemeItems) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: v.Theme.Name}}
	if len(v.Cards) == 0 {
		return append(cs, ui.Empty{Title: lang.T("这个主题下还没有公布事项", "Nothing is published under this theme yet"), Link: &ui.Link{Name: lang.T("全部主题", "All themes"), Href: "/themes"}}).View(p)
	}
	cs = append(cs, ui.Section{Title: matters(int64(v.Total)), Body: ui.Components{ui.Cards(v.Cards)}})
	a := ui.Actions{}
	if v.Page > 1 {
		a = append(a, ui.LinkButton{Label: lang.T("上一页", "Previous"), Href: fmt.Sprintf("/themes/%s?page=%d", v.Theme.ID, v.Page-1), Look: ui.Secondary})
	}
	if v.Page*shownHits < v.Total {
		a = append(a, ui.LinkButton{Label: lang.T("下一页", "Next"), Href: fmt.Sprintf("/themes/%s?page=%d", v.Theme.ID, v.Page+1), Look: ui.Secondary})
	}
	if len(a) > 0 {
		cs = append(cs, a)
	}
	return cs.View(p)
}

// Sample is a theme with one item.
func (ThemeItems) Sample() ThemeItems {
	t, _ := catalog.ThemeOf("operate")
	return ThemeItems{t, []ui.Card{card(specimen.Item(), specimen.Unit("market"))}, 47, 2}
}

func (f *Pages) theme(w http.ResponseWriter, r *site.Request) error {
	t, ok := catalog.ThemeOf(r.PathValue("theme"))
	if !ok {
		return fault.Missing()
	}
	items, _, err := f.published(r.Context())
	if err != nil {
		return err
	}
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	v := ThemeItems{Theme: t, Page: max(page, 1)}
	if err != nil {
		v.Page = 1
	}
	for _, it := range items {
		if it.Theme != t.ID {
			continue
		}
		if v.Total/shownHits == v.Page-1 {
			v.Cards = append(v.Cards, card(it, r.Unit(it.Unit)))
		}
		v.Total++
	}
	p := r.Page(t.Name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("首页", "Home"), Href: "/"}, {Name: lang.T("全部主题", "All themes"), Href: "/themes"}, {Name: t.Name}}
	return r.Show(w, p, v)
}
