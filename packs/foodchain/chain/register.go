package chain

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kinds of acts without a case.
const (
	Registered   = "food_business_registered"
	PlaceOpened  = "food_place_opened"
	ProductNamed = "food_product_named"
	LicenceNamed = "food_licence_named"
	PrefixSet    = "food_prefix_set"
	// PaperKept kept the photograph behind an entry as an act of its own. Now the entry's own act has it.
	PaperKept = "food_paper_kept"
)

// RegisteredFacts are the facts of [Registered]. Name, telephone and address are in its private
// half. Number is the running number of the GLN below the county's prefix, 0 where the business has a prefix.
type RegisteredFacts struct {
	Business Business `json:"business"`
	Below    string   `json:"below"`
	Number   int64    `json:"number"`
	// Was is the version of the record that the act changes, 0 for a new one. Acts from before
	// versions were kept have none.
	Was *int64 `json:"was,omitempty"`
}

// PlaceFacts are the facts of [PlaceOpened]; the name is in its private half.
type PlaceFacts struct {
	Place  Place  `json:"place"`
	Below  string `json:"below"`
	Number int64  `json:"number"` // 0 for a plot
}

// ProductFacts are the facts of [ProductNamed].
type ProductFacts struct {
	Product Product `json:"product"`
	Below   string  `json:"below"`
	Number  int64   `json:"number"` // 0 where the business typed its own GTIN
}

// PrefixFacts are the facts of [PrefixSet].
type PrefixFacts struct {
	Prefix string `json:"prefix"`
}

// numbers are kept apart by what they name.
const (
	numberGLN  = "gln"
	numberGTIN = "gtin"
)

// County stands for the county itself where a business is named.
const County = "*"

// tries is how often a number that somebody else took meanwhile is drawn again.
const tries = 5

// draw gives the next number below a prefix to an act, and again where another was faster.
func (d *Desk) draw(ctx context.Context, kind, prefix string, act func(key string, n int64) error) error {
	for range tries {
		n, err := d.Store.Next(ctx, d.Division, prefix, kind)
		if err != nil {
			return err
		}
		key, err := number(prefix, n)
		if err != nil {
			return err
		}
		if err = act(key, n); !errors.Is(err, casework.ErrConflict) {
			return err
		}
	}
	return busy()
}

// prefix is that of a business, else the county's.
func (d *Desk) prefix(ctx context.Context, own string) (string, error) {
	if own != "" {
		return own, CheckPrefix(own)
	}
	p, err := d.Store.Prefix(ctx, d.Division)
	if err == nil && p == "" {
		err = fault.New(fault.Unavailable, "no_prefix", lang.T("县里还没有设置厂商识别代码，发不出编码。", "The county has set no GS1 company prefix yet; no number can be given out."),
			lang.T("请联系管理员在“浙食链设置”里填写；您填写的内容还在。", "Please ask the administrator to set it; what you typed is kept."))
	}
	return p, err
}

