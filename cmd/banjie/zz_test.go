package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

func TestZZ(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	c := newCounty(t, 160)
	phone := testenv.Phone
	phone.Scale = 1
	for _, m := range []struct {
		n    string
		v    testenv.View
		lang string
		mode string
	}{{"d-zh", testenv.Desk, "zh", "standard"}, {"p-zh", phone, "zh", "standard"}, {"d-en", testenv.Desk, "en", "standard"}, {"p-el", phone, "zh", "elder"}} {
		for _, line := range strings.Fields(os.Getenv("ZZ")) {
			role, paths, _ := strings.Cut(line, ":")
			v := c.visitor(t, m.v)
			if role != "public" {
				v.become(role)
			}
			v.prefer("lang", m.lang)
			v.prefer("mode", m.mode)
			for _, path := range strings.Split(paths, ",") {
				v.open(strings.Replace(path, "FIRST", c.firstOf(v), 1))
				name := role + strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path)
				v.p.MustScreenshotFullPage(fmt.Sprintf("/tmp/g/%s-%s.png", name, m.n))
			}
			v.p.Close()
		}
	}
}

func (c *county) firstOf(v *visitor) string { return "" }
