package sheet

import (
	"net/http"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

// complete looks up whom a row names, and what a check finds.
func (v *Pages) complete(r *site.Request, b chain.Business, rows []Row) error {
	bad := badSheet()
	for i := range rows {
		x := &rows[i]
		if gtin := takes(x.Step); gtin != "" {
			if p, err := v.Product(r, x.Step.Takes[0].Lot); err != nil {
				return err
			} else if p.Name != "" {
				_, lot := chain.PartsOf(x.Step.Takes[0].Lot)
				x.Step.Takes[0].Unit, x.Product = p.Unit, p.Name+" "+lot
			}
		}
		if x.Act.From || x.Act.To {
			list, err := v.Named(r, x.Partner)
			if err != nil {
				return err
			}
			if len(list) > 1 {
				bad.At(cell(colPartner, x.N), several(x.Partner, list))
				continue
			}
			if len(list) == 1 {
				x.Step.Partner, x.Partner = list[0].ID, ""
			}
		} else {
			x.Partner = ""
		}
		if x.Partner != "" {
			continue // it gets its number when the rows are recorded
		}
		asked, there, err := v.Desk.Try(r.Context(), r.Actor, x.Step)
		if err != nil {
			return err
		}
		x.Asked, x.There = asked, there
	}
	return bad.Or()
}

// several says which businesses have a name, with what tells them apart.
func several(name string, list []chain.Business) lang.Text {
	out := lang.Format("有%d家叫“%s”，请改写统一社会信用代码，没有代码的请在页面上记：", "%d businesses are called %s; please give the credit code, or record it on the page where there is none: ", len(list), name)
	for i, b := range list[:min(len(list), 6)] {
		which := pages.Which(b)
		if i > 0 {
			out = lang.T(out.ZH+"；", out.EN+"; ")
		}
		out = lang.T(out.ZH+which.ZH, out.EN+which.EN)
	}
	return out
}

func takes(s chain.Step) string {
	if len(s.Takes) == 0 {
		return ""
	}
	gtin, _ := chain.PartsOf(s.Takes[0].Lot)
	return gtin
}

// refused shows the mistakes by cell.
func (v *Pages) refused(w http.ResponseWriter, r *site.Request, b chain.Business, err error) error {
	page := Ask{Business: b}
	if f, ok := fault.As(err); ok && f.Code == "bad_food_sheet" {
		page.Wrong = f.Fields
		err = fault.New(f.Kind, f.Code, f.Message, f.Remedy).At("file", lang.Format("有%d处要改，见下表。", "%d places to correct, listed below.", len(f.Fields)))
	}
	return r.Refused(w, v.Frame(r, b, title, pages.Home(b)), page, err)
}

func (v *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	b, channel, err := v.Business(r)
	if err != nil {
		return err
	}
	if channel == "paper" {
		return fault.New(fault.Forbidden, "sheet_of_another", lang.T("代记要有每一张纸质单据，不能用表格。", "What is recorded from paper needs the paper of each entry; a sheet will not do."), lang.T("请逐笔代记，或者请本人用自己的账号导入。", "Please record one by one, or let the business import it."))
	}
	if err := r.ReadForm(); err != nil {
		return v.refused(w, r, b, err)
	}
	file, err := held.Upload(r, "file", "xlsx")
	if err != nil {
		return v.refused(w, r, b, err)
	}
	rows, err := v.read(r, b, file)
	if err == nil {
		err = v.complete(r, b, rows)
	}
	if err != nil {
		return v.refused(w, r, b, err)
	}
	hidden, err := file.Hidden(r, purpose)
	if err != nil {
		return err
	}
	p := v.Frame(r, b, title, pages.Home(b)+"/sheet")
	p.Wide = true
	return r.Show(w, p, Plan{b, file.Name, rows, hidden})
}

func (v *Pages) confirm(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return v.refused(w, r, b, err)
	}
	file, err := held.Open(r, purpose)
	if err != nil {
		return v.refused(w, r, b, err)
	}
	rows, err := v.read(r, b, file)
	if err == nil {
		err = v.complete(r, b, rows)
	}
	if err != nil {
		return v.refused(w, r, b, err)
	}
	reason := r.PostForm.Get("reason")
	hidden, err := file.Hidden(r, purpose)
	if err != nil {
		return err
	}
	done := 0
	for _, x := range rows {
		if x.Partner != "" {
			made, err := v.Desk.Neighbour(r.Context(), r.Actor, b, chain.Business{Kind: chain.Wholesaler, Name: strings.TrimSpace(x.Partner)})
			if err != nil {
				return err
			}
			x.Step.Partner = made.ID
		}
		x.Step.Reason = reason
		got, err := v.Desk.Take(r.Context(), r.Actor, x.Step, "sheet")
		if err != nil {
			return err
		}
		if len(got.Ask) > 0 {
			p := v.Frame(r, b, title, pages.Home(b)+"/sheet")
			p.Wide = true
			return r.Refused(w, p, Plan{b, file.Name, rows, hidden}, fault.InvalidInput().At("reason", lang.Format("第%d行要选一个原因；前面的已经记下，不会重复。", "Row %d needs a reason; those before it are recorded and will not double.", x.N)).Or())
		}
		if !got.Repeated {
			done++
		}
	}
	return r.Go(w, pages.Home(b)+"/book", lang.Format("记下了%d笔。", "%d entries were recorded.", done))
}