// Register enters a business. One of a credit code that is the actor's already is refused, see
// [Yours]; it is changed by [Desk.Change] and gets further places by [Desk.OpenPlace]. The code is
// public and proves nothing, so whose it is must be shown, see [Desk.proof]; where it is not, the
// business is entered as not proven, has no claim to the code, and signs nothing. Staff enter it
// from papers they saw, for the party that b names, else for whoever proves to be of its code.
// Errors: fault.Invalid with the fields, fault.Conflict where the credit code is registered.
func (d *Desk) Register(ctx context.Context, by access.Actor, b Business, paper string) (Business, error) {
	b.By, b.Proof, b.Proven, b.ID, b.GLN, b.Version = BySelf, "", false, "", "", 0
	switch {
	case by.IsStaff():
		b.By, b.Town = ByPaper, by.Unit
	case by.For != "":
		b.By, b.Party = ByAgent, by.Whose()
	default:
		b.Party = by.Whose()
	}
	if err := access.Check(by, d.Record, access.Target{Division: d.Division, Party: b.Party, Unit: by.Unit}); err != nil {
		return b, err
	}
	b, err := b.Check()
	if err != nil {
		return b, err
	}
	if b.Proof, err = d.proof(by, b, paper); err != nil {
		return b, err
	}
	b.Proven = b.Proof != ""
	if by.IsStaff() && b.Party == "" && b.Code != "" {
		b.Party = d.tagOf(b.Code)
	}
	if b.Household && !b.Proven {
		return b, fault.InvalidInput().At("code", lang.T("没有执照的农户、小摊，请村里的代办员或者镇里的窗口帮您登记，也可以先到窗口核验本人再来。", "A household without a licence is entered by the village agent or a window, or by itself once a window has seen who it is.")).Or()
	}
	if b.Code != "" {
		if err := d.again(ctx, by, &b); err != nil {
			return b, err
		}
	}
	if b.Prefix != "" {
		if err := d.mayHavePrefix(ctx, b); err != nil {
			return b, err
		}
	}
	return d.enter(ctx, by, b)
}

// Yours is the cause of the fault of registering one's own credit code again: the record that has it.
type Yours struct{ Had Business }

// Error implements error; it names nobody.
func (y *Yours) Error() string { return "registered before as " + y.Had.ID }

// yours refuses to register a credit code again that the actor registered. The same form that
// arrives a second time is [Repeated].
func (d *Desk) yours(had, b Business) error {
	if d.Key != "" && had.Kind == b.Kind && had.Name == b.Name && had.Phone == b.Phone && had.Address == b.Address {
		return Repeated()
	}
	return fault.New(fault.Conflict, "business_yours", lang.T("这个统一社会信用代码您已经登记过，原来的没有改动。", "You registered this credit code before; what is there was not changed."),
		lang.T("请打开原来登记的那一家；要改名称、电话、地址，在那里改；多一个店、摊位、仓库，在那里添加地点。", "Please open the business that is there: change its name, telephone or address there, and add a further shop, stall or store to it as a place.")).With(&Yours{had})
}

// again looks for the record that the register has of a credit code. One that is the actor's own, or
// that a window entered, is never written over, see [Yours]; one that nobody has, because a
// neighbour named it, becomes that of who is proven to be of the code.
func (d *Desk) again(ctx context.Context, by access.Actor, b *Business) error {
	list, err := d.Store.WithCode(ctx, d.Division, b.Code)
	if err != nil {
		return err
	}
	mine := func(had Business) bool {
		return by.Is(had.Party) || had.Party != "" && had.Party == b.Party || by.IsStaff() && had.Known() && had.Party == ""
	}
	if i := slices.IndexFunc(list, func(had Business) bool { return had.Proven }); i >= 0 && !mine(list[i]) && (list[i].Party != "" || !b.Proven) {
		return fault.New(fault.Conflict, "business_registered", lang.T("这个统一社会信用代码已经由别人核验登记过了。", "This credit code is registered and proven by somebody else."),
			lang.T("如果这是您的单位，请带营业执照到窗口核验账号，或者请登记的人给您授权；不认识那个人，请打投诉电话。", "If it is yours, have your account proven at a window with the licence, or ask whoever registered it for a mandate; if you do not know them, call us."))
	}
	if i := slices.IndexFunc(list, mine); i >= 0 {
		return d.yours(list[i], *b)
	}
	i := slices.IndexFunc(list, func(had Business) bool { return had.Party == "" })
	if i < 0 || !b.Proven {
		return nil
	}
	had := list[i]
	if b.ID, b.GLN, b.Version = had.ID, had.GLN, had.Version; b.Prefix == "" {
		b.Prefix = had.Prefix
	}
	if had.Known() { // what a window entered stays; its owner changes it where it is
		b.Kind, b.Name = had.Kind, had.Name
		b.Phone, b.Address = cmp.Or(had.Phone, b.Phone), cmp.Or(had.Address, b.Address)
	}
	return nil
}

