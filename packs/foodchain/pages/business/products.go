package business

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

var productsTitle = lang.T("产品", "Products")

// Products lists what a business makes, and adds to it.
type Products struct {
	Business chain.Business
	List     []chain.Product
	Edit     chain.Product // to be corrected; zero: one is added
	Used     bool          // something was recorded of it
	Events   []chain.ProductEvent
	Key      string
}

// wrong says that a field was refused.
func wrong(p ui.Page, field string) bool {
	return p.Fault != nil && slices.ContainsFunc(p.Fault.Fields, func(f fault.Field) bool { return f.Path == field })
}

// degrees writes tenths of a degree as people type them.
func degrees(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) }

// View draws it.
func (v Products) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: productsTitle, Caption: pages.Name(v.Business)}}
	if len(v.List) > 0 {
		t := ui.Table{Caption: lang.T("已有的产品，点品名可以修改", "Products; follow the name to change one"), Columns: []ui.Column{{Name: lang.T("品名", "What")}, {Name: lang.T("条码", "Number")}, {Name: lang.T("保质期", "Keeps")}}}
		for _, x := range v.List {
			keeps := lang.T("没有标明", "not stated")
			if x.Days > 0 {
				keeps = lang.Format("%d天", "%d days", x.Days)
			}
			state := ui.Components{ui.Words(keeps)}
			if !x.Retired.IsZero() {
				state = append(state, ui.Plain(" "), ui.Tag{Label: lang.T("已停用", "retired")})
			}
			t.Rows = append(t.Rows, ui.Row{Href: pages.Home(v.Business) + "/products?edit=" + x.GTIN, Cells: []ui.Component{ui.Words(ui.Data(x.Name)), ui.Plain(strings.TrimPrefix(x.GTIN, "0")), state}})
		}
		parts = append(parts, t)
	}
	parts = append(parts, v.form(p))
	if v.Edit.GTIN != "" {
		parts = append(parts, v.ends())
	}
	if len(v.Events) > 0 {
		parts = append(parts, v.history())
	}
	return parts.View(p)
}

// form adds a product, or corrects one. Its number and what it is counted in stay: lots have them.
func (v Products) form(p ui.Page) ui.Component {
	var units []ui.Option
	for _, u := range chain.Units {
		units = append(units, ui.Option{Value: u.Code, Label: u.Name})
	}
	farm := v.Business.Kind == chain.Farm
	x, edits := v.Edit, v.Edit.GTIN != ""
	produce, keeps, low, high := "", "", "", ""
	if farm && !edits || x.Produce {
		produce = "1"
	}
	if x.Days > 0 {
		keeps = strconv.Itoa(x.Days)
	}
	if x.Cold {
		low, high = degrees(x.Low), degrees(x.High)
	}
	fields := ui.Components{
		ui.Field{Name: "product", Label: lang.T("品名", "What it is"), Hint: lang.T("例如：杨梅、杨梅 500 克装。", "For example: bayberries, bayberries 500 g."), Value: x.Name}}
	if !edits {
		fields = append(fields, ui.Field{Name: "unit", Kind: ui.Radios, Inline: true, Label: lang.T("按什么算", "Counted in"), Options: units, Value: "KGM"})
	}
	fields = append(fields,
		ui.Field{Name: "days", Kind: ui.Digits, Optional: true, Label: lang.T("保质几天", "Days it keeps"), Suffix: lang.T("天", "days"), Hint: lang.T("没有标明就留空。", "Leave it open where none is stated."), Value: keeps},
		ui.Field{Name: "produce", Kind: ui.Checks, Optional: true, Label: lang.T("是不是食用农产品", "Farm produce"), Values: []string{produce}, Options: []ui.Option{{Value: "1", Label: lang.T("食用农产品（没有加工过）", "Edible farm produce, not processed")}}})
	if !farm {
		fields = append(fields, ui.Field{Name: "low", Optional: true, Label: lang.T("冷藏最低温度", "Coldest"), Suffix: lang.T("℃", "°C"), Width: 5, Value: low}, ui.Field{Name: "high", Optional: true, Label: lang.T("冷藏最高温度", "Warmest"), Suffix: lang.T("℃", "°C"), Width: 5, Value: high})
	}
	back := ui.LinkButton{Label: lang.T("回到这一家", "Back to the business"), Href: pages.Home(v.Business), Look: ui.Quiet}
	if edits {
		fields = append(fields, ui.Actions{ui.Button{Label: lang.T("保存", "Save")}, ui.LinkButton{Label: lang.T("不改，返回", "Leave it"), Href: pages.Home(v.Business) + "/products", Look: ui.Quiet}})
		return ui.Section{Title: lang.T("修改 "+strings.TrimPrefix(x.GTIN, "0"), "Change "+strings.TrimPrefix(x.GTIN, "0")), Body: ui.Components{ui.Form{Action: pages.Home(v.Business) + "/products", Token: v.Key, Hidden: []ui.Hidden{{Name: "edit", Value: x.GTIN}}, Body: fields}}}
	}
	fields = append(fields, ui.Disclosure{Summary: lang.T("已经有自己的商品条码", "I have a bar code of my own"), Open: wrong(p, "gtin") || p.Form.Get("gtin") != "", Body: ui.Components{ui.Field{Name: "gtin", Kind: ui.Digits, Optional: true, Width: 20, Label: lang.T("条码数字", "Its digits")}}},
		ui.Actions{ui.Button{Label: lang.T("添加产品", "Add it")}, back})
	return ui.Section{Title: lang.T("添加产品", "Add a product"), Body: ui.Components{ui.Form{Action: pages.Home(v.Business) + "/products", Token: v.Key, Body: fields}}}
}

