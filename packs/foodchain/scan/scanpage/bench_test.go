package scanpage_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkScanPage answers a whole page at the server, beside a handler that writes as many bytes.
func BenchmarkScanPage(b *testing.B) {
	bd := newBed(b, everything)
	bd.capture(b, chain()...)
	var inputs []string
	for n := range 10_000 {
		inputs = append(inputs, fmt.Sprintf(`{"epcClass":"%s/10/L%05d","quantity":1,"uom":"KGM"}`, fruit, n))
	}
	bd.capture(b, event("TransformationEvent", "creating_class_instance", "2026-06-10T13:00:00+08:00", fmt.Sprintf(`"inputQuantityList":[%s],"outputEPCList":["%s/21/SILO"],"readPoint":{"id":"%s"}`, strings.Join(inputs, ","), box, hall)))
	pages := bd.handler
	whole := []byte(bd.get(b, boxPath).body)
	for _, c := range []struct {
		name, path string
		handler    http.Handler
	}{
		{"bare", "/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(whole) })},
		{"box", boxPath, pages}, {"ten-thousand-ancestors", "/01/09529999000026/21/SILO", pages}, {"refused", "/01/09529999000027/21/B1", pages}, {"linkset", boxPath + "?linkType=linkset", pages},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, c.path, nil)
				r.Header.Set("Accept", "text/html,*/*;q=0.8")
				w := httptest.NewRecorder()
				if c.handler.ServeHTTP(w, r); w.Code >= 500 || w.Body.Len() == 0 {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
