package business

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/trace"
)

var placesTitle = lang.T("地点、地块和门口的码", "Places, plots, the code at the door")

// Places lists places and plots, with the one code of each.
type Places struct {
	Business chain.Business
	List     []chain.Place
	Base     string
	Key      string
}

// View draws it.
func (v Places) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: placesTitle, Caption: pages.Name(v.Business)}}
	for _, x := range v.List {
		if x.Plot() {
			parcel := lang.T("没有连到土壤档案", "not joined to the soil archive")
			if x.Parcel != "" {
				parcel = ui.Data(x.Parcel)
			}
			parts = append(parts, ui.SummaryList{Rows: []ui.SummaryRow{{Key: ui.Data(x.Name), Value: ui.Data(x.Ext)}, {Key: lang.T("地块编号", "Parcel"), Value: parcel}}})
			continue
		}
		address := v.Base + "/414/" + x.GLN
		parts = append(parts, ui.Section{Title: ui.Data(x.Name), Body: ui.Components{ui.QR{Text: address, Label: lang.T("门口的码", "The code at the door"), Href: "/414/" + x.GLN, Caption: lang.T("贴在门口，顾客扫一下就看到这里卖的东西从哪里来。编码 "+x.GLN+"。", "Put it at the door: who scans it sees where what is sold here comes from. Number "+x.GLN+". ")},
			ui.Actions{ui.LinkButton{Label: lang.T("打印这张门口的码", "Print this door's code"), Href: pages.Home(v.Business) + "/places/" + x.GLN + "/door", Look: ui.Secondary}}}})
	}
	what := []ui.Option{{Value: "place", Label: lang.T("另一个地点（摊位、仓库、分店）", "Another place: a stall, a store")}}
	if v.Business.Kind == chain.Farm {
		what = append([]ui.Option{{Value: "plot", Label: lang.T("一块地、一个塘、一个棚", "A plot, a pond, a greenhouse")}}, what...)
	}
	return append(parts, ui.Section{Title: lang.T("添加", "Add"), Body: ui.Components{ui.Form{Action: pages.Home(v.Business) + "/places", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "what", Kind: ui.Radios, Label: lang.T("添加什么", "What to add"), Options: what, Value: what[0].Value},
		ui.Field{Name: "name", Label: lang.T("叫什么", "Its name"), Hint: lang.T("例如：东坡三亩。", "For example: three mu on the east slope.")},
		ui.Field{Name: "parcel", Optional: true, Label: lang.T("土壤档案的地块编号", "Code in the soil archive")},
		ui.Actions{ui.Button{Label: lang.T("添加", "Add it")}}}}}}).View(p)
}

func (v *Pages) placePage(r *site.Request, b chain.Business) (Places, error) {
	list, err := v.Desk.Store.Places(r.Context(), v.Desk.Division, b.ID)
	return Places{b, list, strings.TrimRight(v.Site.Base, "/"), site.NewKey()}, err
}

func (v *Pages) places(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	page, err := v.placePage(r, b)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, placesTitle, pages.Home(b)), page)
}

// door is the sheet with the one code of a place (one shop, one code 一店一码).
func (v *Pages) door(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	list, err := v.Desk.Store.Places(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(p chain.Place) bool { return p.GLN == r.PathValue("gln") && !p.Plot() })
	if i < 0 {
		return fault.Missing()
	}
	x, path := list[i], "/414/"+list[i].GLN
	name := ui.Data(x.Name)
	if x.Name == "" {
		name = pages.Name(b)
	}
	label := lang.T("门口的码", "The code at the door")
	return r.Show(w, v.Frame(r, b, label, pages.Home(b)+"/places"), ui.Components{ui.Actions{ui.PrintButton{}}, pages.Poster{Name: name, Address: strings.TrimRight(v.Site.Base, "/") + path, Href: path, Label: label,
		Says: lang.T("扫一扫，看这里的东西从哪里来、有没有召回", "Scan: where what is sold here comes from, and whether anything is recalled"), Number: ui.Data(x.GLN)}})
}

func (v *Pages) addPlace(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	plot := r.PostFormValue("what") == "plot" && b.Kind == chain.Farm
	_, err = v.Once(r).OpenPlace(r.Context(), r.Actor, b, r.PostFormValue("name"), r.PostFormValue("parcel"), plot)
	if pages.Before(err) {
		return r.Go(w, pages.Home(b)+"/places", chain.Repeated().Message)
	}
	if err != nil {
		page, perr := v.placePage(r, b)
		if perr != nil {
			return perr
		}
		return r.Refused(w, v.Frame(r, b, placesTitle, pages.Home(b)), page, err)
	}
	return r.Go(w, pages.Home(b)+"/places", lang.T("添加好了。", "Added."))
}

