package deskpages_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/sqldb"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui/uitest"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldpages"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskpages"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/typed"
)

func TestMain(m *testing.M) {
	if err := errors.Join(access.Extend(nil, append(append(recall.Pages, deskpages.Access...), coldpages.Access...)), law.Extend(desk.Law...), law.Extend(cold.Law...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var (
	officer = specimen.Officer
	auditor = access.Actor{ID: "aud", Name: "审计（示例）", Role: access.Auditor, Division: specimen.Division}
	citizen = access.Actor{ID: "c", Name: "某人（示例）", Role: access.Citizen, Division: specimen.Division, Party: "c"}
)

type town struct {
	*officertest.Town
	desk *deskstore.Store
	cold *coldstore.Store
}

func open(t *testing.T) *town {
	n := &town{}
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "town.db")
	ctx := t.Context()
	db, err := sqldb.Open(ctx, dsn) // before a writer holds it
	if err == nil {
		err = errors.Join(db.Migrate(ctx), tracestore.Migrate(ctx, db), db.MigrateFrom(ctx, deskstore.Migrations, "migrations", "foodchain_desk_version"), db.MigrateFrom(ctx, coldstore.Migrations, "migrations", "foodchain_cold_version"), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	n.Town = officertest.NewOn(t, dsn, func(o *officertest.Town) {
		n.desk, n.cold = deskstore.New(o.DB), coldstore.New(o.DB, tracestore.New(o.DB, o.Writer), nil)
		o.Project(n.desk.Project)
		o.Project(n.cold.Project)
		regulator := func() string { return "market" }
		(&deskpages.Pages{Site: o.Site, Store: n.desk, Read: recall.ReadRecalls, Kind: func(k string) lang.Text { return lang.T(k, k) }, Code: typed.KeyOr, Regulator: regulator, Register: known, Businesses: func(context.Context) ([]desk.Business, error) { return known, nil }, Recall: func(ref, title, lot string) string {
			return recallpages.NewAddress(recall.FailedSample, ref, title, lot)
		}, Product: func(context.Context, string) (string, error) { return "青山杨梅", nil }}).Routes()
		(&coldpages.Pages{Site: o.Site, Store: n.cold, Read: recall.ReadRecalls, Code: typed.KeyOr, Regulator: regulator, Place: func(_ *site.Request, key string) string { return key }}).Routes()
	})
	return n
}

// register is the businesses of a town.
type register []desk.Business

var known = register{{ID: "b1", Kind: "farm", Name: "东坡农场（示例）"}, {ID: "b2", Kind: "farm", Name: "西湾农场（示例）"}, {ID: "b3", Kind: "shop", Name: "小店（示例）"}, {ID: "b4", Kind: "shop", Name: "东坡小店（示例）", Town: "东镇"}}

func (x register) Business(_ context.Context, id string) (desk.Business, error) {
	for _, b := range x {
		if b.ID == id {
			return b, nil
		}
	}
	return desk.Business{}, nil
}

func (x register) Find(_ context.Context, text string, _ int) (out []desk.Business, err error) {
	for _, b := range x {
		if strings.HasPrefix(b.Name, text) {
			out = append(out, b)
		}
	}
	return out, nil
}

// Where a sample was taken is typed: a text that means several is asked about, one that means nobody says so,
// and a correction keeps what it names.
func TestWhereASampleWasTaken(t *testing.T) {
	n := open(t)
	f := url.Values{"lot": {"6901234000016/A1"}, "business": {"东坡"}, "number": {"BG-1"}, "lab": {"县检测中心（示例）"}, "day": {"2026-03-01"}, "passed": {"yes"}}
	n.says(n.Post(officer, "/food/desk/samples", f), 422, "有几家都是这个开头", "东坡农场（示例）", "东坡小店（示例），东镇")
	f.Set("business", "没有这家")
	n.says(n.Post(officer, "/food/desk/samples", f), 422, "没有找到登记过的这一家")
	f.Set("business", "东坡小")
	if a := n.Post(officer, "/food/desk/samples", f); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	list, _, err := n.desk.Results(t.Context(), n.Site.Division, false, "", 5)
	if err != nil || len(list) != 1 || list[0].Business != "b4" {
		t.Fatalf("%+v %v", list, err)
	}
	page := "/food/desk/samples/" + list[0].ID
	if a := n.Get(officer, page); !strings.Contains(a.Body, `value="东坡小店（示例）"`) {
		t.Errorf("the form does not name the shop: %.2000s", a.Text())
	}
	f.Set("business", "东坡小店（示例）")
	f.Set("number", "BG-2")
	f.Set("why", "entered_wrongly")
	f.Set("words", "报告编号抄错")
	if a := n.Post(officer, page+"/correct", f); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.1500s", a.Status, a.Text())
	}
	if r, _, err := n.desk.Result(t.Context(), n.Site.Division, list[0].ID); err != nil || r.Business != "b4" || r.Number != "BG-2" {
		t.Errorf("%+v %v", r, err)
	}
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

// A plan is decided, its file handed out, a wrong draw refused; a failed result leads to the recall.
func TestSamplingInTheBrowser(t *testing.T) {
	n := open(t)
	n.says(n.Get(officer, "/food/desk"), 200, "六个环节还没有数字", "抽检计划")
	if front := n.Get(officer, "/food/desk"); !strings.Contains(front.Body, `href="/food/copies"`) {
		t.Error("no way from the desk to the codes that may be copied")
	}
	n.says(n.Get(citizen, "/food/desk"), 403)
	n.says(n.Get(officer, "/food/desk/sampling"), 200, "还没有计划")
	if none := n.Post(officer, "/food/desk/sampling", url.Values{"title": {"三月"}, "take": {"1"}}); none.Status != 422 || !strings.Contains(none.Body, "请至少勾选一类经营者") || strings.Contains(none.Body, "候选家数0") {
		t.Errorf("no kind ticked: %d", none.Status)
	}
	n.says(n.Post(officer, "/food/desk/sampling", url.Values{"title": {"三月"}, "kinds": {"farm"}, "take": {"3"}}), 422, "抽几家要在1和候选家数2之间")
	if a := n.Post(auditor, "/food/desk/sampling", url.Values{"title": {"三月"}, "kinds": {"farm"}, "take": {"1"}}); a.Status == http.StatusSeeOther {
		t.Error("an auditor decided a plan")
	}
	a := n.Post(officer, "/food/desk/sampling", url.Values{"title": {"三月"}, "kinds": {"farm"}, "take": {"1"}})
	if a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	at := a.Header.Get("Location")
	n.says(n.Get(officer, at), 200, "2家里抽1家", "下载抽取方案")
	if f := n.Get(officer, at+"/plan.json"); f.Status != 200 || !strings.Contains(f.Body, "东坡农场（示例）") || strings.Contains(f.Body, "小店") {
		t.Errorf("%d %s", f.Status, f.Body)
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, name := range []string{"file", "names"} {
		w, err := m.CreateFormFile(name, name+".json")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, "{}")
	}
	m.Close()
	if a := n.PostBody(officer, at+"/draw", m.FormDataContentType(), &b); a.Status != 422 {
		t.Errorf("%d %s", a.Status, a.Text())
	}
	n.says(n.Get(officer, "/food/desk/samples"), 200, "没有结果")
	bad := url.Values{"lot": {"6901234000016/A1"}, "business": {"b1"}, "number": {"BG-1"}, "lab": {"县检测中心（示例）"}, "day": {"2026-03-01"}, "passed": {"no"}}
	n.says(n.Post(officer, "/food/desk/samples", bad), 422, "不合格的，请写明哪一项")
	n.says(n.Post(officer, "/food/desk/samples", url.Values{"passed": {"yes"}}), 422, "请填写批次", "请填写检验机构")
	bad.Set("items", "镉")
	a = n.Post(officer, "/food/desk/samples", bad)
	if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/food/recalls/new?") {
		t.Fatalf("%d %s", a.Status, a.Header.Get("Location"))
	}
	n.says(n.Get(officer, "/food/desk/samples?failed=1"), 200, "BG-1", "东坡农场（示例）", "不合格", "召回")
	if f := n.Get(officer, "/food/desk/samples.csv"); f.Status != 200 || !strings.Contains(f.Body, "BG-1") {
		t.Errorf("%d %s", f.Status, f.Body)
	}
	c := desk.Coverage{Day: 20514, Cells: []desk.Cell{{Link: "scans", Num: 8, Den: 14}, {Link: "scans", Town: "青山镇", Num: 4, Den: 6}, {Link: "scans", Town: "小村", Num: 1, Den: 2}}}
	if _, err := n.Site.Engine.Record(context.Background(), officer, desk.Counted, c, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	n.says(n.Get(officer, "/food/desk"), 200, "件件扫码", "57.1%", "青山镇", "小村 件件扫码 – – –", "其余")
	if f := n.Get(officer, "/food/desk/coverage.csv"); strings.Contains(f.Body, "小村") || !strings.Contains(f.Body, "青山镇") {
		t.Error(f.Body)
	}
}

// Goods without a code are sealed and released by an officer of the regulator, with a reason.
func TestSealsInTheBrowser(t *testing.T) {
	n := open(t)
	n.says(n.Get(officer, "/food/cold"), 200, "没有发现")
	n.says(n.Get(officer, "/food/seals"), 200, "没有查封")
	n.says(n.Get(citizen, "/food/seals"), 403)
	f := url.Values{"place": {"6901234000030"}, "reason": {"no_code"}, "amount": {"12.5"}, "words": {"两箱没有码的冻虾"}}
	wrong := url.Values{"place": {"x"}, "reason": {"no_code"}, "amount": {"0"}}
	n.says(n.Post(officer, "/food/seals", wrong), 422, "地点编号读不懂", "请填写数量", "请写明是什么货")
	if a := n.Post(officer, "/food/seals", f); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	list, err := n.cold.Seals(context.Background(), specimen.Division, time.Time{}, 5)
	if err != nil || len(list) != 1 || list[0].Amount != 12_500_000 {
		t.Fatalf("%v %+v", err, list)
	}
	n.says(n.Get(officer, "/food/seals"), 200, "两箱没有码的冻虾", "12.5千克", "没有追溯码")
	at := "/food/seals/" + list[0].ID + "/release"
	n.says(n.Post(officer, at, url.Values{"fate": {"papers_came"}}), 422, "请写明依据")
	if a := n.Post(officer, at, url.Values{"fate": {"papers_came"}, "ground": {"进口单证补齐"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Text())
	}
	n.says(n.Post(officer, at, url.Values{"fate": {"destroyed"}, "ground": {"x"}}), 409, "已经解封")
	n.says(n.Get(officer, "/food/seals"), 200, "票证补齐，解封")
}