// Neighbour enters a business that somebody bought from or sold to and that has not registered.
func (d *Desk) Neighbour(ctx context.Context, by access.Actor, self Business, b Business) (Business, error) {
	if _, err := d.May(by, self); err != nil {
		return b, err
	}
	b.By, b.Party, b.Proven, b.Proof, b.ID, b.GLN, b.Prefix, b.Version = ByNeighbour, "", false, "", "", "", "", 0
	b, err := b.Check()
	if err != nil {
		return b, err
	}
	if b.Code != "" {
		had, err := d.Store.ByCode(ctx, d.Division, b.Code)
		if err == nil {
			return had, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return b, err
		}
	}
	return d.enter(ctx, by, b)
}

// enter records the act, with a GLN where the business has none yet.
func (d *Desk) enter(ctx context.Context, by access.Actor, b Business) (Business, error) {
	if b.ID == "" {
		b.ID = strings.ToLower(rand.Text()[:16])
	}
	private, was := casework.Private{Person: &casework.Person{Name: b.Name, Phone: b.Phone, Address: b.Address}}, b.Version
	record := func(below string, n int64) error {
		err := d.record(ctx, by, Registered, RegisteredFacts{Business: b, Below: below, Number: n, Was: &was}, private)
		if err == nil {
			b.Version = was + 1
		}
		return err
	}
	if b.GLN != "" {
		err := record("", 0)
		if errors.Is(err, casework.ErrConflict) {
			return b, moved()
		}
		return b, err
	}
	prefix, err := d.prefix(ctx, b.Prefix)
	if err != nil {
		return b, err
	}
	err = d.draw(ctx, numberGLN, prefix, func(key string, n int64) error {
		b.GLN = key
		return record(prefix, n)
	})
	return b, err
}

// OpenPlace gives a further place its GLN, or a plot its number.
func (d *Desk) OpenPlace(ctx context.Context, by access.Actor, b Business, name, parcel string, plot bool) (Place, error) {
	p := Place{Business: b.ID, Name: strings.TrimSpace(name)}
	if _, err := d.May(by, b); err != nil {
		return p, err
	}
	if n := len([]rune(p.Name)); n == 0 || n > 40 {
		return p, fault.InvalidInput().At("name", lang.T("请填写名称，不超过40个字。", "Please enter a name of up to 40 characters.")).Or()
	}
	if plot && d.Parcel != nil {
		var err error
		if p.Parcel, err = d.Parcel(ctx, parcel, b.Code, d.Calendar().DayOf(d.Clock.Now())); err != nil {
			return p, err
		}
	}
	record := func(below string, n int64) error {
		err := d.record(ctx, by, PlaceOpened, PlaceFacts{p, below, n}, casework.Private{Text: p.Name})
		return err
	}
	if !plot {
		prefix, err := d.prefix(ctx, b.Prefix)
		if err != nil {
			return p, err
		}
		return p, d.draw(ctx, numberGLN, prefix, func(key string, n int64) error {
			p.GLN = key
			return record(prefix, n)
		})
	}
	p.GLN = b.GLN
	for range tries {
		places, err := d.Store.Places(ctx, d.Division, b.ID)
		if err != nil {
			return p, err
		}
		n := 1
		for _, o := range places {
			if o.Plot() && o.GLN == b.GLN {
				n++
			}
		}
		p.Ext = "P" + two(n)
		if n > 99 {
			return p, fault.InvalidInput().At("name", lang.T("一个地点最多99块地，请另开一个地点。", "A place has at most 99 plots; please open another place.")).Or()
		}
		if err = record("", 0); !errors.Is(err, casework.ErrConflict) {
			return p, err
		}
	}
	return p, busy()
}