var licencesTitle = lang.T("许可证", "Licences")

// Licences lists licences by their number.
type Licences struct {
	Business chain.Business
	List     []chain.Licence
	Today    calendar.Day
	Key      string
}

// View draws it.
func (v Licences) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: licencesTitle, Columns: []ui.Column{{Name: lang.T("证号", "Number")}, {Name: lang.T("有效到", "Until")}, {Name: lang.T("核对", "Checked")}}, Empty: ui.Empty{Title: lang.T("还没有", "None yet"), Text: lang.T("填了证号，买您东西的人就不用再问。", "With the number, whoever buys from you need not ask.")}}
	for _, l := range v.List {
		until, checked := ui.Component(ui.Plain("–")), ui.Component(ui.Mark{Label: lang.T("自己填的", "as typed"), Tone: ui.Neutral})
		if l.Until != 0 {
			until = ui.OnDay(l.Until)
		}
		if l.Issued {
			checked = ui.Mark{Label: lang.T("本县电子证照，核对过", "issued here, checked"), Tone: ui.Good}
		}
		if l.Until != 0 && l.Until < v.Today {
			checked = ui.Mark{Label: lang.T("已过期", "ended"), Tone: ui.Overdue}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(l.Number), until, checked}})
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: licencesTitle, Caption: pages.Name(v.Business)}, t, ui.Form{Action: pages.Home(v.Business) + "/licences", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "number", Label: lang.T("证号", "Number"), Hint: lang.T("本县发的电子证照会自动核对是不是您的、还有没有效。", "A certificate of this county is checked: that it is yours, and that it stands.")},
		ui.Field{Name: "until", Kind: ui.Day, Optional: true, Label: lang.T("有效到哪一天", "Until"), Hint: lang.T("别处发的证才要填。", "For licences issued elsewhere.")},
		ui.Actions{ui.Button{Label: lang.T("添加", "Add it")}}}}}.View(p)
}

func (v *Pages) licencePage(r *site.Request, b chain.Business) (Licences, error) {
	list, err := v.Desk.Store.Licences(r.Context(), v.Desk.Division, b.ID)
	return Licences{b, list, v.Site.Calendar().DayOf(v.Site.Clock.Now()), site.NewKey()}, err
}

func (v *Pages) licences(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	page, err := v.licencePage(r, b)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, licencesTitle, pages.Home(b)), page)
}

func (v *Pages) addLicence(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	until, err := day(r.PostFormValue("until"))
	if err == nil {
		_, err = v.Desk.NameLicence(r.Context(), r.Actor, b, chain.Licence{Number: r.PostFormValue("number"), Until: until})
	}
	if err != nil {
		page, perr := v.licencePage(r, b)
		if perr != nil {
			return perr
		}
		return r.Refused(w, v.Frame(r, b, licencesTitle, pages.Home(b)), page, err)
	}
	return r.Go(w, pages.Home(b)+"/licences", lang.T("添加好了。", "Added."))
}

// Book is what was recorded, as the law wants it kept.
type Book struct {
	Business chain.Business
	Lines    []BookLine
	Next     string
	Halves   pages.Halves // what the other side did not record, or recorded alone
}

// BookLine is a line with what it names, in words.
type BookLine struct {
	chain.Line
	Product chain.Product
	Partner lang.Text
	Keep    calendar.Day
	Basis   string
}

var bookTitle = lang.T("记录本", "The book")

// motions are the words for what programs captured.
var motions = map[trace.Motion]lang.Text{trace.MotionMade: lang.T("产出", "made"), trace.MotionReceived: lang.T("收到", "received"), trace.MotionShipped: lang.T("发出", "sent"), trace.MotionUsed: lang.T("用掉", "used"), trace.MotionSold: lang.T("卖出", "sold"), trace.MotionGone: lang.T("销毁", "gone")}

func (l BookLine) what() lang.Text {
	act, ok := l.Kind.Act()
	if !ok {
		return motions[l.Motion]
	}
	if act.New && act.Takes && l.Motion == trace.MotionUsed {
		return lang.T(act.Title.ZH+"（投入）", act.Title.EN+" (in)")
	}
	return act.Title
}

