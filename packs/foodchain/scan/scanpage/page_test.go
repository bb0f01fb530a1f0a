package scanpage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui/uitest"
	"banjie/packs/foodchain/scan"
)

// budget is what the whole page may weigh, in bytes, uncompressed.
const budget = 30_000

var styled = regexp.MustCompile(`(?s)<style>.*?</style>`)

// sound checks what every page must keep: weight, one request, no script, well-formed for readers.
func sound(t *testing.T, a answer) {
	t.Helper()
	if len(a.body) >= budget {
		t.Errorf("the page weighs %d bytes", len(a.body))
	}
	for _, no := range []string{"<script", "<img", "<iframe", "url(", "@import", "<link rel=\"stylesheet\""} {
		if strings.Contains(a.body, no) {
			t.Errorf("the page has %s", no)
		}
	}
	if len(a.header.Values("Set-Cookie")) > 0 {
		t.Error("the page sets a cookie")
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "style-src 'sha256-") || strings.Contains(csp, "script-src") {
		t.Errorf("policy %q", csp)
	}
	for _, p := range uitest.Problems(styled.ReplaceAllString(a.body, "")) {
		t.Error(p)
	}
}

func has(t *testing.T, a answer, texts ...string) {
	t.Helper()
	at := 0
	for _, s := range texts {
		i := strings.Index(a.body[at:], s)
		if i < 0 {
			t.Errorf("the page lacks, or has earlier, %q", s)
			continue
		}
		at += i
	}
}

func hasNot(t *testing.T, a answer, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(a.body, s) {
			t.Errorf("the page says %q", s)
		}
	}
}

// With all sources the page says everything in the order of the design.
func TestPageInOrder(t *testing.T) {
	b := newBed(t, everything)
	b.capture(t, chain()...)
	a := b.get(t, boxPath+"?17=260618")
	if a.status != http.StatusOK {
		t.Fatal(a.status, a.body)
	}
	sound(t, a)
	has(t, a, "没有发现问题", "查验时间", "第一次有人扫", "清溪杨梅（礼盒）", "单件号", "B1", "还有", "6天", "体检合格证", "承诺达标合格证", "签名核对无误", "毒死蜱", "0.02 mg/kg", "未检出",
		"来路", "2块地", "加工、分装", "东坞分拣包装站", "清溪冷库二号", "惠民小店", "冷链", "6.4", "哪块地", "东坞七号梅园，东坞村", "12.5亩", "优先保护类", "只按土壤定", "谁负责", "0571-00000020", "清溪县市场监督管理局", "反映问题", "查不到的", "1块地的土壤，没有档案", "凭证")
	hasNot(t, a, "可以放心", "安全食品")
	en := b.get(t, boxPath, "Accept-Language", "en")
	sound(t, en)
	has(t, en, "No fault is known", "Qingxi bayberries", "first scan", "Certificates and tests", "2 plots", "Dongwu packing hall", "worst 6.4", "Dongwu orchard 7", "What is not known")
}

// With lineage alone it says what it does not know, and never that all is well.
func TestPageOfLineageAlone(t *testing.T) {
	b := newBed(t, nil)
	b.capture(t, chain()...)
	a := b.get(t, boxPath)
	sound(t, a)
	has(t, a, "说不准：记录不全", "没有合格证", "召回登记没有查到答复", "没有登记名称", "2块地", "加工、分装", "查不到的", "哪天生产", "合格证和检测报告：这里还没有接通", "2块地的土壤，没有档案", "有没有召回", "被扫过几次")
	hasNot(t, a, "没有发现问题")
	for _, path := range []string{"/00/095299990000000019", "/01/09529999000019/10/A1", "/414/9529999000309"} {
		got := b.get(t, path)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
		sound(t, got)
	}
	has(t, b.get(t, "/414/9529999000309"), "这里的货", "/00/095299990000000019")
}

// A published chain is followed to its plots.
func TestPublishedBayberries(t *testing.T) {
	path := testenv.Shared(t, "conformance/epcis/lineage/bayberry.events.json")
	b := newBed(t, nil)
	b.document(t, published(t, path))
	a := b.get(t, "/01/06901234000023/21/BX004")
	sound(t, a)
	has(t, a, "采收", "加工、分装", "哪块地")
	hasNot(t, a, "没有连到地块")
}

