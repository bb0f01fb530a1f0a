package step

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/trace"
)

// Answer is what a queue on a telephone is told of an entry.
type Answer struct {
	Entry    string      `json:"entry"`
	Recorded bool        `json:"recorded"`
	Repeated bool        `json:"repeated,omitempty"`
	Lot      string      `json:"lot,omitempty"`
	Says     []lang.Text `json:"says,omitempty"` // findings, or what is wrong
}

func (v *Pages) take(w http.ResponseWriter, r *site.Request) error {
	b, channel, err := v.Business(r)
	if err != nil {
		return err
	}
	act, err := v.actOf(r, b)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if whose := r.PostFormValue("account"); whose != "" && whose != r.Account() { // somebody else signed in on the telephone
		return fault.New(fault.Forbidden, "other_account", lang.T("这一笔是别的账号记的。", "Another account recorded this entry."),
			lang.T("请记的人登录以后再传。", "Please have the person who recorded it sign in."))
	}
	queued := r.PostFormValue("queued") != ""
	s, err := v.read(r, b, act)
	s.Late = queued
	var papers []casework.File
	if err == nil && channel == "paper" {
		var paper *casework.File
		if paper, err = v.paper(r); paper != nil {
			s.Scan, papers = paper.Hash, append(papers, *paper)
		}
	}
	if err == nil {
		err = v.partner(r, b, act, &s)
	}
	var done chain.Done
	if err == nil {
		done, err = v.Desk.Take(r.Context(), r.Actor, s, "", papers...)
	}
	if queued {
		return answer(w, s.Entry, done, err)
	}
	if err != nil || len(done.Ask) > 0 {
		return v.again(w, r, b, act, channel, done.Ask, err)
	}
	return r.Go(w, pages.Home(b)+"/done/"+done.Entry, lang.Text{})
}

// again draws the form with what was typed.
func (v *Pages) again(w http.ResponseWriter, r *site.Request, b chain.Business, act chain.Act, channel string, ask []chain.Finding, err error) error {
	form, ferr := v.form(r, b, act, r.PostForm["lot"], channel)
	if ferr != nil {
		return ferr
	}
	form.Entry, form.Ask = r.PostFormValue("entry"), ask
	if which := (*several)(nil); errors.As(err, &which) {
		form.Several, err = which.list, which.Fault
	}
	p := v.Frame(r, b, act.Title, pages.Home(b))
	if err == nil {
		err = fault.InvalidInput().At("reason", lang.T("请选择一个原因，或者先改正。", "Please choose a reason, or correct it first.")).Or()
	}
	return r.Refused(w, p, form, err)
}

