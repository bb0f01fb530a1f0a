package recallpages_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/law"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/supervise"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui/uitest"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/orderpages"
	"banjie/packs/foodchain/recall/recallapi"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/recall/recallstore"
	. "banjie/packs/foodchain/recall/recalltest"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

func TestMain(m *testing.M) {
	if err := errors.Join(access.Extend(recall.Acts, recall.Pages), law.Extend(recall.Law...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var (
	public   = access.Actor{Role: access.Public, Division: specimen.Division}
	officer  = specimen.Officer // of the unit "market"
	farm     = access.Actor{ID: "farm", Name: "青山合作社（示例）", Role: access.Citizen, Division: specimen.Division, Party: "farm"}
	shop     = access.Actor{ID: "shop1", Name: "东街超市（示例）", Role: access.Citizen, Division: specimen.Division, Party: "shop1"}
	stranger = access.Actor{ID: "else", Name: "某人（示例）", Role: access.Citizen, Division: specimen.Division, Party: "else"}
)

// town is a hall with recalls.
type town struct {
	*officertest.Town
	store *recallstore.Store
	ticks int
}

type callers struct{ *site.Site }

func (c callers) Caller(r *http.Request, v access.Verb) (access.Actor, error) {
	a := c.Sessions.Actor(r)
	return a, access.Check(a, v, access.Target{Division: specimen.Division, Unit: a.Unit, Party: a.Whose()})
}

func (callers) Account(*http.Request) (string, error) { return "", nil }

func (callers) Fail(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, err.Error(), http.StatusBadRequest)
}

func open(t *testing.T) *town {
	n := &town{}
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "town.db")
	ctx := t.Context()
	db, err := sqldb.Open(ctx, dsn) // before a writer holds it
	if err == nil {
		err = errors.Join(db.Migrate(ctx), tracestore.Migrate(ctx, db), db.MigrateFrom(ctx, capturestore.Migrations, "migrations", "foodchain_capture_version"),
			db.MigrateFrom(ctx, recallstore.Migrations, "migrations", "foodchain_recall_version"), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	n.Town = officertest.NewOn(t, dsn, func(o *officertest.Town) {
		lineage := tracestore.New(o.DB, o.Writer)
		n.store = recallstore.New(o.DB, lineage)
		archive := capturestore.New(o.DB, lineage)
		archive.After = append(archive.After, n.store.Captured)
		o.Project(archive.Project)
		o.Project(n.store.Project)
		rules := recall.Rules{Lineage: lineage, Orders: n.store, Places: Places, Regulator: func() string { return "market" }, Made: recall.MadeBy(lineage, Places)}
		for _, p := range rules.Procedures() {
			if err := o.Site.Engine.Register(supervise.Arm(p)); err != nil {
				t.Fatal(err)
			}
		}
		office := &recall.Office{Engine: func() *casework.Engine { return o.Site.Engine }, Places: Places}
		hall := &recallview.Hall{Site: o.Site, Lists: n.store, Rules: rules}
		(&orderpages.Pages{Hall: hall}).Routes()
		(&recallpages.Pages{Hall: hall, Office: office, Plots: func(_ context.Context, code string) ([]string, error) {
			if code == "YMW-0012" {
				return []string{Plot}, nil
			}
			return nil, nil
		}}).Routes()
		api := &recallapi.Service{Lists: n.store, Rules: rules, Office: office, Division: specimen.Division, Programs: func() pack.Programs { return callers{o.Site} }}
		for pattern, h := range api.Handlers() {
			o.Site.Mount(pattern, h)
		}
	})
	return n
}

func (n *town) capture(list ...trace.Event) {
	n.Helper()
	n.ticks++
	facts := capture.Facts{ID: fmt.Sprintf("c%d", n.ticks), Events: len(list), Root: fmt.Sprintf("%064x", n.ticks), Channel: "file"}
	if _, err := n.Site.Engine.RecordBeside(context.Background(), access.Actor{Role: access.System, Division: specimen.Division}, capture.Captured, facts, &capture.Batch{At: n.Clock.Now(), Events: list}); err != nil {
		n.Fatal(err)
	}
}

func (n *town) chain() {
	n.capture(Harvest(1, Kilos(Lot, 100)), Pack(2, Kilos(BoxOne, 60), Kilos(Lot, 60)), Ship(4, Kilos(BoxOne, 60)), Receive(5, ShopOne, Kilos(BoxOne, 60)), Sell(6, ShopOne, Kilos(BoxOne, 10)))
}

func (n *town) says(a officertest.Answer, status int, words ...string) {
	n.Helper()
	if a.Status != status {
		n.Fatalf("status %d, want %d: %.1500s", a.Status, status, a.Text())
	}
	text := strings.Join(strings.Fields(a.Text()), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			n.Errorf("%q is not said: %.2500s", w, text)
		}
	}
	if status == http.StatusOK {
		uitest.HTML(n.T, a.Body)
	}
}

func (n *town) only() recall.Row {
	n.Helper()
	page, err := n.store.List(context.Background(), recall.Query{Division: specimen.Division})
	if err != nil || len(page.Recalls) != 1 {
		n.Fatalf("%v: %d recalls", err, len(page.Recalls))
	}
	return page.Recalls[0]
}

var form = url.Values{"start": {"6901234000016/A1"}, "title": {"青山杨梅"}, "cause": {"failed_sample"}, "ref": {"S-1"}, "grade": {"1"}, "maker": {"6901234000023"}, "reason": {"镉超标"}}

func with(v url.Values, more ...string) url.Values {
	out := url.Values{}
	for k, x := range v {
		out[k] = x
	}
	for i := 0; i+1 < len(more); i += 2 {
		out.Set(more[i], more[i+1])
	}
	return out
}

// In the browser: one click shows what it is about and who holds it, one orders everybody; the shop
// answers and counts, the officer checks, the count adds up and it ends.
func TestRecallInTheBrowser(t *testing.T) {
	n := open(t)
	n.chain()
	n.says(n.Get(officer, "/food/recalls"), 200, "没有召回", "提出召回")
	n.says(n.Get(officer, recallpages.NewAddress(recall.FailedSample, "S-1", "青山杨梅", Lot)), 200, "青山合作社包装车间（示例）", "东街超市（示例）", "50千克", "10千克")
	n.says(n.Get(farm, "/my/recalls"), 200, "没有召回通知")
	n.says(n.Post(officer, "/food/recalls/new", with(form, "start", "abc")), 422, "这些读不懂：abc")
	n.says(n.Post(officer, "/food/recalls/new", with(form, "look", "1")), 200, "50千克")
	n.says(n.Post(officer, "/food/recalls/new", with(form, "grade", "")), 422, "请选择召回级别")
	n.says(n.Post(officer, "/food/recalls/new", with(form, "maker", "123")), 422, "没有登记过这个地点编号")
	if a := n.Post(officer, "/food/recalls/new", form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	r := n.only()
	page := recallview.Address(r.ID)
	n.says(n.Get(officer, "/food/recalls"), 200, "青山杨梅", "一级召回", "0 / 2", "个货品、批次；持有90千克")
	n.says(n.Get(officer, page), 200, "青山杨梅", "抽检不合格（S-1）", "东街超市（示例）", "还有2家没有答复", "启动召回", "还没有报告召回计划", "食品安全法")
	n.says(n.Get(officer, page+"/things"), 200, "6901234000023/B1")
	if a := n.Get(officer, page+"/holders.csv"); a.Status != 200 || !strings.Contains(a.Body, "东街超市（示例）") || !strings.Contains(a.Body, "50 kg") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, who := range []access.Actor{stranger, shop} {
		n.says(n.Get(who, page), 404)
	}
	n.says(n.Get(public, "/recalls"), 200, "没有召回公告")
	if a := n.Post(officer, page+"/publish_recall", url.Values{"reason": {"青山杨梅A1批次镉超标，请不要食用。"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	n.says(n.Get(public, "/recalls"), 200, "青山杨梅")
	n.says(n.Get(public, "/recalls/"+r.Number), 200, "请不要食用", "青山杨梅，批号 A1，条码 6901234000016", "不要吃")
	n.says(n.Get(farm, "/my/recalls"), 200, "青山杨梅")
	if a := n.Post(farm, page+"/begin_recall", url.Values{"reason": {"已停产"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	n.says(n.Post(officer, page+"/close_recall", url.Values{"explain": {"不想等了"}}), 409, "还有2家没有答复已经停止销售")
	orders, _ := n.store.OrdersOf(context.Background(), specimen.Division, r.ID)
	for _, o := range orders {
		at := recallview.OrderAddress(o.ID)
		who, kg := officer, "40"
		if o.Party == "shop1" {
			who, kg = shop, "50"
			n.says(n.Get(shop, "/my/recalls"), 200, "东街超市（示例）", "50千克", "青山杨梅，批号 B1，条码 6901234000023", o.Number)
			n.says(n.Get(shop, at), 200, "和箱子上印的对一对", "青山杨梅 B1 6901234000023", "打印这张通知", "扫码核对")
			n.says(n.Get(stranger, at), 404)
		}
		n.says(n.Get(who, at), 200, "停止销售")
		do := func(verb string, v url.Values) {
			t.Helper()
			if a := n.Post(who, at+"/"+verb, v); a.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", verb, a.Status, a.Text())
			}
		}
		do("stop_sale", url.Values{})
		n.says(n.Post(who, at+"/finish_recall_order", url.Values{}), 422, "清点的数量与追溯记录对不上")
		do("count_goods", url.Values{"what": {"removed"}, "amount": {kg}, "unit": {"KGM"}})
		n.says(n.Post(who, at+"/count_goods", url.Values{"what": {"destroyed"}, "amount": {kg}, "unit": {"KGM"}}), 422, "销毁要附照片或者凭证")
		do("count_goods", url.Values{"what": {"returned"}, "amount": {kg}, "unit": {"KGM"}})
		do("finish_recall_order", url.Values{})
		n.says(n.Get(officer, at), 200, "核对无误", "退回上家："+kg+"千克")
		if a := n.Post(officer, at+"/accept_recall_count", url.Values{}); a.Status != http.StatusSeeOther {
			t.Fatal(a.Text())
		}
	}
	if a := n.Post(officer, page+"/close_recall", url.Values{}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	n.says(n.Get(officer, page), 200, "召回结束", "已停产并报告召回计划")
	n.says(n.Get(public, "/recalls"), 200, "召回结束，仍不要吃")
}

// A plot is recalled by its number at its place or by its code in the soil archive, and what nobody has
// ever recorded is not recalled before somebody says that it is meant.
func TestWhereARecallBegins(t *testing.T) {
	n := open(t)
	n.chain()
	look := func(start string, more ...string) officertest.Answer {
		return n.Post(officer, "/food/recalls/new", with(with(form, "start", start, "look", "1"), more...))
	}
	for _, start := range []string{"6901234000016/P1", "https://id.gs1.org/414/6901234000016/254/P1", "YMW-0012"} {
		n.says(look(start), 200, "东街超市（示例）", "50千克")
	}
	n.says(look("YMW-0013"), 422, "这些读不懂：YMW-0013")
	n.says(look("(414)6901234000016"), 422, "是地点，不是货也不是地块")
	n.says(look("6901234000016/TYPO"), 422, "从来没有人记录过", "没有错，照样召回")
	if a := n.Post(officer, "/food/recalls/new", with(form, "start", "6901234000016/TYPO")); a.Status != 422 {
		t.Errorf("recalled: %d", a.Status)
	}
	n.says(look("6901234000016/TYPO", "unknown", "1"), 200, "没有追溯记录")
	if a := n.Post(officer, "/food/recalls/new", with(form, "start", "6901234000016/TYPO", "unknown", "1")); a.Status != http.StatusSeeOther {
		t.Errorf("%d %s", a.Status, a.Text())
	}
	n.capture(Harvest(9, Kilos("https://id.gs1.org/01/06901234000016/10/P1", 1)))
	n.says(look("6901234000016/P1"), 422, "既是一块地，又是一个批次")
}

// A count without a unit is refused; a wrong one is replaced by a later one, and all of them are cleared
// where the officer has them counted again.
func TestCountsAreCorrected(t *testing.T) {
	n := open(t)
	n.chain()
	n.Post(officer, "/food/recalls/new", form)
	orders, _ := n.store.OrdersFor(context.Background(), specimen.Division, "shop1", 5)
	at := recallview.OrderAddress(orders[0].ID)
	count := func(what, amount, unit, replaces string) officertest.Answer {
		return n.Post(shop, at+"/count_goods", url.Values{"what": {what}, "amount": {amount}, "unit": {unit}, "replaces": {replaces}})
	}
	stands := func(want recall.Amounts) {
		t.Helper()
		orders, err := n.store.OrdersFor(context.Background(), specimen.Division, "shop1", 5)
		if err != nil || !orders[0].Counts[recall.Removed].Equal(want) {
			t.Errorf("%v %v, want %v", err, orders[0].Counts, want)
		}
	}
	n.Post(shop, at+"/stop_sale", url.Values{})
	n.says(count("removed", "50", "", ""), 422, "请选择单位")
	count("removed", "50", "H87", "")
	stands(recall.Amounts{trace.Pieces: 50_000_000})
	n.says(n.Get(shop, at), 200, "更正哪一笔", "第3条：下架封存 50件")
	n.says(count("removed", "50", "KGM", "9"), 422, "没有这一笔")
	if a := count("removed", "49", "KGM", "3"); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	stands(recall.Amounts{trace.Mass: 49_000_000})
	count("returned", "49", "KGM", "")
	n.says(count("removed", "40", "KGM", "4"), 422, "比下架封存")
	count("removed", "1", "KGM", "")
	count("removed", "0", "KGM", "6")
	stands(recall.Amounts{trace.Mass: 49_000_000})
	n.Post(shop, at+"/finish_recall_order", url.Values{"reason": {"少1千克"}})
	if a := n.Post(officer, at+"/return_recall_count", url.Values{"reason": {"重新清点"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	stands(nil)
	n.says(n.Get(shop, at), 200, "下架封存：49千克（更正第3条）")
}

// A drill says so on every page, and not in public.
func TestDrillInTheBrowser(t *testing.T) {
	n := open(t)
	n.chain()
	n.says(n.Get(officer, "/food/recalls/new?drill=1"), 200, "这是演练")
	if a := n.Post(officer, "/food/recalls/new", with(form, "drill", "1")); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	r := n.only()
	n.says(n.Get(officer, recallview.Address(r.ID)), 200, "这是演练，不是真的召回", "秒表")
	n.says(n.Get(officer, recallview.Address(r.ID)+"/things"), 200, "这是演练")
	n.says(n.Get(officer, "/food/recalls"), 200, "没有召回")
	n.says(n.Get(officer, "/food/recalls?view=drills"), 200, "演练", r.Number)
	n.says(n.Get(public, "/recalls"), 200, "没有召回公告")
	n.says(n.Get(public, "/recalls/"+r.Number), 404)
	orders, _ := n.store.OrdersFor(context.Background(), specimen.Division, "shop1", 5)
	n.says(n.Get(shop, recallview.OrderAddress(orders[0].ID)), 200, "这是演练", "收到演练通知")
}

// The difference that late events make is shown, and confirming it orders new holders.
func TestDifferenceInTheBrowser(t *testing.T) {
	n := open(t)
	n.chain()
	n.Post(officer, "/food/recalls/new", form)
	r := n.only()
	n.capture(Pack(8, Kilos(BoxTwo, 10), Kilos(Lot, 10)), Receive(9, ShopTwo, Kilos(BoxTwo, 10)))
	a := n.Get(officer, recallview.Address(r.ID))
	n.says(a, 200, "召回范围变了：多了1个，少了0个", "6901234000023/B2")
	_, v := a.Form(t)
	v.Set("reason", "后来又包装了一批")
	if a := n.Post(officer, recallview.Address(r.ID)+"/confirm_scope", v); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	n.says(n.Get(officer, recallview.Address(r.ID)), 200, "西街便利店（示例）")
}

// A household that made what is recalled is a person: the regulator reads its name, the public notice
// tells the village.
func TestNoticeNamesNoPerson(t *testing.T) {
	n := open(t)
	n.chain()
	if a := n.Post(officer, "/food/recalls/new", with(form, "maker", "6901234000054")); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	r := n.only()
	n.says(n.Get(officer, recallview.Address(r.ID)), 200, "钟示例家")
	if a := n.Post(officer, recallview.Address(r.ID)+"/publish_recall", url.Values{"reason": {"请不要食用。"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	a := n.Get(public, "/recalls/"+r.Number)
	n.says(a, 200, "农户，青山村")
	if strings.Contains(a.Body, "钟示例家") || strings.Contains(n.Get(public, "/recalls").Body, "钟示例家") {
		t.Error("the public notice names a person")
	}
}

// A producer recalls what it made, from its own account, and nothing else.
func TestProducerInTheBrowser(t *testing.T) {
	n := open(t)
	n.chain()
	a := n.Post(stranger, "/food/recalls/new", with(form, "look", "1"))
	n.says(a, 409, "只能召回自己生产的食品")
	if strings.Contains(a.Body, "东街超市") {
		t.Error("a stranger learns who buys from whom")
	}
	if a := n.Post(farm, "/food/recalls/new", form); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	if r := n.only(); !r.ByMaker || r.Party != "farm" {
		t.Errorf("%+v", r)
	}
}

// A program that sends a recall or a count again under its key has it done once and reads the same; the
// key with another content is refused.
func TestProgramsSendAgain(t *testing.T) {
	n := open(t)
	n.chain()
	send := func(who access.Actor, path, key, body string) officertest.Answer {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
		return n.Ask(who, r)
	}
	recalled := `{"cause":"lot","title":"青山杨梅","grade":2,"start":{"things":["` + Lot + `"]},"reason":"x"}`
	first, again := send(officer, "/api/food/recalls", "key-00000001", recalled), send(officer, "/api/food/recalls", "key-00000001", recalled)
	if first.Status != 201 || again.Status != 201 || first.Body != again.Body {
		t.Errorf("%d %d\n%s\n%s", first.Status, again.Status, first.Body, again.Body)
	}
	r := n.only()
	if a := send(officer, "/api/food/recalls", "key-00000001", strings.Replace(recalled, "grade\":2", "grade\":1", 1)); a.Status != 400 || n.only().Number != r.Number {
		t.Errorf("another content under the key: %d %s", a.Status, a.Body)
	}
	if a := send(officer, "/api/food/recalls", "short", recalled); a.Status != 400 {
		t.Errorf("a short key: %d", a.Status)
	}
	orders, err := n.store.OrdersOf(context.Background(), specimen.Division, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var at string
	for _, o := range orders {
		if o.Party == "shop1" {
			at = "/api/food/recall-orders/" + o.ID.String()
		}
	}
	if a := send(shop, at+"/stop_sale", "key-stop-sale", `{}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for range 3 {
		if a := send(shop, at+"/count_goods", "key-of-a-count", `{"what":"removed","amount":"20","unit":"KGM"}`); a.Status != 200 || !strings.Contains(a.Body, `"removed":[{"quantity":20,"uom":"KGM"}]`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if a := send(shop, at+"/count_goods", "key-of-another", `{"what":"removed","amount":"20","unit":"KGM"}`); a.Status != 200 || !strings.Contains(a.Body, `"removed":[{"quantity":40,"uom":"KGM"}]`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// Programs open a recall, read it, and ask what is in force without an account.
func TestPrograms(t *testing.T) {
	n := open(t)
	n.chain()
	post := func(who access.Actor, path, body string) officertest.Answer {
		return n.PostBody(who, path, "application/json", strings.NewReader(body))
	}
	open := `{"cause":"lot","title":"青山杨梅","grade":2,"start":{"things":["` + Lot + `"]},"reason":"x"}`
	if a := post(public, "/api/food/recalls", open); a.Status != 400 {
		t.Errorf("a visitor recalled food: %d %s", a.Status, a.Body)
	}
	if a := post(officer, "/api/food/recalls", `{"grad":2}`); a.Status != 400 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := post(officer, "/api/food/recalls", open); a.Status != 201 || !strings.Contains(a.Body, `"things":2`) || !strings.Contains(a.Body, `"held":[{"quantity":50,"uom":"KGM"}]`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := n.Get(public, "/api/food/recalls/of?key="+url.QueryEscape(BoxOne)+"&key="+url.QueryEscape(Other)); a.Status != 200 || strings.Count(a.Body, `"by":"from"`) != 1 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for text, warned := range map[string]int{"6901234000023/B1": 1, "(01)06901234000023(10)B1": 1, "]d2010690123400002310B1": 1, "urn:epc:class:lgtin:69012340.00002.B1": 1, "http://host.example/01/06901234000023/10/B1?17=260618&zslsig=x": 1, "/01/06901234000023/10/B1": 1, "6901234000023/X9": 0,
		"xx": -1, "6901234000023": -1, "(414)6901234000030": -1, "6901234000024/B1": -1, "": -1} {
		a := n.Get(public, "/api/food/recalls/of?key="+url.QueryEscape(text))
		if refused := a.Status == 400; refused != (warned < 0) || !refused && strings.Count(a.Body, `"by"`) != warned {
			t.Errorf("%s: %d %s", text, a.Status, a.Body)
		}
	}
	if a := n.Get(public, "/api/food/recalls/of"); a.Status != 400 {
		t.Error(a.Status)
	}
	r := n.only()
	for path, word := range map[string]string{"/api/food/recalls?open=true": r.Number, "/api/food/recalls/" + r.ID.String(): `"orders"`, "/api/food/recalls/" + r.ID.String() + "/things": BoxOne} {
		if a := n.Get(officer, path); a.Status != 200 || !strings.Contains(a.Body, word) {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
		if a := n.Get(public, path); a.Status != 400 {
			t.Errorf("%s is open to all", path)
		}
	}
	orders, _ := n.store.OrdersFor(context.Background(), specimen.Division, "shop1", 5)
	if a := post(shop, "/api/food/recall-orders/"+orders[0].ID.String()+"/stop_sale", `{}`); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := post(shop, "/api/food/recall-orders/"+orders[0].ID.String()+"/count_goods", `{"what":"removed","amount":"12.5","unit":"KGM"}`); a.Status != 200 || !strings.Contains(a.Body, `"removed":[{"quantity":12.5,"uom":"KGM"}]`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