// View draws it.
func (v Book) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: bookTitle, Columns: []ui.Column{{Name: lang.T("时间", "When")}, {Name: lang.T("做了什么", "What")}, {Name: lang.T("货", "Goods")}, {Name: lang.T("数量", "How much"), Numeric: true}, {Name: lang.T("对方", "With whom")}, {Name: lang.T("说明", "Notes")}, {Name: lang.T("至少保存到", "Kept until")}},
		Empty: ui.Empty{Title: lang.T("还没有记录", "Nothing recorded yet"), Text: lang.T("记一笔，就会列在这里。", "What you record will stand here.")}, Next: v.Next}
	for _, l := range v.Lines {
		notes := ui.Components{ui.Words(pages.ChannelWords(l.Channel))}
		note := func(t lang.Text, tone ui.Tone) { notes = append(notes, ui.Plain(" "), ui.Mark{Label: t, Tone: tone}) }
		if l.Late {
			note(lang.T("没信号时记的，后来传的", "sent later"), ui.Neutral)
		}
		for _, c := range l.Findings {
			note(chain.FindingText(c), ui.Soon)
		}
		if l.Reason != "" {
			notes = append(notes, ui.Plain(" "), ui.Words(chain.ReasonText(l.Reason)))
		}
		if l.Annulled {
			note(lang.T("已更正或者重复，不算数", "corrected or recorded twice, does not count"), ui.Overdue)
		}
		own := l.Kind != "" && l.Business == v.Business.ID
		if own && !l.Annulled {
			notes = append(notes, ui.Plain(" "), ui.Link{Name: lang.T("更正", "Correct"), Href: correctAddress(v.Business, l.Event)})
		}
		amount := ui.Component(ui.Words(pages.Quantity(l.Amount, l.Unit)))
		if l.Amount == 0 {
			amount = ui.Plain("–")
		}
		cells := []ui.Component{ui.Moment(l.Time), ui.Words(l.what()), ui.Words(pages.LotWords(l.Product, l.Lot)), amount, ui.Words(l.Partner), notes, ui.OnDay(l.Keep)}
		if l.Annulled {
			for i := 1; i < 5; i++ { // what it said; when, why and how long it is kept stay readable
				cells[i] = pages.Struck{Of: cells[i]}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return ui.Components{ui.Heading{Title: bookTitle, Caption: pages.Name(v.Business), Lead: lang.T("法律要您记的进货、出货都在这里，到期前删不掉；记错了的可以更正，原来的划掉留着。", "The purchases and sales that the law wants recorded; they cannot be deleted before their day. What was wrong is corrected and stays, struck through.")}, v.Halves, t, ui.Actions{ui.PrintButton{}},
		ui.LawRef{ID: v.Business.Kind.Role().Law, Full: true}}.View(p)
}

// perPage is how many lines one page of the book has.
const perPage = 50

func (v *Pages) book(w http.ResponseWriter, r *site.Request) error {
	b, channel, err := v.Business(r)
	if err != nil {
		return err
	}
	places, err := v.Desk.Store.Places(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return err
	}
	var keys []string
	for _, p := range places {
		if !p.Plot() {
			keys = append(keys, p.Key())
		}
	}
	before := chain.Mark{}
	if t, event, ok := strings.Cut(r.URL.Query().Get("before"), "."); ok {
		micros, err1 := strconv.ParseInt(t, 10, 64)
		id, err2 := strconv.ParseInt(event, 10, 64)
		if err1 == nil && err2 == nil {
			before = chain.Mark{Time: time.UnixMicro(micros), Event: id}
		}
	}
	lines, err := v.Desk.Store.Book(r.Context(), keys, before, perPage)
	if err != nil {
		return err
	}
	page := Book{Business: b}
	if before.Event == 0 {
		if page.Halves, err = v.Counter.Halves(r, b, channel); err != nil {
			return err
		}
	}
	if page.Lines, err = v.Lines(r, lines); err != nil {
		return err
	}
	if n := len(lines); n == perPage {
		last := lines[n-1]
		page.Next = pages.Home(b) + "/book?before=" + strconv.FormatInt(last.Time.UnixMicro(), 10) + "." + strconv.FormatInt(last.Event, 10)
	}
	p := v.Frame(r, b, bookTitle, pages.Home(b))
	p.Wide = true
	return r.Show(w, p, page)
}

// Lines puts into words what lines of the book name.
func (v *Pages) Lines(r *site.Request, list []chain.Line) ([]BookLine, error) {
	lots := map[string]bool{}
	var keys []string
	for _, l := range list {
		if !lots[l.Lot] {
			lots[l.Lot] = true
			keys = append(keys, l.Lot)
		}
	}
	dates, err := v.Desk.Store.Lots(r.Context(), keys)
	if err != nil {
		return nil, err
	}
	out := make([]BookLine, len(list))
	for i, l := range list {
		x := BookLine{Line: l}
		if x.Product, err = v.Product(r, l.Lot); err != nil {
			return nil, err
		}
		x.Keep, x.Basis = chain.Keep(v.Site.Calendar().DayOf(l.Time), dates[l.Lot].Best, x.Product.Produce)
		if l.Partner != "" {
			other, err := v.Desk.Store.Business(r.Context(), v.Desk.Division, l.Partner)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			x.Partner = pages.Name(other)
		}
		out[i] = x
	}
	return out, nil
}
