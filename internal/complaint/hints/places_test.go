package hints

import (
	"strings"
	"testing"
)

// Places, shops and numbers as people write them, each in three sentences. All are invented.
func TestPlacesInFrames(t *testing.T) {
	frames := []string{"我在%s，找了三次没人理。", "事情发生在%s", "举报%s收钱不给票。"}
	missed, all := 0, 0
	for kind, list := range map[Kind]string{
		Address: `溪口镇上街42号 白塘村第6组 枫林路118弄3号 明珠花园3幢2单元401 丽水新村11-2号 东方大厦1206室 城北农贸市场C12摊位 大桥村15号 建设路与文化路交叉口 西门菜场12号摊 茶山村委会对面 金河小区三期5栋 百货大楼四楼418铺 和平街道中兴巷9号 第二中学隔壁 工业园区创业路6号 龙泉寺旁 石门水库大坝旁边 锦程公寓B座1502 南街口老樟树下面 五里牌加油站后面 王家湾8组27号 长安大道66号附1 望江楼小区东门`,
		Company: `福来超市 顺发汽修厂 老陈家牛肉面 天天鲜水果店 鑫源建材 金海岸KTV 华美口腔医院 东升驾校 张记烧饼铺 瑞丰物业 永盛塑料制品厂 恒达混凝土有限公司 春晓幼儿园 小城故事民宿 好再来饭店 新东方烘焙坊 百姓大药房 万顺二手车行 阳光养老院 和平旅社 四季青服装店 李氏中医诊所 大江渔具店 胖嫂早餐店 优学教育 翠湖茶庄 金手指美发店 诚信典当行 聚源养殖专业合作社 德邦快递站`,
		Phone:   `19900001234|199-0000-1234|0500-8123456|8812-3456|一九九零零零零一二三四|(0500)8123456|400-800-1234|199 00001234`,
		Plate:   `浙A12345|苏B·6D882|沪C 88N12|浙AD06688|皖K·12345挂|粤B9Z8Y7`,
	} {
		for _, what := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == ' ' && (kind == Address || kind == Company) }) {
			for _, frame := range frames {
				text := strings.ReplaceAll(frame, "%s", what)
				all++
				at := len([]rune(frame[:strings.Index(frame, "%s")]))
				hit := false
				for _, h := range Find(text) {
					hit = hit || h.Start < at+len([]rune(what)) && at < h.End
				}
				if !hit {
					missed++
					t.Logf("%s: %s", kind, text)
				}
			}
		}
	}
	t.Logf("%d of %d missed", missed, all)
	if float64(missed) > .05*float64(all) {
		t.Error("more than a twentieth is missed")
	}
}
