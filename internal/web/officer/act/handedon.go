package act

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// handedOn is where one lands after an act by which the case left one's own hands and sight.
const handedOn = "/work/handed-on"

// HandedOn says why the page of a case does not open any more for whoever has just done its part.
// What was done stands above it, as after every act.
type HandedOn struct{}

// View draws it.
func (HandedOn) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Title: lang.T("这件已经交出去了", "It is out of your hands"), Lead: lang.T("您的一步已经记录在案，办件交到了下一个人手里。", "Your part is on record, and the case has gone on to whoever comes next.")},
		ui.Text(lang.T("受保护的件（投诉、上门检查的报告）只有手里有任务的人能看，所以它的页面现在对您不再打开，这不是出错。退回给您重新办的，会回到“我手里的”。", "What is protected (a complaint, a report from the door) is open only to those who have a task in it; so its page no longer opens for you, and nothing has gone wrong. Should it be sent back to you, it stands in your list again.")),
		ui.Actions{ui.LinkButton{Label: lang.T("回到我的工作台", "To my work"), Href: "/work"}},
	}.View(p)
}

func out(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("已经交出去了", "Out of your hands"))
	return r.Show(w, p, HandedOn{})
}
