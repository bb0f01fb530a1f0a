package orderpages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
)

// answer carries out a verb of an order.
func (g *Pages) answer(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.Load(r, recall.OrderName)
	if err != nil {
		return err
	}
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: r.PathValue("verb"), Reason: strings.TrimSpace(r.PostFormValue("reason")), Idem: r.Idem()}
	switch cmd.Verb {
	case "count_goods":
		cmd.Input, err = g.counted(r, c)
	case "stop_sale", "finish_recall_order", "accept_recall_count", "return_recall_count":
	default:
		return fault.Missing()
	}
	var out casework.Outcome
	if err == nil {
		out, err = g.Site.Engine.Do(r.Context(), cmd)
	}
	if err == nil && cmd.Verb == "count_goods" {
		return g.booked(w, r, out.Case)
	}
	if err == nil {
		return r.Go(w, recallview.OrderAddress(c.ID), lang.T("已登记。", "On record."))
	}
	v, verr := g.orderView(r, c)
	if verr != nil {
		return verr
	}
	if f, ok := fault.As(err); ok {
		v.Over = slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == "over" })
	}
	return r.Refused(w, g.Frame(r, c.Number, false), v, err)
}

// booked brings the holder's book in line with a count and says how it stands.
func (g *Pages) booked(w http.ResponseWriter, r *site.Request, c *casework.Case) error {
	at := recallview.OrderAddress(c.ID)
	if g.Book == nil {
		return r.Go(w, at, lang.T("已登记。", "On record."))
	}
	list, err := g.Book.Settle(r.Context(), r.Actor, c)
	if err != nil {
		return err
	}
	said := lang.T("已登记。", "On record.")
	for _, x := range list {
		switch {
		case x.What == recall.Sold:
		case !x.Written:
			return r.Go(w, at+"#booked", lang.T("已登记。有的还没有记进记录本，请看“记录本里有没有”。", "On record. Some of it is not in the book yet; see whether the book has it."))
		default:
			said = lang.T("已登记，也记进了记录本。", "On record, and in the book.")
		}
	}
	return r.Go(w, at, said)
}

// settle writes what the book has not yet.
func (g *Pages) settle(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.Load(r, recall.OrderName)
	if err != nil {
		return err
	}
	return g.booked(w, r, c)
}

// lot is of which goods a count is: the only ones, or those chosen.
func (g *Pages) lot(r *site.Request, c *casework.Case, what string) (string, error) {
	v, err := g.orderView(r, c)
	if err != nil {
		return "", err
	}
	list, chosen := v.lots(), r.PostFormValue("lot")
	switch {
	case chosen != "":
		return chosen, recall.CheckLot(r.Context(), g.Lists, c.Division, v.Order, chosen)
	case len(list) == 1 && len(v.Goods) == 1:
		err := recall.CheckLot(r.Context(), g.Lists, c.Division, v.Order, list[0].Key)
		if fault.KindOf(err) == fault.Invalid { // the records name none here; what the recall begins from stood on the page
			return "", nil
		}
		return list[0].Key, err
	case len(list) > 1 && v.Self && (what == recall.Destroyed || what == recall.Returned): // an officer enters what was said by telephone
		return "", fault.InvalidInput().At("lot", lang.T("请选择是哪一批。", "Please choose which goods.")).Or()
	}
	return "", nil
}

func (g *Pages) counted(r *site.Request, c *casework.Case) (*recall.CountInput, error) {
	in := &recall.CountInput{What: r.PostFormValue("what"), Unit: r.PostFormValue("unit"), Over: r.PostFormValue("over") == "1"}
	var err error
	if in.Lot, err = g.lot(r, c, in.What); err != nil {
		return in, err
	}
	n, err := trace.ParseAmount(strings.TrimSpace(lang.HalfWidth(r.PostFormValue("amount"))))
	if err != nil {
		return in, fault.InvalidInput().At("amount", lang.T("请填写数量，例如 12.5。", "Please enter an amount, e.g. 12.5.")).Or()
	}
	in.Amount = n
	if s := r.PostFormValue("replaces"); s != "" {
		if in.Replaces, err = strconv.ParseInt(s, 10, 64); err != nil || in.Replaces <= 0 {
			return in, fault.InvalidInput().At("replaces", lang.T("请选择要更正的那一笔。", "Please choose the count to correct.")).Or()
		}
	}
	if r.MultipartForm == nil {
		return in, nil
	}
	for _, h := range r.MultipartForm.File["file.proof"] {
		if h.Size == 0 {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return in, err
		}
		got, err := g.Site.Files.Put(r.Context(), h.Filename, f)
		_ = f.Close() // read to its end, or refused
		if err != nil {
			if flt, ok := fault.As(err); ok {
				return in, fault.InvalidInput().At("file.proof", lang.T(flt.Message.ZH+flt.Remedy.ZH, flt.Message.EN+" "+flt.Remedy.EN)).Or()
			}
			return in, err
		}
		got.Material = "proof"
		in.Files = append(in.Files, got)
	}
	return in, nil
}