// Each verdict, by what leads to it.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*bed)
		want   []string
	}{
		{"recalled", func(b *bed) {
			b.desk.Sources.Recalls = recalls{{Number: "ZH-2026-3", InForce: true, Level: lang.T("二级召回。", "Level two. "), Why: lang.T("农药残留超标", "residues over the limit"), What: lang.T("退回购买的店，退全款。", "Take it back to the shop for your money."), By: lang.T("清溪县市场监督管理局", "Market regulator"), Since: noon.Add(-time.Hour), Phone: "0571-00000030"}}
		}, []string{"已召回，不要食用", "召回通知 ZH-2026-3：农药残留超标", "退回购买的店", "体检合格证"}},
		{"ended recall", func(b *bed) {
			b.desk.Sources.Recalls = recalls{{Number: "ZH-2026-1", Why: lang.T("标签错", "label")}}
		}, []string{"请留意", "召回已经结束"}},
		{"past its day", func(b *bed) { b.desk.Sources.Register = names{calendar.Date(2026, 6, 9)} }, []string{"请留意", "已过保质期3天", "已经过了"}},
		{"runs out", func(b *bed) { b.desk.Sources.Register = names{calendar.Date(2026, 6, 13)} }, []string{"请留意", "还有1天"}},
		{"warm", func(b *bed) {
			b.desk.Sources.Cold = fridge{Known: true, To: 8, Worst: 14.5, Outside: 42 * time.Minute, Gaps: 1, LongGap: 3 * time.Hour}
		}, []string{"请留意", "42分钟超出温度范围", "断了1次", "14.5"}},
		{"revoked", func(b *bed) {
			p := goodPapers()
			p[0].Revoked = true
			b.desk.Sources.Papers = p
		}, []string{"请留意", "承诺达标合格证已经作废", "已作废"}},
		{"failed test", func(b *bed) {
			p := goodPapers()
			p[1].Passed, p[1].Values[0].Passed = false, false
			b.desk.Sources.Papers = p
		}, []string{"请留意", "有不合格的项目", "不合格"}},
		{"failed sample", func(b *bed) {
			b.desk.Sources.Offices = found{tests: []scan.Paper{{Kind: scan.Sampling, Number: "CJ-9", Issuer: lang.T("县检测中心", "county laboratory"), On: calendar.Date(2026, 6, 11), Says: lang.T("多菌灵超标", "多菌灵超标")}}}
		}, []string{"抽检不合格，不要食用", "监督抽检不合格（CJ-9）", "监督抽检报告", "多菌灵超标"}},
		{"failed sample of what it was made of", func(b *bed) {
			b.desk.Sources.Offices = found{tests: []scan.Paper{{Kind: scan.Sampling, Number: "CJ-9", Above: true}}}
		}, []string{"抽检不合格，不要食用", "它的原料或者里面的货监督抽检不合格（CJ-9）", "查的是它的原料"}},
		{"passed sample", func(b *bed) {
			b.desk.Sources.Recalls, b.desk.Sources.Offices = nil, found{tests: []scan.Paper{{Kind: scan.Sampling, Number: "CJ-9", Passed: true}}}
		}, []string{"说不准", "CJ-9", "合格 ✓"}},
		{"sealed", func(b *bed) {
			b.desk.Sources.Offices = found{seals: []scan.Seal{{On: calendar.Date(2026, 6, 11), Why: lang.T("来源不明", "source unclear")}}}
		}, []string{"请留意", "2026-06-11查封", "来源不明"}},
		{"offices do not answer", func(b *bed) { b.desk.Sources.Offices = nil }, []string{"说不准", "抽检和查封的登记没有查到答复"}},
		{"wrong signature", func(b *bed) {
			p := goodPapers()
			p[0].Sealed = scan.Bad
			b.desk.Sources.Papers = p
		}, []string{"请留意", "签名不对，不能采信"}},
		{"copied", func(b *bed) {
			b.desk.Sources.Counts = seen{Known: true, Times: 40, Last: noon.Add(-time.Hour), Town: "330599102", Copy: &scan.Copy{Says: lang.T("这个码一小时内在3个乡镇被扫，可能是翻印的。", "It was scanned in 3 towns within an hour and may be a copy.")}}
		}, []string{"请留意", "可能是翻印的", "以前打开过40次", "西塘镇"}},
		{"no papers", func(b *bed) { b.desk.Sources.Papers = shelves{} }, []string{"说不准", "没有合格证，也没有合格的检测报告"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, func(b *bed) { everything(b); c.change(b) })
			b.capture(t, chain()...)
			a := b.get(t, boxPath)
			sound(t, a)
			has(t, a, c.want[0])
			for _, w := range c.want {
				has(t, a, w)
			}
			hasNot(t, a, "没有发现问题")
		})
	}
}

