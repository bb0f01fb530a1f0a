package hints

import (
	"fmt"
	"strings"
	"testing"
)

// Common ways names are made, all put together by hand; whoever bears one is not meant.
const madeUp = `张建国 王秀兰 李志强 刘桂花 陈晓东 杨海燕 赵文斌 黄丽萍 周永福 吴小琴 徐国庆 孙雅芳 马德胜 朱红梅 胡振华 郭子涵 何家辉 高玉珍 林思远 罗一鸣 郑雨桐 梁伟民 谢春生 宋佳怡 唐文杰 许美玲 韩冬梅 冯大海 邓小军 曹金凤 彭浩然 曾庆祥 肖立新 田凤英 董明月 袁向阳 潘巧云 蒋兴旺 蔡文静 余秋菊 杜长青 叶素芬 程学东 魏来福 苏婉清 吕方园 丁有财 任永强 沈月娥 姚启明 卢金水 傅爱珍 钟水根 姜玉兰 崔广才 谭雪莲 廖宗林 范小红 汪洋 陆阿大 金美娟 石土根 戴云龙 贾春燕 夏荷花 韦志明 方阿根 邹本善 熊家宝 孟庆云 秦岭南 白玉珍 江晓鸥 阎宝山 薛贵平 尹丽君 段成功 雷秋生 侯桂荣 龙小飞 史玉柱 陶春香 黎卫东 贺新民 顾阿妹 毛根土 郝运来 龚建平 邵逸群 万小刚 钱多多 严守信 赖水仙 洪文海 武大勇 莫小贝 孔令军 张伟 王芳 李娜 刘洋 陈静 杨勇 赵磊 周敏 吴强 徐艳 孙杰 朱婷 郭峰 罗丹 郑凯 宋阳 唐莉 韩雪 曹颖 彭飞 蔡琴 程亮 沈腾 姚晨 卢俊 崔健 范冰 汪涵 陆川 戴军 贾玲 邹凯 龚琳 邵兵 欧阳春 司马文 诸葛小明 上官婉 皇甫军`

// Ways names stand in complaints.
var frames = []string{
	"我叫%s，今年六十二岁。", "经办人%s一直说再等等。", "%s的材料交了两个月。", "找到%s，他说不归他管。", "我和邻居%s一起去的。", "窗口的%s态度很差。",
	"是%s收的钱，没有票。", "会计%s、出纳%s都知道。", "这事可以问%s。", "%s说明天再来。", "电话打给%s没人接。", "（联系人：%s）", "被%s骂了一顿。", "他儿子%s在局里上班。",
	"举报%s乱收费。", "给%s送了两条烟。", "所长叫%s，矮个子。", "转到%s个人账上。", "村民%s家的房子。", "%s老师当众骂孩子。", "姓名%s", "和%s签的合同。", "科长%s不批。", "由%s签字。", "老板是%s。",
}

// Names are found wherever they stand.
func TestNamesInFrames(t *testing.T) {
	found, all := 0, 0
	var missed []string
	for _, name := range strings.Fields(madeUp) {
		for _, frame := range frames {
			text := strings.ReplaceAll(frame, "%s", name)
			all++
			hit := false
			for _, h := range Find(text) {
				hit = hit || h.Kind == Name && strings.ContainsAny(string([]rune(text)[h.Start:h.End]), name)
			}
			if hit {
				found++
			} else {
				missed = append(missed, text)
			}
		}
	}
	rate := float64(found) / float64(all)
	t.Log(fmt.Sprintf("%d of %d (%.1f %%)", found, all, 100*rate), "\n", strings.Join(missed, "\n "))
	if rate < .97 {
		t.Errorf("%.3f", rate)
	}
}
