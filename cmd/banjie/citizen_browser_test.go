package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/simtown"
	"banjie/internal/testenv"
)

// paper is the shortest thing that passes for a PDF.
const paper = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// filed is what the applicant holds after sending.
type filed struct {
	at     string // address of the case
	number string
	code   string
}

// papersOf the food licence that the applicant of the tests uploads.
var papersOf = []string{"floor-plan", "equipment-list"}

// file applies for the food licence, one thing a page, and stops at the receipt. Papers
// that are not named are left for later.
func (v *visitor) file(bring ...string) filed {
	t := v.t
	t.Helper()
	page := scan(t)
	person, firm := simtown.County().People[0].Is, simtown.County().People[2].Is
	const base = "/items/food-business-licence/apply"
	if v.at() != base {
		v.open(base)
	}
	v.press("开始填写")
	for range 40 {
		part := strings.TrimPrefix(v.at(), base+"/")
		if part == "check" {
			break
		}
		switch {
		case part == "situation-business":
			v.fill("answer", "restaurant")
		case part == "person":
			v.fill("name", person.Name, "id_kind", "resident", "id_value", person.IDValue)
		case part == "contact":
			v.fill("address", person.Address)
		case part == "form-shop":
			v.fill("form.shop_name", "青禾小吃店", "form.address", "石桥镇 1 号", "form.licence_no", firm.IDValue)
		case part == "form-rooms":
			v.fill("form.total_area", "36.5", "form.kitchen_area", "12", "form.distance", "60")
		case part == "form-people":
			v.fill("form.manager", person.Name, "form.staff", "3", "form.phone", person.Phone, "form.legal_representative", person.Name, "form.format", "catering", "form.scope", "hot")
		case strings.HasPrefix(part, "material-"):
			name := strings.TrimPrefix(part, "material-")
			if !strings.Contains(strings.Join(bring, " "), name) {
				v.leads(func() { v.click(v.element(`main button[name=later]`)) })
				continue
			}
			v.element(`main input[type=file]`).MustSetFiles(page)
			v.press("上传并继续")
			continue
		default:
			t.Fatalf("an unexpected page: %s", v.at())
		}
		v.press("保存并继续")
	}
	v.sees("核对您的回答", person.Name, "青禾小吃店", "36.5")
	v.shot("citizen-check-answers")
	f := filed{code: digits(v.element("main .code, main output, main code").MustText())}
	if len(f.code) != 20 {
		t.Fatalf("the return code is %q", f.code)
	}
	v.fill("code_first", f.code[:5], "code_last", f.code[15:])
	v.press("提交申请")
	f.at = strings.TrimSuffix(v.at(), "/receipt")
	if f.at == v.at() {
		t.Fatalf("after sending at %s:\n%s", v.at(), v.text())
	}
	f.number = strings.Join(strings.Fields(v.element("main .panel .number, main .panel strong").MustText()), "")
	return f
}

// scan is a file to upload.
func scan(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scan.pdf")
	if err := os.WriteFile(path, []byte(paper), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Back from the page after a refused form shows that form again, not the browser's own error.
func TestBackAfterRefusal(t *testing.T) {
	t.Parallel()
	v := newCounty(t, 5).visitor(t, testenv.Phone)
	v.open("/track")
	v.fill("number", "202603020001", "code", "00000000000000000000")
	v.press("查看进度")
	v.sees("编号或者查询码不对")
	v.open("/")
	v.leads(func() { v.p.MustNavigateBack() })
	v.sees("编号或者查询码不对", "查看进度")
	if got := v.element("[name=number]").MustProperty("value").Str(); got != "202603020001" {
		t.Errorf("the number is now %q", got)
	}
}

// A citizen gets from a question in her own words to the day-by-day account of a due
// date in a browser that runs no script.
func TestCitizenWithoutScript(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	phone := testenv.Phone
	phone.NoScript = true
	v := c.visitor(t, phone)
	v.open("/")
	v.shot("citizen-home")
	v.fill("q", "开个小吃店")
	v.press("搜索")
	v.sees("食品经营许可")
	v.shot("citizen-search")
	v.press("食品经营许可")
	v.sees("带什么材料", "要跑几趟")
	v.shot("citizen-guide")
	v.press("先看看我符不符合")
	v.fill("s.business", "restaurant")
	v.press("下一步")
	v.shot("citizen-suitability")
	for range 12 {
		if strings.Contains(v.text(), "逐项说明") {
			break
		}
		v.press("直接看结果")
	}
	v.sees("这里只给参考，不作决定")
	v.open("/items/food-business-licence/apply")
	f := v.file(papersOf...)
	v.sees("申请已收到", "它证明什么")
	v.shot("citizen-receipt")
	v.press("离开")
	v.open("/track")
	v.shot("citizen-track")
	v.fill("number", f.number, "code", f.code)
	v.press("查看进度")
	if v.at() != f.at {
		t.Fatalf("tracking leads to %s, not %s", v.at(), f.at)
	}
	v.sees("您已经等了", "您和工作人员看到的一样")
	v.shot("citizen-progress")
	v.leads(func() { v.click(v.element(`a[href$="/clocks/notice"]`)) })
	v.sees("为什么是这一天", "周末，不计", "逐日列表", "《行政许可法》")
	v.shot("citizen-due")
}
