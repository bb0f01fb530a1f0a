package indicators

import (
	"strings"
	"testing"

	"banjie/internal/web/ui"
)

// TestOwnUnitOnly: the head of a unit sees that unit and no other, in findings and table.
func TestOwnUnitOnly(t *testing.T) {
	v := Night{}.Sample()
	v.Unit = "water"
	var b strings.Builder
	if err := v.View(ui.Page{}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if !strings.Contains(text, "水利局") || strings.Contains(text, "公路中心") || strings.Contains(text, "440") {
		t.Error(text)
	}
}

// TestAnAlarmExplainsItself: numbers, rule and what else it may be stand beside every alarm.
func TestAnAlarmExplainsItself(t *testing.T) {
	var b strings.Builder
	if err := (Night{}.Sample()).View(ui.Page{}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"14 ÷ 40", "p = 2e-05", "也可能是", "判断规则", "先听单位", "正在核查，不比较", "单独从不报警"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page does not say %s", want)
		}
	}
}
