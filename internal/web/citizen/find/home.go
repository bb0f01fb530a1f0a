package find

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Home is the first page: say what you need, or pick from what most people need.
type Home struct {
	County  lang.Text
	Largest []ui.Card
	Offers  []ui.Card // of packs
	Today   *Today    // nil: no figures yet
}

// View draws it.
func (v Home) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Caption: v.County, Title: lang.T("办事，从这里开始", "Get it done, from here")},
		ui.SearchBox{Action: "/search", Big: true, Label: lang.T("您想办什么事？", "What do you want to get done?"),
			Hint: lang.T("用自己的话说就行，比如“开个小吃店”“给老人办优待证”。", "In your own words, such as “open a snack bar” or “a card for my old father”.")},
		v.largest(),
		ui.Section{Title: lang.T("已经办了，或者没办成", "Already applied, or stuck"), Body: ui.Components{ui.Cards{
			{Title: lang.T("凭查询码查进度", "Track with a code"), Text: lang.T("有编号和查询码就行，不用登录。", "Number and code are enough; no sign-in."), Href: "/track", Icon: ui.IconSearch},
			{Title: lang.T("办不成事反映", "It could not be done"), Text: lang.T("跑了几趟没办成？告诉我们。", "Came more than once for nothing? Tell us."), Href: "/not-done", Icon: ui.IconAlert},
			{Title: lang.T("安心投诉", "Complain safely"), Text: lang.T("不用登录，身份密封，马上有回执。", "No sign-in, your name sealed, a receipt at once."), Href: "/complain", Icon: ui.IconShield},
			{Title: lang.T("查收费", "Check a fee"), Text: lang.T("交的钱合不合法、多收了多少，马上知道。", "Was what you paid lawful, and what was too much?"), Href: "/fees/check", Icon: ui.IconSearch},
		}}},
		v.offers(),
		v.figures(),
	}.View(p)
}

// largest are the matters most asked for; nothing where nothing is published yet.
func (v Home) largest() ui.Component {
	if len(v.Largest) == 0 {
		return nil
	}
	return ui.Section{Title: lang.T("办得最多的事", "Most asked for"), More: &ui.Link{Name: lang.T("全部主题", "All themes"), Href: "/themes"},
		Body: ui.Components{ui.Cards(v.Largest)}}
}

// offers are what packs have for everybody.
func (v Home) offers() ui.Component {
	if len(v.Offers) == 0 {
		return nil
	}
	return ui.Section{Title: lang.T("查一查、看一看", "Look it up"), Body: ui.Components{ui.Cards(v.Offers)}}
}

func (v Home) figures() ui.Component {
	s := ui.Section{ID: "figures", Title: lang.T("今天，公开的数", "Today, in public"), More: &ui.Link{Name: lang.T("各单位的红黄牌数", "Cards of supervision by unit"), Href: "/supervision"}}
	if v.Today == nil {
		s.Body = ui.Components{ui.Notice{Kind: ui.Info, Text: lang.T("数字还没有算好，请稍后再来看。", "The figures are not ready yet; please look again shortly.")}}
		return s
	}
	s.Body = ui.Components{v.Today.stats()}
	return s
}

// Sample is the first page of the invented county.
func (Home) Sample() Home {
	it := specimen.Item()
	cards := []ui.Card{card(it, specimen.Unit(it.Unit))}
	for _, n := range []lang.Text{lang.T("老年人优待证", "Senior citizen card"), lang.T("营业执照", "Business licence"), lang.T("身份证补办", "Replace an identity card"), lang.T("大件运输许可", "Oversize transport permit"), lang.T("公共场所卫生许可", "Hygiene licence")} {
		other := it
		other.Name = n
		cards = append(cards, card(other, lang.Text{}))
	}
	today := Today{}.Sample()
	return Home{County: lang.T("临江县（演示）", "Linjiang County (demonstration)"), Largest: cards, Today: &today,
		Offers: []ui.Card{{Title: lang.T("查食品", "Look up food"), Text: lang.T("扫码或者输码，看它从哪块地来。", "Scan or type its code and see from which plot it came."), Href: "/scan", Icon: ui.IconSearch}}}
}

func (f *Pages) home(w http.ResponseWriter, r *site.Request) error {
	items, _, err := f.published(r.Context())
	if err != nil {
		return err
	}
	v := Home{County: f.Site.Name, Offers: f.Site.Offers, Today: f.today(r.Context())}
	var codes []string
	if v.Today != nil {
		codes = v.Today.Largest
	}
	for _, it := range largest(items, codes, 6) {
		v.Largest = append(v.Largest, card(it, lang.Text{}))
	}
	p := r.Page(lang.T("首页", "Home"))
	p.Wide = true
	return r.Show(w, p, v)
}

// today gives the figures, or nothing where they cannot be had: the first page stands without them.
func (f *Pages) today(ctx context.Context) *Today {
	if f.Figures == nil {
		return nil
	}
	t, err := f.read(ctx)
	if err != nil {
		f.Site.Log.ErrorContext(ctx, "figures of the first page failed", "error", err)
		return nil
	}
	return &t
}

// largest gives n items: those most asked for, then the first of the list.
func largest(items []catalog.Item, codes []string, n int) []catalog.Item {
	var out []catalog.Item
	for _, code := range codes {
		if i := slices.IndexFunc(items, func(it catalog.Item) bool { return it.Code == code }); i >= 0 && len(out) < n {
			out = append(out, items[i])
		}
	}
	for _, it := range items {
		if len(out) >= n {
			break
		}
		if !slices.ContainsFunc(out, func(o catalog.Item) bool { return o.Code == it.Code }) {
			out = append(out, it)
		}
	}
	return out
}