// answer tells a telephone's queue what became of an entry. What the person can mend is a sentence;
// anything else keeps the entry in the queue.
func answer(w http.ResponseWriter, entry string, done chain.Done, err error) error {
	a := Answer{Entry: entry, Recorded: err == nil, Repeated: done.Repeated, Lot: done.Lot}
	status := http.StatusOK
	if err != nil {
		f := fault.For(err)
		if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Unlawful {
			return err
		}
		status = ui.Status(f.Kind)
		if len(f.Fields) == 0 {
			a.Says = append(a.Says, f.Message)
		}
		for _, x := range f.Fields {
			a.Says = append(a.Says, x.Message)
		}
	}
	for _, f := range chain.Loud(done.Findings) {
		a.Says = append(a.Says, f.Says)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(a)
}

// read makes a step of the form.
func (v *Pages) read(r *site.Request, b chain.Business, act chain.Act) (s chain.Step, err error) {
	get, bad := r.PostFormValue, fault.InvalidInput()
	s = chain.Step{Entry: get("entry"), Kind: act.Kind, Business: b.ID, Place: get("place"), Product: get("product"), Lot: get("batch"), Partner: get("partner"), Paper: get("paper"), Proof: get("proof"), Reason: get("reason"), Unit: get("unit")}
	amount := func(field string) int64 {
		text := strings.TrimSpace(lang.HalfWidth(get(field)))
		if text == "" {
			return 0
		}
		n, err := trace.ParseAmount(text)
		if err != nil {
			bad.At(field, lang.T("请填写数字，例如 12.5。", "Please enter a number, for example 12.5."))
		}
		return n
	}
	for i, text := range r.PostForm["lot"] {
		key, err := chain.ReadCode(text)
		if err != nil {
			bad.At("code", fault.For(err).Message)
			continue
		}
		field := fmt.Sprintf("amount.%d", i)
		p := chain.Portion{Lot: key, Amount: amount(field), Unit: get(fmt.Sprintf("unit.%d", i))}
		if p.Amount == 0 && trace.KindOf(key) == trace.Lot {
			bad.At(field, lang.T("请填写数量。", "Please enter how much."))
		}
		s.Takes = append(s.Takes, p)
	}
	if act.New {
		s.Amount, s.Loss = amount("amount"), amount("loss")
		if gln, ext, ok := strings.Cut(get("plot"), "/"); ok {
			s.Place, s.Plot = gln, ext
		}
	}
	for field, at := range map[string]*calendar.Day{"made": &s.Made, "best": &s.Best} {
		if text := strings.TrimSpace(get(field)); text != "" {
			if *at, err = calendar.ParseDay(text); err != nil {
				bad.At(field, fault.For(err).Message)
			}
		}
	}
	if text := strings.TrimSpace(lang.HalfWidth(strings.ReplaceAll(get("degrees"), "－", "-"))); text != "" {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f < -100 || f > 100 {
			bad.At("degrees", lang.T("请填写温度，例如 -18。", "Please enter a temperature, for example -18."))
		} else {
			n := int(f * 10)
			s.Degrees = &n
		}
	}
	if text := get("at"); text != "" {
		if s.At, err = time.Parse(time.RFC3339, text); err != nil {
			bad.At("at", lang.T("记录的时间读不懂。", "The time of the entry cannot be read."))
		}
	}
	return s, bad.Or()
}

// several is the question which of the businesses of one name is meant.
type several struct {
	list []chain.Business
	*fault.Fault
}

// Unwrap gives the fault as pages and programs know it.
func (e *several) Unwrap() error { return e.Fault }

// partner finds whom a typed name or code means, and enters a name nobody has registered.
func (v *Pages) partner(r *site.Request, b chain.Business, act chain.Act, s *chain.Step) error {
	text := strings.TrimSpace(r.PostFormValue("partner_name"))
	if text == "" || !act.From && !act.To {
		return nil
	}
	list, err := v.Named(r, text)
	if err != nil {
		return err
	}
	chosen := slices.ContainsFunc(list, func(b chain.Business) bool { return b.ID == s.Partner })
	switch {
	case len(list) > 1 && chosen:
		return nil
	case len(list) > 1 && s.Partner != pages.Somebody:
		s.Partner = ""
		return &several{list, fault.New(fault.Invalid, "partner_several", lang.Format("有%d家叫“%s”，没有记。", "%d businesses are called %s; nothing was recorded.", len(list), text), lang.T("请从名单里选是哪一家，或者写统一社会信用代码、扫门口的码。", "Please choose which from the list, or give the credit code or scan the code at the door.")).
			At("partner", lang.Format("有%d家叫“%s”，请选是哪一家。", "%d businesses are called %s; please choose which.", len(list), text))}
	case len(list) == 1:
		s.Partner = list[0].ID
		return nil
	case strings.Contains(text, "://"):
		s.Partner = ""
		return nil
	}
	kind := chain.Wholesaler
	if act.From && b.Kind != chain.Canteen && b.Kind != chain.Shop {
		kind = chain.Farm
	}
	made := chain.Business{Kind: kind, Name: text}
	if len(text) == 18 && strings.Trim(strings.ToUpper(text), "0123456789ABCDEFGHJKLMNPQRTUWXY") == "" {
		made.Code = strings.ToUpper(text)
	}
	if made, err = v.Desk.Neighbour(r.Context(), r.Actor, b, made); err != nil {
		f := fault.For(err)
		if f.Kind == fault.Invalid && len(f.Fields) > 0 {
			return fault.InvalidInput().At("partner_name", f.Fields[0].Message).Or()
		}
		return err
	}
	s.Partner = made.ID
	return nil
}

// paper keeps the photograph of what somebody else's entry rests on.
func (v *Pages) paper(r *site.Request) (*casework.File, error) {
	missing := fault.InvalidInput().At("scan", lang.T("请附上纸质单据的照片。", "Please add a photograph of the paper."))
	if r.MultipartForm == nil || len(r.MultipartForm.File["scan"]) == 0 {
		return nil, missing.Or()
	}
	h := r.MultipartForm.File["scan"][0]
	in, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	f, err := v.Site.Files.Put(r.Context(), h.Filename, in)
	if x, ok := fault.As(err); ok {
		return nil, fault.InvalidInput().At("scan", x.Message).Or()
	}
	return &f, err
}

// Done says that it is recorded, and what comes next.
type Done struct {
	Business chain.Business
	Act      chain.Act
	Product  chain.Product
	Entry    chain.Entry
}

// View draws it.
func (v Done) View(p ui.Page) templ.Component {
	panel := ui.Panel{Title: v.Act.Done}
	home := pages.Home(v.Business)
	next := ui.Components{}
	if v.Entry.Lot != "" {
		_, lot := chain.PartsOf(v.Entry.Lot)
		panel.Label, panel.Number = lang.T("批号", "Lot"), lot
		next = append(next, ui.LinkButton{Label: lang.T("打印追溯码", "Print labels"), Href: home + "/labels?lot=" + pages.Query(v.Entry.Lot)})
		switch {
		case !v.Product.Produce:
		case v.Business.Code == "":
			next = append(next, ui.LinkButton{Label: lang.T("打印生产者信息卡", "Print the producer's card"), Href: home + "/card?lot=" + pages.Query(v.Entry.Lot), Look: ui.Secondary})
		case v.Business.Kind.Role().Certificate:
			next = append(next, ui.LinkButton{Label: lang.T("开合格证", "Issue a conformity certificate"), Href: home + "/certificates/new?lot=" + pages.Query(v.Entry.Lot), Look: ui.Secondary})
		}
	}
	next = append(next, ui.LinkButton{Label: lang.T("再记一笔", "Record another"), Href: home + "/do/" + string(v.Act.Kind), Look: ui.Secondary}, ui.LinkButton{Label: lang.T("回到这一家", "Back to the business"), Href: home, Look: ui.Quiet})
	parts := ui.Components{panel}
	for _, c := range v.Entry.Findings {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: chain.FindingText(c)})
	}
	return append(parts, ui.Actions(next)).View(p)
}

func (v *Pages) done(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	e, err := v.Desk.Store.Entry(r.Context(), v.Desk.Division, r.PathValue("entry"))
	if err != nil {
		return err
	}
	if e.Business != b.ID {
		return fault.Missing()
	}
	act, _ := e.Kind.Act()
	product, err := v.Product(r, e.Lot)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, act.Done, pages.Home(b)), Done{b, act, product, e})
}
