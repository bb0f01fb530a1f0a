package law

import (
	"testing"

	"banjie/internal/lang"
)

func TestCite(t *testing.T) {
	for article, want := range map[string]string{
		"5": "《甲法》（2019）第五条", "10": "《甲法》（2019）第十条", "11": "《甲法》（2019）第十一条", "20": "《甲法》（2019）第二十条",
		"42(1)": "《甲法》（2019）第四十二条第一款", "32 last": "《甲法》（2019）第三十二条末款", "105": "《甲法》（2019）第一百零五条",
		"110": "《甲法》（2019）第一百一十条", "203": "《甲法》（2019）第二百零三条", "1000": "《甲法》（2019）第一千条", "1001": "《甲法》（2019）第一千零一条",
		"-": "《甲法》（2019）", "12-15": "《甲法》（2019）第 12-15 条",
	} {
		b := Basis{Law: lang.T("甲法", "Law A"), Version: "2019", Article: article}
		if got := b.Cite(lang.ZH); got != want {
			t.Errorf("%s: %s", article, got)
		}
	}
	if got := (Basis{Law: lang.T("甲法", "Law A"), Version: "2019", Article: "42(1)"}).Cite(lang.EN); got != "Law A (2019) art. 42(1)" {
		t.Error(got)
	}
}
