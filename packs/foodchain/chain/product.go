package chain

import (
	"context"
	"errors"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kinds of the acts that end a product or begin it again.
const (
	ProductRemoved = "food_product_removed"  // it was entered wrongly and no lot has it
	ProductRetired = "food_product_retired"  // it is not offered for new lots any more
	ProductPutBack = "food_product_put_back" // it is offered again
)

// ProductChange are the facts of these acts. A number that was given out is not given out again.
type ProductChange struct {
	Business string `json:"business"`
	GTIN     string `json:"gtin"`
	Name     string `json:"name"`
	Why      string `json:"why,omitempty"` // id of [ProductWhys]; "" of one put back
	Channel  string `json:"channel"`       // of the actor, see [Desk.May]
}

// ProductWhy is why a product is removed or retired.
type ProductWhy struct {
	ID   string
	Kind string // of the act
	Text lang.Text
}

// ProductWhys are they.
var ProductWhys = []ProductWhy{
	{"entered_wrongly", ProductRemoved, lang.T("登记错了", "entered wrongly")},
	{"entered_twice", ProductRemoved, lang.T("登记了两遍", "entered twice")},
	{"never_made", ProductRemoved, lang.T("后来没有做", "it was never made")},
	{"made_no_more", ProductRetired, lang.T("不做了", "it is made no more")},
	{"out_of_season", ProductRetired, lang.T("过季了，以后再做", "out of season, to be made again")},
	{"other_number", ProductRetired, lang.T("换了别的条码", "it has another number now")},
}

// ProductWhyText is a reason in words.
func ProductWhyText(id string) lang.Text {
	for _, w := range ProductWhys {
		if w.ID == id {
			return w.Text
		}
	}
	return lang.T(id, id)
}

// ProductEvent is what became of a product, as the register keeps it.
type ProductEvent struct {
	ProductChange
	Kind string
	At   time.Time
	Act  int64 // number of the act
}

// Offered are the products of which new lots are made.
func Offered(list []Product) (offered []Product) {
	for _, p := range list {
		if p.Retired.IsZero() {
			offered = append(offered, p)
		}
	}
	return offered
}

// EndProduct removes or retires a product of a business, or puts a retired one back; kind is that of the
// act. Errors: fault.Invalid without a reason that fits, fault.NotFound for what the business does not
// have, fault.Conflict for the removal of one that has lots and for what is so already.
func (d *Desk) EndProduct(ctx context.Context, by access.Actor, b Business, gtin, kind, why string) (Product, error) {
	channel, err := d.May(by, b)
	if err != nil {
		return Product{}, err
	}
	p, err := d.Store.Product(ctx, d.Division, gtin)
	if err != nil {
		return p, err
	}
	if p.Business != b.ID {
		return p, fault.Missing()
	}
	if kind == ProductPutBack {
		why = ""
	} else if !slices.ContainsFunc(ProductWhys, func(w ProductWhy) bool { return w.ID == why && w.Kind == kind }) {
		return p, fault.InvalidInput().At("why", lang.T("请选择原因。", "Please choose why.")).Or()
	}
	if kind == ProductRemoved {
		if used, err := d.Store.Used(ctx, gtin); err != nil || used {
			return p, orUsed(err)
		}
	}
	if kind == ProductRetired && !p.Retired.IsZero() || kind == ProductPutBack && p.Retired.IsZero() {
		return p, alreadySo()
	}
	err = d.record(ctx, by, kind, ProductChange{b.ID, gtin, p.Name, why, channel}, casework.Private{})
	if !errors.Is(err, casework.ErrConflict) {
		return p, err
	}
	if used, err := d.Store.Used(ctx, gtin); kind == ProductRemoved && (err != nil || used) {
		return p, orUsed(err) // somebody recorded a lot meanwhile
	}
	return p, alreadySo()
}

// removed refuses the number of a product that was removed: whoever has the old label must not read another
// product. A window that has the package before it may enter it again for the same business.
func (d *Desk) removed(ctx context.Context, by access.Actor, b Business, gtin string) error {
	was, err := d.Store.RemovedProduct(ctx, d.Division, gtin)
	if fault.KindOf(err) == fault.NotFound || err == nil && by.IsStaff() && was.Business == b.ID {
		return nil
	}
	if err != nil {
		return err
	}
	name := was.Name
	if was.Business != b.ID { // another's is nobody's business
		name = ""
	}
	said := lang.T("这个条码用过，原来的产品已经删除，不能再登记。", "This bar code was used by a product that was removed; it cannot be registered again.")
	if name != "" {
		said = lang.T("这个条码是您删除的产品“"+name+"”的，不能再登记。", "This bar code is that of your product "+name+", which you removed; it cannot be registered again.")
	}
	return fault.InvalidInput().At("gtin", lang.T(said.ZH+"请核对条码；包装上确实印着它的，请带包装到窗口登记。", said.EN+" Please compare it; if it is printed on the package, bring the package to a window.")).Or()
}

func orUsed(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "product_has_lots", lang.T("这个产品已经有批次，不能删除：扫到旧码的人还要看到它是什么。", "This product has lots and cannot be removed: whoever scans an old code must still see what it is."),
		lang.T("不再做了，请改成“停用”，新的批次就不会再出现它。", "Retire it instead; it is then offered for no new lot."))
}

func alreadySo() *fault.Fault {
	return fault.New(fault.Conflict, "product_already_so", lang.T("已经是这样了，没有再记。", "It is so already; nothing was recorded."), lang.T("请看产品清单。", "Please see the list of products."))
}
