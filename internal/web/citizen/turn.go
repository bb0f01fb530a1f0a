package citizen

import (
	"cmp"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/citizen/complain"
	"banjie/internal/web/citizen/notdone"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// turn is the pages that say where to turn, and what is not built.
type turn struct {
	site       *site.Site
	complaints *complain.Pages // nil: not taken in online
}

// online says whether complaints can be filed here now.
func (t turn) online() bool { return t.complaints != nil && t.complaints.Vault.Ready() == nil }

func (t turn) complain() ui.Component {
	return Complain{cmp.Or(t.site.Footer.Oversee, t.site.Footer.Phone)}
}

func (t turn) routes() {
	for path, page := range map[string]func(*site.Request) (lang.Text, ui.Component){
		"/help": func(r *site.Request) (lang.Text, ui.Component) {
			d := r.Directory()
			return helpTitle, Help{Phone: t.site.Footer.Phone, Hours: t.site.Footer.Hours, Windows: d.Windows(), Units: d.Units()}
		},
		"/complain": func(*site.Request) (lang.Text, ui.Component) { return complainTitle, t.complain() },
		"/about": func(*site.Request) (lang.Text, ui.Component) {
			return aboutTitle, About{t.site.Demo != nil, t.online()}
		},
		"/accessibility": func(*site.Request) (lang.Text, ui.Component) { return accessTitle, Accessibility{} },
	} {
		if path == "/complain" && t.complaints != nil {
			continue // they answer there
		}
		t.site.Handle("GET "+path, site.Open, func(w http.ResponseWriter, r *site.Request) error {
			title, c := page(r)
			return r.Show(w, r.Page(title), c)
		})
	}
}

var (
	helpTitle     = lang.T("找人帮忙", "Get help")
	notDoneTitle  = notdone.Title
	complainTitle = lang.T("安心投诉", "Complain safely")
	aboutTitle    = lang.T("关于办结", "About Banjie")
	accessTitle   = lang.T("无障碍说明", "Accessibility")
)

func call(phone string) ui.Component {
	if phone == "" {
		return ui.Text(lang.T("也可以直接到政务服务中心任一窗口说。", "Or say it at any window of the service hall."))
	}
	return ui.Components{callButton(phone), ui.Text(lang.T("也可以直接到政务服务中心任一窗口说。", "Or say it at any window of the service hall."))}
}

type callButton string

// View draws the number to press.
func (v callButton) View(p ui.Page) templ.Component {
	return ui.LinkButton{Label: lang.T("打电话 "+string(v), "Call "+string(v)), Href: "tel:" + string(v), Icon: ui.IconPhone}.View(p)
}

// Help is telephone, windows and units.
type Help struct {
	Phone   string
	Hours   lang.Text
	Windows []org.Window
	Units   []org.Unit
}

// mostUnits keeps the page light in a large county.
const mostUnits = 60

// View draws it.
func (v Help) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: helpTitle, Lead: lang.T("说清楚要办什么事就行，剩下的我们帮您找。", "Just say what you need; we find the rest.")}, call(v.Phone)}
	if !v.Hours.IsZero() {
		cs = append(cs, ui.Text(v.Hours))
	}
	if n := len(v.Windows); n > 0 {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.Format("大厅有%d个窗口，综合窗口什么事都收。", "The hall has %d windows; the integrated ones take any matter.", n)})
	}
	t := ui.Table{Caption: lang.T("各部门", "Units"), Columns: []ui.Column{{Name: lang.T("部门", "Unit")}, {Name: lang.T("电话", "Phone")}, {Name: lang.T("地址", "Address")}}}
	for _, u := range v.Units[:min(len(v.Units), mostUnits)] {
		if u.Phone == "" && u.Address.IsZero() {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(u.Name), ui.Plain(u.Phone), ui.Words(u.Address)}})
	}
	if len(t.Rows) > 0 {
		cs = append(cs, t)
	}
	return append(cs, ui.Section{Title: lang.T("还可以", "You can also"), Body: ui.Components{ui.Cards{
		{Title: lang.T("查进度", "Track a case"), Href: "/track", Icon: ui.IconSearch, Text: lang.T("有编号和查询码就行。", "Number and code are enough.")},
		{Title: notDoneTitle, Href: "/not-done", Icon: ui.IconAlert, Text: lang.T("跑了几趟没办成。", "You came more than once for nothing.")},
		{Title: complainTitle, Href: "/complain", Icon: ui.IconShield, Text: lang.T("对服务不满意。", "You are not content with how you were served.")},
	}}}).View(p)
}