// What is not there, is wrong or is hostile gets a page that says what to do.
func TestRefusedCodes(t *testing.T) {
	b := newBed(t, everything)
	b.capture(t, chain()...)
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/01/09529999000033/21/X1", 404, "没有任何追溯记录"},
		{"/01/09529999000027/21/B1", 400, "校验"},
		{"/414/9529999000308", 400, "校验"},
		{"/01/0952999900002/21/B1", 400, "01"},
		{"/01/09529999000026/21/%3Cscript%3Ealert(1)%3C/script%3E", 400, ""},
		{"/01/09529999000026/21/" + strings.Repeat("A", 3000), 400, ""},
		{"/01/09529999000026/21/%00", 400, ""},
		{"/scan?code=%3Cimg%20src=x%20onerror=alert(1)%3E", 400, "输入或者粘贴"},
		{"/scan?code=" + strings.Repeat("%E6%B8%85", 900), 400, "输入或者粘贴"},
		{"/scan", 200, "输入或者粘贴"},
		{"/food/about", 200, "扫一次记什么"},
	} {
		a := b.get(t, c.path)
		if a.status != c.status {
			t.Errorf("%.60s: %d, want %d", c.path, a.status, c.status)
		}
		sound(t, a)
		has(t, a, c.want)
		hasNot(t, a, "<img", "<script")
	}
	for typed, want := range map[string]string{
		"https://other.example/shop/gtin/09529999000026/ser/B1?a=1": "/01/09529999000026/21/B1?a=1",
		"other.example/01/09529999000026/21/B1":                     "/01/09529999000026/21/B1",
		"(01)09529999000026(21)B1":                                  "/01/09529999000026/21/B1",
		"9529999000026":                                             "/01/09529999000026",
		"0952 9999 0000 0000 19":                                    "/00/095299990000000019",
		"urn:epc:id:sgtin:9529999.000002.B1":                        "/01/09529999000026/21/B1",
	} {
		a := b.get(t, "/scan?code="+strings.NewReplacer(":", "%3A", "/", "%2F", "?", "%3F", "=", "%3D", " ", "%20").Replace(typed))
		if a.status != http.StatusSeeOther || a.header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", typed, a.status, a.header.Get("Location"), want)
		}
	}
}

