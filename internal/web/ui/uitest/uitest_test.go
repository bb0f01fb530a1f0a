package uitest_test

import (
	"strings"
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestProblemsAreFound(t *testing.T) {
	for name, body := range map[string]string{
		"style":             `<h1>a</h1><p style="color:red">x</p>`,
		"onclick":           `<h1>a</h1><p onclick="x()">x</p>`,
		"inline script":     `<h1>a</h1><script>x()</script>`,
		"used 2 times":      `<h1 id="a">a</h1><p id="a">x</p>`,
		"has no label":      `<h1>a</h1><input name="x">`,
		"not there":         `<h1>a</h1><label for="x">x</label>`,
		"without a name":    `<h1>a</h1><a href="/"></a>`,
		"elements h1":       `<h2>a</h2>`,
		"jumps":             `<h1>a</h1><h3>b</h3>`,
		"Chinese on":        `<h1>a</h1><p>中文</p>`,
		"Chinese on ":       `<h1>a</h1><p title="中文">x</p>`,
		"leads to":          `<h1>a</h1><a href="//other.example">x</a>`,
		"neither hidden":    `<h1>a</h1><svg></svg>`,
		"without an action": `<h1>a</h1><form method="post"></form>`,
	} {
		got := strings.Join(uitest.Problems(`<html lang="en"><body>`+body+`</body></html>`), "\n")
		if !strings.Contains(got, strings.TrimSpace(name)) {
			t.Errorf("%s: not found in %q", name, got)
		}
	}
	good := `<html lang="en"><body><h1>a</h1><p lang="zh">中文</p><label for="x">x</label><input id="x"></body></html>`
	if got := uitest.Problems(good); len(got) != 0 {
		t.Errorf("a good page: %q", got)
	}
}
