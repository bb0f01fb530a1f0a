package ui

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// samplePages is what the frame looks like around content; pages of the product are
// registered by their own packages.
func samplePages() GalleryPages {
	citizen, officer := lang.T("给群众看的", "for citizens"), lang.T("给工作人员看的", "for officers")
	return GalleryPages{
		{"frame-first", lang.T("框架：首页", "Frame: first page"), citizen, sampleFirst},
		{"frame-question", lang.T("框架：一页一问，填错时", "Frame: one thing a page, refused"), citizen, sampleQuestion},
		{"frame-case", lang.T("框架：办件", "Frame: a case"), citizen, sampleCase},
		{"frame-list", lang.T("框架：待办列表", "Frame: work list"), officer, sampleList},
		{"frame-confirm", lang.T("框架：确认", "Frame: confirmation"), citizen, sampleConfirm},
		{"frame-error", lang.T("框架：出错", "Frame: error"), citizen, sampleError},
	}
}

func sampleFrame(p Page, title lang.Text) Page {
	bar, _ := DemoBar{}.Sample()[0].(DemoBar)
	bar.Open, bar.History = false, nil
	p.Title, p.Demo, p.CSRF = title, &bar, "sample"
	p.Footer = Footer{Phone: "0571-0000 1234", Hours: lang.T("工作日8:30–17:30", "working days 8:30–17:30"), NotDone: "#", Complain: "#", Story: "#", Gallery: GalleryPath, Accessibility: "#", Source: "#"}
	p.SignIn = "#"
	p.Nav = []NavLink{{Name: lang.T("首页", "Home"), Href: "#", Current: true}, {Name: lang.T("查进度", "Track a case"), Href: "#"}, {Name: lang.T("我的证照", "My certificates"), Href: "#"}}
	return p
}

func sampleOfficer(p Page) Page {
	p.Wide, p.Back = true, ""
	p.User = &User{Name: "周一青（示例）", Unit: lang.T("市场监督管理局", "Market bureau"), Home: "#", SignOut: "#"}
	p.Nav = []NavLink{{Name: lang.T("待办", "Work list"), Href: "#", Current: true, Count: 12}, {Name: lang.T("新收件", "New case"), Href: "#", Key: "Alt+N"}, {Name: lang.T("本单位", "My unit"), Href: "#"}, {Name: lang.T("事项", "Items"), Href: "#"}}
	return p
}

func sampleFirst(p Page) templ.Component {
	p = sampleFrame(p, lang.T("办事，从这里开始", "Get it done"))
	p.Wide = true
	p.Demo.Open = true
	search, _ := SearchBox{}.Sample()[0].(SearchBox)
	search.Name = "q"
	return framed(p, Components{
		Heading{Title: p.Title, Lead: lang.T("临江县28个部门的事，一个窗口、一次办结。", "All 28 units of Linjiang County, one window, one visit.")},
		search,
		Section{Title: lang.T("大家常办的事", "What most people ask for"), Body: Components(Cards{}.Sample())},
		Section{Title: lang.T("今天，公开的数", "Today, in public"), Body: Components(Stats{}.Sample())},
	})
}

func sampleQuestion(p Page) templ.Component {
	p = sampleFrame(p, lang.T("您的身份证号是多少？", "What is your identity number?"))
	p.Back = "#"
	p.Form = url.Values{"id_number": {"33010119000101001X"}}
	p.Fault = fault.InvalidInput().At("id_number", lang.T("第18位校验码不对，请再核对一遍。", "The 18th character does not match; please check the number again."))
	return framed(p, Components{
		ErrorSummary{},
		Form{Action: "#", Token: "sample", Draft: "sample", Body: Components{
			Field{Name: "id_number", Kind: IDNumber, Heading: true, Label: p.Title, Hint: lang.T("在身份证背面，共18位，最后一位可能是X。", "18 characters; the last may be an X.")},
			Disclosure{Summary: lang.T("没有身份证怎么办？", "What if I have none?"), Body: Components{Text(lang.T("可以用户口簿、护照或临时身份证办理。", "A household register, passport or temporary identity card will do."))}},
			Actions{Button{Label: lang.T("保存并继续", "Save and continue")}, Button{Label: lang.T("先存着，下次再填", "Keep it for later"), Look: Quiet, Name: "later", Value: "1", Skip: true}},
		}},
	})
}

func sampleCase(p Page) templ.Component {
	p = sampleFrame(p, lang.T("食品经营许可", "Food business licence"))
	p.Breadcrumbs = []Link{{lang.T("首页", "Home"), "#"}, {lang.T("查进度", "Track a case"), "#"}, {Name: p.Title}}
	p.Flash = &Notice{Kind: Success, Text: lang.T("补正材料已收到。", "Your corrections have arrived.")}
	state := TagOf("under_review")
	return framed(p, Components{
		Heading{Title: p.Title, Caption: Data("33000026110230017"), Tag: &state},
		Components(Steps{}.Sample()),
		Section{Title: lang.T("期限", "Limits"), Body: Components(ClockCard{}.Sample())},
		Section{Title: lang.T("办理记录", "What happened"), Body: Components(Timeline{}.Sample())},
		Section{Title: lang.T("回执", "Receipt"), Body: Components{Components(CopyCode{}.Sample()), Components(QR{}.Sample())}},
	})
}

func sampleList(p Page) templ.Component {
	p = sampleOfficer(sampleFrame(p, lang.T("待办", "Work list")))
	return framed(p, Components{
		Heading{Title: p.Title}, Components(Tabs{}.Sample()), Components(Filters{}.Sample()), Components(Table{}.Sample()[:1]), Components(KeyHints{}.Sample()),
	})
}

func sampleConfirm(p Page) templ.Component {
	p = sampleFrame(p, lang.T("撤回申请", "Withdraw the application"))
	p.Back = "#"
	return framed(p, Components(Confirm{}.Sample()))
}

func sampleError(p Page) templ.Component {
	p = sampleFrame(p, lang.T("没有找到", "Not found"))
	p.Demo.Now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return framed(p, ErrorPage{Fault: fault.Missing(), Links: []Link{{lang.T("查进度", "Track a case"), "#"}, {lang.T("回到首页", "Home"), "/"}}})
}