// Programs get what a resolver gives; a browser is never sent on.
func TestResolver(t *testing.T) {
	b := newBed(t, everything)
	b.capture(t, chain()...)
	if a := b.get(t, boxPath, "Accept", "*/*"); a.status != http.StatusTemporaryRedirect || a.header.Get("Location") != base+"/food/code/01/09529999000026/21/B1" {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	a := b.get(t, boxPath+"?linkType=linkset", "Accept", "application/linkset+json")
	var doc struct{ Linkset []map[string]any }
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil || len(doc.Linkset) != 2 || doc.Linkset[0]["anchor"] != base+boxPath {
		t.Errorf("%v %s", err, a.body)
	}
	if a := b.get(t, boxPath+"?linkType=gs1:recallStatus"); a.status != http.StatusTemporaryRedirect || !strings.HasSuffix(a.header.Get("Location"), "#recall") {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	page := b.get(t, "/food/code"+boxPath, "Accept", "*/*")
	sound(t, page)
	has(t, page, "没有发现问题")
	if a := b.get(t, "/.well-known/gs1resolver", "Accept", "application/json"); !strings.Contains(a.body, base) {
		t.Errorf("%s", a.body)
	}
	if a := b.get(t, "/gtin/9529999000026", "Accept", "application/json"); a.status != http.StatusTemporaryRedirect {
		t.Errorf("a short name: %d", a.status)
	}
	compressed := "/scan?code=" + strings.NewReplacer(":", "%3A", "/", "%2F").Replace(short(t, "https://other.example"+boxPath))
	if a := b.get(t, compressed); a.header.Get("Location") != boxPath {
		t.Errorf("compressed: %d to %s", a.status, a.header.Get("Location"))
	}
}

// A silo of ten thousand lots keeps the page small, and the page says that it is a part.
func TestTenThousandAncestors(t *testing.T) {
	b := newBed(t, everything)
	var inputs []string
	for n := range 10_000 {
		lot := fmt.Sprintf("%s/10/L%05d", fruit, n)
		inputs = append(inputs, fmt.Sprintf(`{"epcClass":%q,"quantity":1,"uom":"KGM"}`, lot))
		if n < 400 {
			b.capture(t, event("ObjectEvent", "commissioning", "2026-06-10T06:00:00+08:00", fmt.Sprintf(`"action":"ADD","quantityList":[{"epcClass":%q,"quantity":1,"uom":"KGM"}],"readPoint":{"id":"%s/254/P%d"}`, lot, farm, n)))
		}
	}
	b.capture(t, event("TransformationEvent", "creating_class_instance", "2026-06-10T13:00:00+08:00", fmt.Sprintf(`"inputQuantityList":[%s],"outputEPCList":["%s/21/B1"],"readPoint":{"id":"%s"}`, strings.Join(inputs, ","), box, hall)))
	began := time.Now()
	a := b.get(t, boxPath)
	if took := time.Since(began); took > time.Second {
		t.Errorf("the page took %v", took)
	}
	sound(t, a)
	has(t, a, "块地", "查不到的", "全部地块：来源太多", "全部经过：太长")
}

// lotted is a register that knows the lots of a product.
type lotted struct{ names }

func (lotted) LotsOf(_ context.Context, gtin string, most int) ([]scan.LotLine, error) {
	if gtin != "09529999000026" || most < 2 {
		return nil, nil
	}
	return []scan.LotLine{{Key: box + "/10/261128-5E8B", MadeOn: calendar.Date(2026, 6, 11)}, {Key: box + "/10/A%2FB"}}, nil
}

// Whoever types what stands on a label gets its page; a bar code alone is asked for its lot, and a
// lot alone for its bar code, in plain words.
func TestTypedFromALabel(t *testing.T) {
	b := newBed(t, func(b *bed) {
		everything(b)
		b.desk.Sources.Register = lotted{}
	})
	b.capture(t, chain()...)
	for typed, want := range map[string]string{
		"code=9529999000026/261128-5E8B":         "/01/09529999000026/10/261128-5E8B",
		"code=09529999000026/261128-5E8B":        "/01/09529999000026/10/261128-5E8B",
		"code=9529999000026+/+261128-5E8B":       "/01/09529999000026/10/261128-5E8B",
		"code=09529999000026&lot=261128-5E8B":    "/01/09529999000026/10/261128-5E8B",
		"code=%EF%BC%99529999000026%EF%BC%8FA1":  "/01/09529999000026/10/A1",
		"code=9529999000026":                     "/01/09529999000026",
		"code=(01)09529999000026(10)261128-5E8B": "/01/09529999000026/10/261128-5E8B",
	} {
		if a := b.get(t, "/scan?"+typed); a.status != http.StatusSeeOther || a.header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", typed, a.status, a.header.Get("Location"), want)
		}
	}
	a := b.get(t, "/01/09529999000026")
	sound(t, a)
	has(t, a, "看不出是哪一批", "您手里是哪一批", `href="/01/09529999000026/10/261128-5E8B"`, ">A/B<", `name="lot"`)
	hasNot(t, a, "没有任何追溯记录")
	hasNot(t, b.get(t, boxPath), "您手里是哪一批")
	for _, lot := range []string{"261128-5E8B", "A1", "%E6%9D%A8%E6%A2%85"} {
		a := b.get(t, "/scan?code="+lot)
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", lot, a.status)
		}
		sound(t, a)
		has(t, a, "连前面的条码一起输入", "9521000000056/261128-5E8B")
		hasNot(t, a, "EPC", "单元数据串")
	}
}
