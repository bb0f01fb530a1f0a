package business

import (
	"net/http"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

// productActs are the acts by their word in an address.
var productActs = map[string]string{"remove": chain.ProductRemoved, "retire": chain.ProductRetired, "put-back": chain.ProductPutBack}

// changesShown is how many changes of products the page shows.
const changesShown = 50

// productSays is what an act did, with the product's name.
func productSays(kind, name string) lang.Text {
	switch kind {
	case chain.ProductRemoved:
		return lang.T("删除了："+name, "Removed: "+name)
	case chain.ProductRetired:
		return lang.T("停用了："+name, "Retired: "+name)
	}
	return lang.T("恢复了："+name, "Put back: "+name)
}

// ends offers what can become of the product that is being changed: one without lots is removed, any is
// retired, a retired one is put back.
func (v Products) ends() ui.Component {
	x, at := v.Edit, pages.Home(v.Business)+"/products/"+v.Edit.GTIN
	form := func(act, kind string, title, effect, button lang.Text) ui.Component {
		var whys []ui.Option
		for _, w := range chain.ProductWhys {
			if w.Kind == kind {
				whys = append(whys, ui.Option{Value: w.ID, Label: w.Text})
			}
		}
		body := ui.Components{ui.Text(effect)}
		if len(whys) > 0 {
			body = append(body, ui.Field{Name: "why", ID: "why-" + act, Kind: ui.Radios, Options: whys, Label: lang.T("原因", "Why")})
		}
		return ui.Disclosure{Summary: title, Body: ui.Components{ui.Form{Action: at + "/" + act, Token: v.Key, Hidden: []ui.Hidden{{Name: "edit", Value: x.GTIN}}, Body: append(body, ui.Actions{ui.Button{Label: button, Look: ui.Secondary}})}}}
	}
	var parts ui.Components
	if x.Retired.IsZero() {
		parts = append(parts, form("retire", chain.ProductRetired, lang.T("不再做了：停用", "It is made no more: retire it"), lang.T("停用以后，记新批次时不再出现；已有的批次照样能卖、能查。以后可以恢复。", "A retired product is not offered for new lots; lots that are there are sold and looked up as before. It can be put back."), lang.T("停用", "Retire it")))
	} else {
		parts = append(parts, form("put-back", chain.ProductPutBack, lang.T("又开始做了：恢复", "It is made again: put it back"), lang.T("恢复以后，记新批次时又能选它。", "It is offered for new lots again."), lang.T("恢复", "Put it back")))
	}
	if !v.Used {
		parts = append(parts, form("remove", chain.ProductRemoved, lang.T("登记错了：删除", "It was entered wrongly: remove it"), lang.T("还没有批次，可以删除。它的编码不会再发给别的产品。", "It has no lot yet and can be removed. Its number is not given to another product."), lang.T("删除", "Remove it")))
	}
	return parts
}

// history is what became of products, with the reasons.
func (v Products) history() ui.Component {
	var t ui.Timeline
	for i, e := range v.Events {
		x := ui.TimelineEvent{Seq: int64(len(v.Events) - i), What: productSays(e.Kind, e.Name), At: e.At, Actor: pages.ChannelWords(e.Channel)}
		if e.Why != "" {
			x.Reason = chain.ProductWhyText(e.Why)
		}
		t.Events = append(t.Events, x)
	}
	return ui.Section{Title: lang.T("停用、删除的记录", "What was retired or removed"), Body: ui.Components{t}}
}

func (v *Pages) endProduct(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	kind, ok := productActs[r.PathValue("act")]
	if !ok {
		return fault.Missing()
	}
	p, err := v.Once(r).EndProduct(r.Context(), r.Actor, b, r.PathValue("gtin"), kind, strings.TrimSpace(r.PostFormValue("why")))
	if pages.Before(err) {
		return r.Go(w, pages.Home(b)+"/products", chain.Repeated().Message)
	}
	if err != nil {
		page, perr := v.productPage(r, b)
		if perr != nil {
			return perr
		}
		return r.Refused(w, v.Frame(r, b, productsTitle, pages.Home(b)), page, err)
	}
	says := productSays(kind, p.Name)
	return r.Go(w, pages.Home(b)+"/products", lang.T(says.ZH+"。", says.EN+"."))
}
