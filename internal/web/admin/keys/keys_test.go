package keys

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

type fakes struct{ asked LookFilter }

func (*fakes) PublicKey() string                            { return Keys{}.Sample().Public }
func (*fakes) Checkpoint(context.Context) (string, error)   { return Keys{}.Sample().Checkpoint, nil }
func (*fakes) Witnesses(context.Context) ([]Witness, error) { return nil, nil }
func (f *fakes) Looks(_ context.Context, q LookFilter, _ string, _ int) ([]Look, string, error) {
	f.asked = q
	return Log{}.Sample().Rows, "", nil
}

func TestHandlers(t *testing.T) {
	h, f := admintest.New(t), &fakes{}
	(&Pages{Site: h.Site, Ledger: f, Looks: f, System: func(context.Context) (System, error) { return System{}.Sample(), nil }}).Routes()
	for path, says := range map[string]string{"/admin/keys": "还没有见证人", "/admin/system": "SQLite", "/admin/keys/ledger.pub": "banjie/sample"} {
		if w := h.Page(t, path); w.Code != http.StatusOK || !strings.Contains(admintest.Text(w), says) {
			t.Errorf("%s: %d %.300s", path, w.Code, admintest.Text(w))
		}
	}
	grows := admintest.New(t) // nothing is swept yet, and nothing is wrong
	(&Pages{Site: grows.Site, Ledger: f, Looks: f, System: func(context.Context) (System, error) {
		return System{Growing: true, Started: grows.Site.Clock.Now(), Now: grows.Site.Clock.Now()}, nil
	}}).Routes()
	if said := admintest.Text(grows.Page(t, "/admin/system")); !strings.Contains(said, "正在生成演示历史") || strings.Contains(said, "到期处理停了") {
		t.Errorf("while history grows: %.300s", said)
	}
	if w := h.Page(t, "/admin/access-log"); w.Code == http.StatusOK {
		t.Error("the administrator reads the access log")
	}
	h.Actor.Role = "auditor"
	if w := h.Page(t, "/admin/access-log?officer=lin&case=1"); w.Code != http.StatusOK || f.asked.Officer != "lin" || f.asked.Division != h.Site.Division {
		t.Errorf("auditor: %d %+v", w.Code, f.asked)
	}
	if w := h.Page(t, "/admin/keys"); w.Code != http.StatusForbidden {
		t.Errorf("the auditor manages keys: %d", w.Code)
	}
}
