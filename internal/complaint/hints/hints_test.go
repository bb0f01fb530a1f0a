package hints

import (
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/complaint/labelled"
)

// What is taken for what, one line a form. Persons, firms and numbers are invented.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		text string
		want string
	}{
		{Name, "我叫陈桂兰，住在乡下。", "陈桂兰"},
		{Name, "王建国和李秀英合伙开店。", "王建国 李秀英"},
		{Name, "学员欧阳静、慕容晓都交过。", "欧阳静 慕容晓"},
		{Name, "我叫阿依古丽·买买提，来办证。", "阿依古丽·买买提"},
		{Name, "找到老王，又去问张科长。", "老王 张科长"},
		{Name, "是住建局的王某签的字", "王某"},
		{Phone, "电话１９９ 0000 0202找我", "１９９ 0000 0202"},
		{Phone, "号码是一九九零零零零零八零八。", "一九九零零零零零八零八"},
		{Phone, "打0500-8800123没人接", "0500-8800123"},
		{Plate, "车牌浙H·2K815的货车", "浙H·2K815"},
		{Plate, "新能源浙AD12345", "浙AD12345"},
		{Company, "指定的公司安泰消防器材经营部整改", "安泰消防器材经营部"},
		{Company, "在渔人码头大酒店吃饭", "渔人码头大酒店"},
		{Address, "我在城南菜场B区17号摊卖肉", "城南菜场B区17号摊"},
		{Address, "住云岭乡石门村8组。", "云岭乡石门村8组"},
		{Address, "货车在石桥镇检查站旁被拦", "石桥镇检查站旁"},
		{Number, "转到私人账户6222000000000000123。", "6222000000000000123"},
		{Contact, "微信jw19900000，", "jw19900000"},
		{Contact, "邮件tiaoxi2026@example.com。", "tiaoxi2026@example.com"},
	} {
		var got []string
		for _, h := range Find(c.text) {
			if h.Kind != c.kind {
				t.Errorf("%s: %s for %q", c.text, h.Kind, string([]rune(c.text)[h.Start:h.End]))
			}
			got = append(got, string([]rune(c.text)[h.Start:h.End]))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %q, want %q", c.text, g, c.want)
		}
	}
}

// What names nobody is left alone: amounts, days, hot lines, offices, everyday words.
func TestNobody(t *testing.T) {
	for _, text := range []string{
		"去年十一月申请，材料交了三次，窗口每次都说还缺一样。",
		"打12345和12333都说不归他们管，钱六千八到现在没退。",
		"公安局、水利局、司法局互相推，经理说等主任安排。",
		"小区门口的超市和路边小吃店天天占道，城管不管。",
		"施工许可应当五天办好，程序走了二十天，高考都过了。",
		"罚款12345678元，通知单没有公章。",
	} {
		for _, h := range Find(text) {
			t.Errorf("%s: %s %q", text, h.Kind, string([]rune(text)[h.Start:h.End]))
		}
	}
}

// Every text is gone through without panic, and no two hints cover the same character.
func FuzzFind(f *testing.F) {
	f.Add("我叫欧阳静，电话199 0000 0101，住翠苑小区7幢，车浙A12345，店叫“老街坊”")
	f.Add("姓\xff·王老小阿0·")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, h := range Find(text) {
			if h.Start < end || h.End <= h.Start || h.End > len([]rune(text)) {
				t.Fatalf("%v after %d", h, end)
			}
			end = h.End
		}
	})
}

// 2,000 characters of stories, one behind the other.
func BenchmarkFind(b *testing.B) {
	stories, err := labelled.Read(filepath.Join("..", "testdata", "stories"), "tuning-2.txt")
	if err != nil {
		b.Fatal(err)
	}
	var text []rune
	for _, s := range stories {
		text = append(text, []rune(s.Text)...)
	}
	plain := string(text[:2000])
	for b.Loop() {
		Find(plain)
	}
}