// Complain says to whom one can complain now, and how to stay safe.
type Complain struct{ Phone string }

// View draws it.
func (v Complain) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Title: complainTitle, Lead: lang.T("投诉是您的权利，不影响您正在办的事。", "Complaining is your right and does not touch what you have asked for.")},
		ui.Notice{Kind: ui.Warning, Title: lang.T("在线投诉还没有建好", "Complaining online is not built yet"), Text: lang.T("建好之前，请用下面的办法。我们不想收了投诉却保护不了您。", "Until it is, please use what stands below. We will not take a complaint that we cannot yet protect.")},
		call(v.Phone),
		ui.Section{Title: lang.T("可以向谁投诉", "To whom you can turn"), Body: ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{
			{Key: lang.T("办事的单位", "The unit itself"), Value: lang.T("每个事项的办事指南最下面有监督投诉电话。", "The guide of every matter names its telephone for complaints.")},
			{Key: lang.T("上一级", "The level above"), Value: lang.T("不想找本单位的，可以找上一级主管部门或者本级政府。", "If you do not want the unit to know, the unit above it or the government of this level.")},
			{Key: lang.T("对决定不服", "Against a decision"), Value: lang.T("收到不予许可或者不予受理的，六十日内可以申请行政复议，六个月内可以起诉。决定书上写着最晚哪一天。", "After a refusal: reconsideration within sixty days, suit within six months. The decision names the last days.")},
			{Key: lang.T("超过期限没办", "Over time"), Value: lang.T("超期的要公开说明原因，办件页面上看得到。", "The reason is stated in public; you see it on the page of your case.")},
		}}, ui.LawRef{ID: "fyf-20", Full: true}, ui.LawRef{ID: "xsf-46", Full: true}, ui.LawRef{ID: "zxf-36", Full: true}}},
		ui.Section{Title: lang.T("怎样保护自己", "How to stay safe"), Body: ui.Components{
			ui.Text(lang.T("可以不说姓名；但不留联系方式，就没法告诉您结果。", "You need not give your name; but without a way to reach you nobody can tell you the outcome.")),
			ui.Text(lang.T("不要在单位或者别人的电脑、电话上投诉同一个单位。", "Do not complain about a unit from its own machines or telephones.")),
			ui.Text(lang.T("留好回执：它能证明什么时候交了什么。", "Keep your receipt: it proves what you handed in and when.")),
		}},
	}.View(p)
}

// About says what this is, what is kept, and what is not done.
type About struct {
	Demo       bool
	Complaints bool // can be filed online
}

