package centre

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Count asks what the brief would tell of a firm, and says how many fit.
type Count struct {
	Base   string
	Number string
	Items  []ui.Option
	Token  string
}

// View draws it.
func (v Count) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.Number), Title: lang.T("符合描述的有几家", "How many firms fit"),
		Lead: lang.T("摘要会让承办单位知道什么，就填什么。少于五家，投诉人会被问怎么办；没有选择以前不能单独交办。", "Enter what the brief would tell the unit. Below five the reporter is asked what to do, and until there is a choice it is dispatched to no unit alone.")},
		ui.Form{Action: v.Base + "/count", Token: v.Token, Body: ui.Components{
			ui.Field{Name: "item", Kind: ui.Choice, Optional: true, Options: v.Items, Label: lang.T("办过或者持有哪一项", "What it asked for or holds"), Hint: lang.T("数的是在这里申请过这一项的，各算一家；不选就数不出来，按少于五家办。", "Counted are those who asked for it here, each once. Without an item nothing can be counted, which is handled as fewer than five.")},
			ui.Field{Name: "from", Kind: ui.Day, Optional: true, Label: lang.T("从哪天", "From")}, ui.Field{Name: "to", Kind: ui.Day, Optional: true, Label: lang.T("到哪天", "Until")},
			ui.Actions{ui.Button{Label: lang.T("数一数", "Count")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: v.Base, Look: ui.Quiet}}}},
		ui.Text(lang.T("还没有企业名录，数不到没有在这里办过事的企业，也分不出在哪个乡镇。", "There is no register of firms yet: who never asked for anything here is not counted, and towns are not told apart."))}.View(p)
}

// Sample is the question for an invented complaint.
func (Count) Sample() Count {
	return Count{Base: "/centre/cases/1", Number: "0302 0007", Token: "sample", Items: []ui.Option{{Value: "1", Label: lang.T("食品经营许可", "Food business licence")}}}
}

// counts says that the complaint can be counted now.
func counts(k *casework.Case) bool {
	return k.State == complaint.Registered && complaint.FileOf(k).Firm
}

func (c *Pages) counting(r *site.Request, k *casework.Case) (ui.Page, Count, error) {
	v := Count{Base: base(k), Number: idnum.ShortCase(k.Number), Token: site.NewKey()}
	for after := ""; ; {
		page, next, err := r.Site.Items.List(r.Context(), r.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: 200})
		if err != nil {
			return ui.Page{}, v, err
		}
		for _, it := range page {
			v.Items = append(v.Items, ui.Option{Value: it.Code, Label: it.Name})
		}
		if after = next; after == "" {
			break
		}
	}
	slices.SortFunc(v.Items, func(a, b ui.Option) int { return strings.Compare(a.Label.ZH, b.Label.ZH) })
	return page(r, k, lang.T("符合描述的有几家", "How many firms fit")), v, nil
}

func (c *Pages) count(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	p, v, err := c.counting(r, k)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (c *Pages) counted(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	in, bad := complaint.Description{Item: r.PostForm.Get("item")}, fault.InvalidInput()
	for name, day := range map[string]*calendar.Day{"from": &in.From, "to": &in.To} {
		if text := r.PostForm.Get(name); text != "" {
			if *day, err = calendar.ParseDay(text); err != nil {
				bad.At(name, lang.T("请填写真实存在的日期。", "Please enter a date that exists."))
			}
		}
	}
	if err = bad.Or(); err == nil {
		var out casework.Outcome
		if out, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: string(access.CountFirms), Input: &in, Idem: r.Idem()}); err == nil {
			return r.Go(w, base(k), countedWords(complaint.FileOf(out.Case)))
		}
	}
	p, v, wrong := c.counting(r, k)
	if wrong != nil {
		return wrong
	}
	return r.Refused(w, p, v, err)
}

// countedWords is the answer to the count.
func countedWords(f *complaint.File) lang.Text {
	switch n := f.Counted; {
	case n == nil:
		return lang.Text{}
	case !n.Known:
		return lang.T("数不出来，按少于五家办。", "Nothing could be counted; it is handled as fewer than five.")
	case n.N < complaint.Few:
		return lang.Format("符合描述的有%d家，少于%d家。", "%d fit the description, fewer than %d.", n.N, complaint.Few)
	default:
		return lang.Format("符合描述的至少有%d家。", "At least %d fit the description.", n.N)
	}
}
