package lists_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/registers/publiclist"
	adminlists "banjie/internal/web/admin/lists"
	"banjie/internal/web/lists"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) {
	uitest.Pages(t, lists.GalleryPages())
	uitest.Pages(t, adminlists.GalleryPages())
}

var (
	public = access.Actor{Role: access.Public, Division: specimen.Division}
	admin  = access.Actor{ID: "guan", Name: "管示例", Role: access.Administrator, Division: specimen.Division, Unit: "hall"}
)

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) {
		(&lists.Pages{Site: town.Site, Lists: town.Lists, Acts: town.Store}).Routes()
		(&adminlists.Pages{Site: town.Site, Lists: town.Lists}).Routes()
	})
}

// upload sends a list as the administrator.
func upload(t *testing.T, town *officertest.Town, who access.Actor, kind publiclist.Kind, file string) officertest.Answer {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file", "清单.csv")
	if err == nil {
		_, err = w.Write([]byte(file))
	}
	if err = m.Close(); err != nil {
		t.Fatal(err)
	}
	return town.PostBody(who, "/admin/lists/"+string(kind), m.FormDataContentType(), &b)
}

func says(t *testing.T, a officertest.Answer, words ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(a.Text()), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q (status %d):\n%s", w, a.Status, text)
		}
	}
	for _, p := range uitest.Problems(a.Body) {
		t.Error(p)
	}
}

// A list comes out in two versions by the administrator's hands; everybody searches it, compares
// the two, computes the hash from the export, and sees where the catalogue does not agree.
func TestTwoVersions(t *testing.T) {
	town := open(t)
	says(t, town.Get(public, "/lists"), "四张清单", "还没有公布")
	says(t, town.Get(public, "/lists/powers"), "还没有公布这张清单")
	item := specimen.Item()
	head := "编码,名称,单位,类别,内容,依据\n"
	first := head + item.Code + ",食品经营许可,market,行政许可,开店先办,示例法第1条\nP-2,小作坊登记,market,行政许可,,\nP-3,现场检查,fire,行政检查,,\n"
	if bad := upload(t, town, admin, publiclist.Powers, head+"P-1,x,财神庙,行政许可,,\n"); bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", bad.Status)
	} else {
		says(t, bad, "没有“财神庙”这个单位")
	}
	publish := func(file, reason string) officertest.Answer {
		t.Helper()
		plan := upload(t, town, admin, publiclist.Powers, file)
		says(t, plan, "这是预演，还没有公布。")
		action, form := plan.Form(t)
		form.Set("reason", reason)
		return town.Post(admin, action, form)
	}
	if a := publish(first, " "); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: status %d", a.Status)
	}
	if a := publish(first, "首次公布"); a.Header.Get("Location") != "/lists/powers/versions" {
		t.Fatalf("status %d\n%s", a.Status, a.Text())
	}
	stale := upload(t, town, admin, publiclist.Powers, first+"P-9,晚了一步,market,行政许可,,\n")
	action, form := stale.Form(t)
	form.Set("reason", "示例")
	town.Clock.Advance(24 * time.Hour)
	second := head + item.Code + ",食品经营许可,market,行政许可,开店先办,示例法第1条、第2条\nP-3,现场检查,fire,行政检查,,\nP-4,户外广告,market,行政许可,,\n"
	if a := publish(second, "取消登记"); a.Status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", a.Status, a.Text())
	}
	if a := town.Post(admin, action, form); a.Status != http.StatusConflict {
		t.Errorf("a plan made before: status %d", a.Status)
	}
	says(t, upload(t, town, admin, publiclist.Powers, second), "没有可以公布的内容")
	says(t, town.Get(public, "/lists/powers"), "食品经营许可", "户外广告", "2 ÷ 3")
	says(t, town.Get(public, "/lists/powers?version=1"), "小作坊登记", "现行的是第2版")
	says(t, town.Get(public, "/lists/powers?q=%E5%BA%97+%E9%A3%9F%E5%93%81"), "食品经营许可")
	if a := town.Get(public, "/lists/powers?q=100%25"); strings.Contains(a.Text(), "食品经营许可") {
		t.Error("a sign of the pattern language finds everything")
	}
	says(t, town.Get(public, "/lists/powers/diff?from=1&to=2"), "改动：依据", "小作坊登记", "减少", "增加")
	says(t, town.Get(public, "/lists/powers/versions"), "取消登记", "增加1条，减少1条，改动1条", "行政许可事项")
	says(t, town.Get(public, "/lists/check"), "两边都有", "户外广告")
	for n := 1; n <= 2; n++ {
		raw := town.Get(public, fmt.Sprintf("/lists/powers/versions/%d/list.json", n))
		sum := sha256.Sum256([]byte(raw.Body))
		if !strings.Contains(town.Get(public, "/lists/powers/versions").Body, hex.EncodeToString(sum[:])) {
			t.Errorf("version %d: the page does not show the hash of the export", n)
		}
		if r := town.Get(public, fmt.Sprintf("/lists/powers/versions/%d/receipt.txt", n)); r.Status != http.StatusOK {
			t.Errorf("receipt %d: status %d", n, r.Status)
		}
	}
	if a := town.Get(public, "/lists/powers/versions/2/list.csv"); !strings.HasPrefix(a.Body, "\ufeff编码,") {
		t.Error(a.Body)
	}
	for _, path := range []string{"/lists/wishes", "/lists/powers?version=9", "/lists/powers/diff?from=1&to=9", "/lists/powers/versions/3/list.json", "/lists/powers/versions/0/receipt.txt"} {
		if a := town.Get(public, path); a.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
}

// Only the administrator publishes.
func TestWhoMay(t *testing.T) {
	town := open(t)
	for _, who := range []access.Actor{specimen.Clerk, specimen.Officer, specimen.Head, specimen.Supervisor, officertest.Citizen} {
		if a := town.Get(who, "/admin/lists"); a.Status != http.StatusForbidden {
			t.Errorf("%s: status %d", who.Role, a.Status)
		}
		if a := upload(t, town, who, publiclist.Powers, "编码,名称,单位\n"); a.Status != http.StatusForbidden {
			t.Errorf("%s sends a list: status %d", who.Role, a.Status)
		}
	}
	if stands, err := town.Lists.Stands(context.Background(), specimen.Division, publiclist.Powers); err != nil || len(stands) != 0 {
		t.Error(stands, err)
	}
}