// View draws it.
func (v About) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: aboutTitle, Lead: lang.T("办结是一个把承诺公开兑现的办事平台。", "Banjie is a service platform that keeps its promises in public.")}}
	if v.Demo {
		cs = append(cs, ui.Notice{Kind: ui.Demo, Text: lang.T("这里是演示：县、人、企业、事项都是虚构的，时钟可以拨动，没有任何法律效力。", "This is a demonstration: county, persons, firms and matters are invented, the clock can be moved, and nothing has legal effect.")})
	}
	missing := lang.T("在线投诉还没有建好；支付、短信和人脸识别不做。", "Complaining online is not built yet; there is no payment, no text message and no face recognition.")
	if v.Complaints {
		missing = lang.T("支付、短信和人脸识别不做。", "There is no payment, no text message and no face recognition.")
	}
	return append(cs,
		ui.Section{Title: lang.T("它做什么", "What it does"), Body: ui.Components{
			ui.Text(lang.T("每件事有两个期限：法律规定的和我们承诺的。为什么是这一天，可以逐日点开看。", "Every matter has two limits: the law's and our promise. Why a limit ends on its day can be opened, day by day.")),
			ui.Text(lang.T("您和工作人员看到的是同一份办理记录。", "You and the officials see the same record.")),
			ui.Text(lang.T("每一步都写进账本，不能悄悄改；您手里的回执，谁都能核对。", "Every step goes into a ledger that cannot be changed unseen; anybody can check the receipt in your hand.")),
		}},
		ui.Section{Title: lang.T("它不做什么", "What it does not do"), Body: ui.Components{
			ui.Text(lang.T("不给人打分，不用机器拒绝任何人，不监视工作人员，不记录谁核验过证照。", "It scores nobody, refuses nobody by machine, watches no staff, and records nobody who checks a certificate.")),
			ui.Text(missing),
		}},
		ui.Section{Title: lang.T("保存什么", "What is kept"), Body: ui.Components{
			ui.Text(lang.T("没提交的申请保存7天后删除。已提交的按档案规定保存；个人信息可以依法删除，记录本身不受影响。查询码不保存。", "An application that was not sent is deleted after 7 days. What was sent is kept as the rules on files say; personal data can lawfully be erased without harming the record. The return code is not kept.")),
			ui.Text(lang.T("用几个小文件（cookie）记住语言、字号和登录；没有别家的代码，不跟踪。", "A few cookies remember language, type size and sign-in; there is no code of others and no tracking.")),
		}},
	).View(p)
}

// Accessibility says what was done for everybody and what was not tested.
type Accessibility struct{}

// View draws it.
func (Accessibility) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Title: accessTitle, Lead: lang.T("办事不该难在页面上。", "The page should not be what stops you.")},
		ui.Section{Title: lang.T("已经做到的", "What is done"), Body: ui.Components{
			ui.Text(lang.T("关掉脚本也能办完所有的事；只用键盘也行；读屏软件能读每个按钮和每处错误。", "Everything works without scripts and by keyboard alone; a screen reader finds every button and every error.")),
			ui.Text(lang.T("页面右上方可以换成大字的长辈版，也可以换深色、换语言。", "Large type, dark colours and the language are switched at the top of the page.")),
			ui.Text(lang.T("一页只问一件事；填错了告诉您错在哪、怎么改，填过的不会丢。", "One thing a page; an error says where it is and what to do, and nothing you typed is lost.")),
			ui.Text(lang.T("所有页面用自动工具检查过WCAG 2.2 AA级。", "All pages were checked for WCAG 2.2 AA with an automatic tool.")),
		}},
		ui.Section{Title: lang.T("还没有做到的", "What is not done"), Body: ui.Components{
			ui.Text(lang.T("还没有请残障人士和老人实际试用过；没有手语和方言语音；上传的照片要靠自己看清。", "It has not been tried by disabled or old people; there is no sign language and no dialect; photos you upload you must judge yourself.")),
		}},
		ui.Text(lang.T("哪里用着不方便，请告诉窗口。办不了的，工作人员当面帮您办，不收费。", "Tell a window what is hard to use. What you cannot do here a clerk does with you, free of charge.")),
		ui.LinkButton{Label: helpTitle, Href: "/help", Look: ui.Secondary},
	}.View(p)
}

func turnPages() ui.GalleryPages {
	const phone = "0571-00000012"
	units := []org.Unit{{ID: "market", Name: specimen.Unit("market"), Phone: "0571-00000001", Address: lang.T("青石街道8号（示例）", "8 Qingshi Street (sample)")}}
	return ui.GalleryPages{
		specimen.Page("help", helpTitle, Help{Phone: phone, Hours: lang.T("工作日 8:30–17:30", "Working days 8:30–17:30"), Windows: make([]org.Window, 12), Units: units}, nil),
		specimen.Page("complain", complainTitle, Complain{phone}, nil),
		specimen.Page("about", aboutTitle, About{Demo: true}, nil),
		specimen.Page("accessibility", accessTitle, Accessibility{}, nil),
	}
}