func (v *Pages) productPage(r *site.Request, b chain.Business) (Products, error) {
	list, err := v.Desk.Store.Products(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return Products{}, err
	}
	page := Products{Business: b, List: list, Key: site.NewKey()}
	if i := slices.IndexFunc(list, func(x chain.Product) bool { return x.GTIN == r.FormValue("edit") }); i >= 0 {
		page.Edit = list[i]
		if page.Used, err = v.Desk.Store.Used(r.Context(), page.Edit.GTIN); err != nil {
			return page, err
		}
	}
	page.Events, err = v.Desk.Store.ProductEvents(r.Context(), v.Desk.Division, b.ID, changesShown)
	return page, err
}

func (v *Pages) products(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	page, err := v.productPage(r, b)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, productsTitle, pages.Home(b)), page)
}

func (v *Pages) addProduct(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	page, err := v.productPage(r, b)
	if err != nil {
		return err
	}
	p, err := productOf(r)
	if page.Edit.GTIN != "" {
		p.GTIN, p.Unit = page.Edit.GTIN, page.Edit.Unit
		if b.Kind == chain.Farm { // its form does not ask for temperatures
			p.Cold, p.Low, p.High = page.Edit.Cold, page.Edit.Low, page.Edit.High
		}
	}
	if err == nil {
		p, err = v.Once(r).NameProduct(r.Context(), r.Actor, b, p)
	}
	if pages.Before(err) {
		return r.Go(w, pages.Home(b), chain.Repeated().Message)
	}
	if err != nil {
		return r.Refused(w, v.Frame(r, b, productsTitle, pages.Home(b)), page, err)
	}
	if page.Edit.GTIN != "" {
		return r.Go(w, pages.Home(b)+"/products", lang.T("改好了："+p.Name+"。", "Changed: "+p.Name+"."))
	}
	return r.Go(w, pages.Home(b), lang.T("添加好了："+p.Name+"。", "Added: "+p.Name+"."))
}

func productOf(r *site.Request) (p chain.Product, err error) {
	get := r.PostFormValue
	p = chain.Product{Name: get("product"), Unit: get("unit"), GTIN: strings.TrimSpace(get("gtin")), Produce: get("produce") != ""}
	if p.Days, err = number("days", get("days")); err != nil {
		return p, err
	}
	low, high := strings.TrimSpace(get("low")), strings.TrimSpace(get("high"))
	if low == "" && high == "" {
		return p, nil
	}
	p.Cold = true
	for field, at := range map[string]*int{"low": &p.Low, "high": &p.High} {
		f, err := strconv.ParseFloat(lang.HalfWidth(strings.ReplaceAll(get(field), "－", "-")), 64)
		if err != nil || f < -100 || f > 100 {
			return p, fault.InvalidInput().At(field, lang.T("请填写温度，例如 -18。", "Please enter a temperature, for example -18.")).Or()
		}
		*at = int(f * 10)
	}
	return p, nil
}
