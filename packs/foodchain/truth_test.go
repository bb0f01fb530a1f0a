package foodchain

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/ecert"
	"banjie/internal/idnum"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

func madeUp(t *testing.T, organisation string) string {
	t.Helper()
	body, err := idnum.MakeOrganisation(organisation)
	if err != nil {
		t.Fatal(err)
	}
	code, err := idnum.MakeUSCC("91" + specimen.Division + string(body))
	if err != nil {
		t.Fatal(err)
	}
	return string(code)
}

// Whoever types another's credit code on the page gets a business that is not proven: its own page and
// the page of a scan say so, the forms of certificates refuse, and the true owner registers all the same.
func TestPagesOfOneThatIsNotProven(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	code := madeUp(t, "DM000801")
	thief := access.Actor{ID: "thief", Role: access.Citizen, Division: specimen.Division, Party: "account-thief"}
	owner := access.Actor{ID: "owner", Role: access.Citizen, Division: specimen.Division, Party: b.Site.Codes.Party("uscc", code), Before: "account-owner"}
	register := func(by access.Actor, name string) string {
		t.Helper()
		a := b.Post(by, "/food/register", url.Values{"kind": {"farm"}, "name": {name}, "code": {code}, "phone": {"05005000001"}, "address": {"示例村1号"}})
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.2000s", a.Status, a.Text())
		}
		return strings.TrimSuffix(a.Header.Get("Location"), "/products")
	}
	home := register(thief, "有名的合作社（虚构）")
	b.says(b.Get(thief, home), "没有核验", "去核验")
	b.says(b.Get(thief, home+"/prove"), "光填代码不算")
	if a := b.Post(thief, home+"/prove", nil); a.Status == http.StatusSeeOther || !strings.Contains(a.Text(), "还没有核验") {
		t.Errorf("proven by pressing a button: %d", a.Status)
	}
	b.Post(thief, home+"/products", url.Values{"product": {"假杨梅"}, "unit": {"KGM"}, "days": {"3"}, "produce": {"1"}})
	var gtin string
	if err := b.DB.QueryRow(context.Background(), `select gtin from food_product where name = '假杨梅'`).Scan(&gtin); err != nil {
		t.Fatal(err)
	}
	if a := b.Post(thief, home+"/do/harvest", url.Values{"entry": {"00000000-0000-4000-8000-00000000000a"}, "product": {gtin}, "amount": {"5"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	lot := b.lotOf("假杨梅")
	b.says(b.scan(lot), "有名的合作社（虚构）（没有核验）", "生产者没有核验过是谁", "not:05005000001")
	a := b.Post(thief, home+"/certificates/new", url.Values{"lot": {lot}, "quantity": {"5"}, "origin": {"示例村"}, "contact": {"05005000001"}, "basis": {"promise"}})
	if a.Status == http.StatusSeeOther || len(b.certs.list) != 0 {
		t.Errorf("it signed: %d", a.Status)
	}
	b.says(a, "还没有核验是谁的")
	mine := register(owner, "真的合作社（虚构）")
	if mine == home {
		t.Error("the owner was given the thief's record")
	}
	b.says(b.Get(owner, mine), "not:去核验")
	again := b.Post(owner, "/food/register", url.Values{"kind": {"shop"}, "name": {"桥头的店（虚构）"}, "code": {code}})
	if again.Status != http.StatusConflict {
		t.Errorf("one's own code again: %d", again.Status)
	}
	b.says(again, "原来的没有改动", "给它添加一个地点")
	if !strings.Contains(again.Body, `href="`+mine+`"`) || !strings.Contains(again.Body, `href="`+mine+`/places"`) {
		t.Error("the refusal leads nowhere")
	}
	b.says(b.Get(owner, mine), "真的合作社（虚构）", "种养户", "not:桥头的店")
	if a := b.Get(thief, mine); a.Status != http.StatusNotFound {
		t.Errorf("the thief sees the owner's page: %d", a.Status)
	}
}

// A household hands over a card and issues no certificate, so no button says otherwise; and what it
// harvested without naming a plot was harvested, not processed.
func TestHouseholdHarvest(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	person := access.Actor{ID: "p", Role: access.Citizen, Division: specimen.Division, Party: "resident-p", Before: "account-p"}
	a := b.Post(person, "/food/register", url.Values{"kind": {"farm"}, "name": {"西坡人家（虚构）"}, "household": {"1"}, "address": {"示例村2号"}})
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	home := strings.TrimSuffix(a.Header.Get("Location"), "/products")
	b.says(b.Get(person, home), "生产者信息卡", "not:承诺达标合格证")
	b.Post(person, home+"/products", url.Values{"product": {"西坡杨梅"}, "unit": {"KGM"}, "days": {"3"}, "produce": {"1"}})
	var gtin string
	if err := b.DB.QueryRow(context.Background(), `select gtin from food_product where name = '西坡杨梅'`).Scan(&gtin); err != nil {
		t.Fatal(err)
	}
	a = b.Post(person, home+"/do/harvest", url.Values{"entry": {"00000000-0000-4000-8000-00000000000b"}, "product": {gtin}, "amount": {"5"}})
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	done := b.Get(person, a.Header.Get("Location"))
	b.says(done, "打印生产者信息卡", "not:开合格证")
	if !strings.Contains(done.Body, home+"/card?lot=") {
		t.Error("the button opens something else")
	}
	b.says(b.scan(b.lotOf("西坡杨梅")), "采收", "not:加工、分装")
}

// A wrong bar code is said at its field, in a fold that is open, beside the other mistakes; a product is
// corrected under its number, and nobody corrects another's.
func TestProductIsCorrected(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	code := madeUp(t, "DM000803")
	owner := access.Actor{ID: "owner", Role: access.Citizen, Division: specimen.Division, Party: b.Site.Codes.Party("uscc", code), Before: "account-owner"}
	a := b.Post(owner, "/food/register", url.Values{"kind": {"factory"}, "name": {"改正厂（虚构）"}, "code": {code}})
	home := strings.TrimSuffix(a.Header.Get("Location"), "/products")
	a = b.Post(owner, home+"/products", url.Values{"product": {""}, "unit": {"KGM"}, "gtin": {"6901234567890"}})
	b.says(a, "这个条码不对", "请填写品名", "not:应用标识符")
	if !strings.Contains(a.Body, "<details class=\"disclosure\" open") {
		t.Error("the field with the mistake is folded away")
	}
	b.Post(owner, home+"/products", url.Values{"product": {"错名"}, "unit": {"LTR"}, "days": {"3"}})
	var gtin string
	if err := b.DB.QueryRow(context.Background(), `select gtin from food_product where name = '错名'`).Scan(&gtin); err != nil {
		t.Fatal(err)
	}
	b.says(b.Get(owner, home+"/products?edit="+gtin), "修改 "+strings.TrimPrefix(gtin, "0"))
	if a := b.Post(owner, home+"/products", url.Values{"edit": {gtin}, "product": {"好名"}, "days": {"9"}, "unit": {"KGM"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.2000s", a.Status, a.Text())
	}
	var name, unit string
	var days int
	if err := b.DB.QueryRow(context.Background(), `select name, unit, days from food_product where gtin = ?`, gtin).Scan(&name, &unit, &days); err != nil || name != "好名" || unit != "LTR" || days != 9 {
		t.Errorf("%s %s %d %v", name, unit, days, err)
	}
}

// What a code field says of a bar code without a lot, and of nothing.
func TestCodeFieldSaysWhatIsWrong(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	home, who := "/food/b/"+n.of["shop"].ID, n.who["shop"]
	b.says(b.Get(who, home+"/do/receive?code=6901234567892"), "这是商品条码，没有批号")
	b.says(b.Get(who, home+"/do/receive?code="), "请扫码，或者写上是哪一批")
	b.says(b.Get(who, home+"/do/receive"), "not:请扫码，或者写上是哪一批")
}

// A window enters what it saw, with the kind of the paper, for the owner whose number the licence names.
func TestWindowEntersFromPapers(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	id, err := idnum.MakeResident("33059919900101001")
	if err != nil {
		t.Fatal(err)
	}
	number := id.String()
	form := url.Values{"kind": {"shop"}, "name": {"桥边小店（虚构）"}, "code": {madeUp(t, "DM000802")}, "owner": {number}}
	b.says(b.Post(specimen.Clerk, "/food/register", url.Values{"kind": {"shop"}, "name": {"无代码"}, "paper": {"food_licence"}}), "请填写营业执照上的18位统一社会信用代码", "not:请勾选")
	b.says(b.Get(specimen.Clerk, "/food/register?kind=shop"), "您看过哪一种证件", "经营者的身份证号")
	if a := b.Post(specimen.Clerk, "/food/register", form); a.Status == http.StatusSeeOther || !strings.Contains(a.Text(), "请选择您看过哪一种证件") {
		t.Errorf("without a paper: %d %.1500s", a.Status, a.Text())
	}
	form.Set("paper", "food_licence")
	if a := b.Post(specimen.Clerk, "/food/register", form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	person := access.Actor{ID: "boss", Role: access.Citizen, Division: specimen.Division, Party: b.Site.Codes.Party("resident", number), Before: "account-boss"}
	b.says(b.Get(person, "/food"), "桥边小店（虚构）")
	var proof, facts string
	if err := b.DB.QueryRow(context.Background(), `select proof from food_business where name = '桥边小店（虚构）'`).Scan(&proof); err != nil || proof != "food_licence" {
		t.Errorf("%q %v", proof, err)
	}
	if err := b.DB.QueryRow(context.Background(), `select count(*) from food_business where party like ?`, "%"+number+"%").Scan(&facts); err != nil || facts != "0" {
		t.Errorf("the identity number is kept: %s %v", facts, err)
	}
}

// Its issuer takes a certificate back on the page; whoever scans the lot reads it with the reason, and
// it is struck off the certificates of the house.
func TestIssuerWithdrawsACertificate(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		home, lot := "/food/b/"+n.of["packer"].ID, n.lots["box"]
		if a := n.Post(n.who["packer"], home+"/certificates/new", url.Values{"lot": {lot}, "quantity": {"99"}, "origin": {"示例村"}, "contact": {"05005000000"}, "basis": {"promise"}}); a.Status == http.StatusSeeOther || !strings.Contains(a.Text(), "最多 38") {
			t.Errorf("more than is left: %d %.1500s", a.Status, a.Text())
		}
		a := n.Post(n.who["packer"], home+"/certificates/new", url.Values{"lot": {lot}, "quantity": {"38"}, "origin": {"示例村"}, "contact": {"05005000000"}, "basis": {"promise"}})
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.1500s", a.Status, a.Text())
		}
		n.says(n.scan(lot), "承诺达标合格证", "not:已收回")
		at := a.Header.Get("Location")
		number, err := url.QueryUnescape(at[strings.LastIndexByte(at, '=')+1:])
		if err != nil {
			t.Fatal(err)
		}
		withdraw := func(who, why string) int {
			return n.Post(n.who[who], home+"/certificates/withdraw", url.Values{"number": {number}, "why": {why}}).Status
		}
		n.says(n.Get(n.who["packer"], at), "收回这一张")
		n.says(n.Get(n.who["packer"], home+"/certificates/withdraw?number="+url.QueryEscape(number)), "为什么收回", "后来检测不合格")
		if s := withdraw("packer", ""); s == http.StatusSeeOther {
			t.Error("withdrawn without a reason")
		}
		if s := withdraw("shop", "failed"); s != http.StatusNotFound {
			t.Errorf("somebody else withdrew it: %d", s)
		}
		if s := withdraw("packer", "failed"); s != http.StatusSeeOther {
			t.Fatalf("%d", s)
		}
		if s := withdraw("packer", "failed"); s != http.StatusConflict {
			t.Errorf("twice: %d", s)
		}
		n.says(n.scan(lot), "已收回", "已由开具人收回", "后来检测不合格")
		n.says(n.Get(n.who["packer"], home+"/certificates"), "已收回")
		n.says(n.Get(n.who["packer"], at), "不再有效", "not:收回这一张")
		if c := n.certs.list[number]; c.Status != ecert.Deregistered {
			t.Errorf("in the house it is %s", c.Status)
		}
		if differs, err := n.people.check(t.Context(), specimen.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", differs, err)
		}
	})
}

// The second of two who change a business's details is shown what the first one changed; saving again
// keeps both.
func TestDetailsOnThePage(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	home := "/food/b/" + n.of["shop"].ID + "/details"
	form := func(version, phone, address string) url.Values {
		return url.Values{"version": {version}, "seen.name": {"shop（虚构）"}, "seen.phone": {"05005000000"}, "seen.address": {""}, "name": {"shop（虚构）"}, "phone": {phone}, "address": {address}}
	}
	if a := n.Post(n.who["shop"], home, form("1", "05005000009", "")); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	a := n.Post(n.who["shop"], home, form("1", "05005000000", "新街2号"))
	if a.Status != http.StatusConflict {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	b.says(a, "别人刚才改成了", "05005000009")
	for _, want := range []string{`name="version" value="2"`, `value="05005000009"`, `value="新街2号"`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	again := form("2", "05005000009", "新街2号")
	again.Set("seen.phone", "05005000009")
	if a := n.Post(n.who["shop"], home, again); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	got, err := n.people.store.Business(t.Context(), specimen.Division, n.of["shop"].ID)
	if err != nil || got.Phone != "05005000009" || got.Address != "新街2号" || got.Version != 3 || !got.Proven {
		t.Errorf("%+v %v", got, err)
	}
	if a := n.Get(n.who["stranger"], home); a.Status != http.StatusNotFound {
		t.Errorf("%d", a.Status)
	}
}

// Two businesses of one name: the form asks which, with what tells them apart, and records nothing
// before; what was chosen is recorded, and so is another one of that name.
func TestPartnerOfOneName(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	ctx, desk := t.Context(), n.people.desk
	ids := map[string]string{}
	for i, village := range []string{"东村", "西村"} {
		x, err := desk.Register(ctx, specimen.Clerk, chain.Business{Kind: chain.Wholesaler, Name: "同名批发部（虚构）", Code: madeUp(t, "DM00081"+string(rune('0'+i))), Address: "示例县" + village + "1号"}, "food_licence")
		if err != nil {
			t.Fatal(err)
		}
		ids[village] = x.ID
	}
	home := "/food/b/" + n.of["packer"].ID + "/do/send"
	send := func(entry string, more ...string) (int, string) {
		form := url.Values{"entry": {"00000000-0000-4000-8000-0000000000" + entry}, "lot": {n.lots["box"]}, "amount.0": {"1"}, "unit.0": {"KGM"}, "partner_name": {"同名批发部（虚构）"}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		a := n.Post(n.who["packer"], home, form)
		return a.Status, a.Text()
	}
	partner := func(entry string) (id string) {
		t.Helper()
		e, err := n.people.store.Entry(ctx, specimen.Division, "00000000-0000-4000-8000-0000000000"+entry)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.DB.QueryRow(ctx, `select l.partner from food_line l join food_entry e on e.event = l.event where e.id = ? limit 1`, e.ID).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	status, text := send("b0")
	for _, w := range []string{"有2家叫", "示例县东村", "示例县西村", "代码尾号", "都不是"} {
		if status == http.StatusSeeOther || !strings.Contains(text, w) {
			t.Errorf("%d: %q is not asked: %.2500s", status, w, text)
		}
	}
	if _, err := n.people.store.Entry(ctx, specimen.Division, "00000000-0000-4000-8000-0000000000b0"); err == nil {
		t.Error("recorded before it was answered")
	}
	if status, text := send("b0", "queued", "1"); status != http.StatusUnprocessableEntity || !strings.Contains(text, "有2家叫") {
		t.Errorf("from a telephone's queue: %d %s", status, text)
	}
	if status, text := send("b0", "partner", ids["西村"]); status != http.StatusSeeOther || partner("b0") != ids["西村"] {
		t.Errorf("the one chosen: %d %.800s", status, text)
	}
	if status, _ := send("b1", "partner", "new"); status != http.StatusSeeOther || partner("b1") == ids["西村"] || partner("b1") == ids["东村"] {
		t.Errorf("another one of that name: %d", status)
	}
	if status, _ := send("b2", "partner", n.of["shop"].ID); status == http.StatusSeeOther {
		t.Error("the list was passed over by a business of another name")
	}
	one, err := n.people.store.Business(ctx, specimen.Division, ids["东村"])
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := send("b3", "partner_name", one.Code); status != http.StatusSeeOther || partner("b3") != one.ID {
		t.Errorf("by its code: %d", status)
	}
}