// NameProduct gives a product its GTIN, or takes the one that the business typed.
func (d *Desk) NameProduct(ctx context.Context, by access.Actor, b Business, p Product) (Product, error) {
	if _, err := d.May(by, b); err != nil {
		return p, err
	}
	p.Business = b.ID
	p, err := p.Check()
	bad := fault.InvalidInput()
	if f, ok := fault.As(err); ok {
		bad = f
	}
	if p.GTIN != "" {
		gtin, err := GTIN(p.GTIN)
		if err != nil {
			bad.At("gtin", lang.T("这个条码不对：应是8、12、13或者14位数字，最后一位是校验位。请照包装再填一遍。", "This bar code is not right: it has 8, 12, 13 or 14 digits, the last of which checks the others. Please copy it from the package again."))
		} else {
			p.GTIN = gtin
		}
	}
	if err := bad.Or(); err != nil {
		return p, err
	}
	record := func(below string, n int64) error {
		err := d.record(ctx, by, ProductNamed, ProductFacts{p, below, n}, casework.Private{})
		return err
	}
	if p.GTIN != "" {
		had, err := d.Store.Product(ctx, d.Division, p.GTIN)
		others := err == nil && had.Business != b.ID
		if fault.KindOf(err) == fault.NotFound {
			if err := d.removed(ctx, by, b, p.GTIN); err != nil {
				return p, err
			}
			others, err = d.othersPrefix(ctx, b, p.GTIN)
		}
		if err != nil {
			return p, err
		}
		if others {
			return p, fault.InvalidInput().At("gtin", lang.T("这个条码是别人登记的。请扫对方的码进货，不用自己登记。", "Somebody else registered this bar code. Receive it by scanning; you need not register it.")).Or()
		}
		return p, record("", 0)
	}
	prefix, err := d.prefix(ctx, b.Prefix)
	if err != nil {
		return p, err
	}
	return p, d.draw(ctx, numberGTIN, prefix, func(key string, n int64) error {
		p.GTIN = "0" + key
		return record(prefix, n)
	})
}

// NameLicence enters a licence by its number; one that was issued here is looked up and must be the
// business's own.
func (d *Desk) NameLicence(ctx context.Context, by access.Actor, b Business, l Licence) (Licence, error) {
	if _, err := d.May(by, b); err != nil {
		return l, err
	}
	l.Business, l.Number, l.Issued, l.Type = b.ID, strings.ToUpper(strings.TrimSpace(l.Number)), false, ""
	if n := len(l.Number); n < 4 || n > 80 {
		return l, fault.InvalidInput().At("number", lang.T("请填写证号。", "Please enter the number of the licence.")).Or()
	}
	if d.Certificates != nil {
		kind, holder, until, err := d.Certificates.Licence(ctx, d.Division, l.Number, d.Calendar().DayOf(d.Clock.Now()))
		switch {
		case fault.KindOf(err) == fault.NotFound:
		case err != nil:
			return l, err
		case b.Code == "" || holder != b.Code:
			return l, fault.InvalidInput().At("number", lang.T("这张证不是发给这个统一社会信用代码的。", "This licence was issued to another credit code.")).Or()
		default:
			l.Type, l.Until, l.Issued = kind, until, true
		}
	}
	err := d.record(ctx, by, LicenceNamed, l, casework.Private{})
	return l, err
}

// SetPrefix sets the county's GS1 company prefix.
func (d *Desk) SetPrefix(ctx context.Context, by access.Actor, prefix string) error {
	if err := access.Check(by, d.Manage, access.Target{Division: d.Division}); err != nil {
		return err
	}
	if err := CheckPrefix(prefix); err != nil {
		return err
	}
	if had, err := d.Store.Overlapping(ctx, d.Division, prefix, County); err != nil || len(had) > 0 {
		return cmp.Or(err, overlaps())
	}
	err := d.record(ctx, by, PrefixSet, PrefixFacts{prefix}, casework.Private{})
	if errors.Is(err, casework.ErrConflict) {
		return overlaps()
	}
	return err
}
