package label

import (
	_ "embed"

	"banjie/internal/ecert/verifypage"
	"banjie/internal/lang"
)

//go:embed verify.js
var script []byte

// Offline is what the page that checks without a network learns of signed codes on food.
func Offline() verifypage.Kind {
	return verifypage.Kind{Name: lang.T("食品码", "a code on food"), Script: script, Sentences: map[string]lang.Text{
		"food_genuine":       lang.T("码是这里签发的，内容没有改动。下面还有没核对的，请看完。", "The code was issued here and is not altered. Read what was not checked."),
		"food_demo":          lang.T("这是演示系统签发的码，没有任何效力。", "A demonstration system issued this code; it means nothing."),
		"food_forged":        lang.T("假码，或者被改过。不要相信它，请向监管部门反映。", "Forged or altered. Do not trust it; report it to the regulator."),
		"food_unknown":       lang.T("无法判断这个码的真假。", "It cannot be told whether this code is genuine."),
		"food_format_good":   lang.T("码上的签名部分完整。", "The signed part of the code is whole."),
		"food_format_bad":    lang.T("码上的签名部分不完整，或者编码读不出来。请重新扫码，或者联网查。", "The signed part of the code is not whole, or its number cannot be read. Scan again, or look it up online."),
		"food_copy":          lang.T("码是不是贴在原来那一盒上。翻印的码也带着同样的签名；请对照商品名称和日期。", "Whether the code is on the box it was made for. A copy carries the same signature; compare name and days."),
		"food_recall":        lang.T("签发以后有没有召回、投诉。请联网再查。", "Recalls and complaints since it was issued. Look it up online."),
		"food_food":          lang.T("食品本身好不好。", "Whether the food itself is good."),
		"food_field_product": lang.T("商品", "Product"), "food_field_code": lang.T("编码", "Code"), "food_field_made": lang.T("生产、采收", "Made or picked"), "food_field_best": lang.T("最佳食用到", "Best before"),
		"food_field_use": lang.T("保质期到", "Use by"), "food_field_plots": lang.T("地块", "Plots"), "food_field_leaf": lang.T("账本第几条", "Number in the ledger"),
	}}
}
