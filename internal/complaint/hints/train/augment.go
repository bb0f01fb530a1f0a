package train

import (
	"math/rand/v2"
	"strings"

	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
)

// vary gives a story with other people, firms, places and numbers in it, now and then with a
// sentence more, or written down without any punctuation.
func vary(s labelled.Story, r *rand.Rand) labelled.Story {
	m := inventor{r}
	text := []rune(s.Text)
	var out []rune
	var marks []tagger.Span
	put := func(kind tagger.Kind, words string) {
		start := len(out)
		out = append(out, []rune(words)...)
		if kind != tagger.None {
			marks = append(marks, tagger.Span{Kind: kind, Start: start, End: len(out)})
		}
	}
	if m.often(.25) {
		m.frame(m.of(openings), put)
	}
	for m.often(.3) {
		m.frame(m.of(closings), put)
	}
	at := 0
	for _, k := range s.Marks {
		put(tagger.None, string(text[at:k.Start]))
		put(k.Kind, m.like(k.Kind, string(text[k.Start:k.End])))
		at = k.End
	}
	put(tagger.None, string(text[at:]))
	for m.often(.4) {
		m.frame(m.of(closings), put)
	}
	t := labelled.Story{Text: string(out), Marks: marks}
	switch {
	case m.often(.05):
		t = without(t)
	case m.often(.06):
		t.Text = strings.NewReplacer("，", ",", "。", ".", "：", ":", "“", "\"", "”", "\"").Replace(t.Text)
	}
	return t
}

// like invents something of a kind, written like another.
func (m inventor) like(kind tagger.Kind, words string) string {
	switch kind {
	case tagger.Name:
		return m.name(words)
	case tagger.Firm:
		return m.firm(words)
	case tagger.Address:
		return m.address(words)
	case tagger.Contact:
		return m.handle(words)
	}
	return m.figures(words)
}

// frame puts a sentence of which the marks are to be invented.
func (m inventor) frame(frame string, put func(tagger.Kind, string)) {
	for frame != "" {
		i := strings.IndexByte(frame, '{')
		if i < 0 {
			put(tagger.None, frame)
			return
		}
		put(tagger.None, frame[:i])
		kind, like := frame[i+1], frame[i+3:]
		like = like[:strings.IndexByte(like, '}')]
		frame = frame[i+len(like)+4:]
		switch kind {
		case 'n':
			put(tagger.Name, m.name(like))
		case 'f':
			put(tagger.Firm, m.firm(like))
		case 'a':
			put(tagger.Address, m.address(like))
		case 'c':
			put(tagger.Contact, m.handle(like))
		case 'v':
			put(tagger.Plate, m.figures(like))
		case 'i':
			put(tagger.Number, m.figures(like))
		default:
			put(tagger.Phone, m.figures(like))
		}
	}
}

// without takes the punctuation out.
func without(s labelled.Story) labelled.Story {
	to := make([]int, 0, len(s.Text))
	var out []rune
	inside := func(i int) bool {
		for _, k := range s.Marks {
			if i >= k.Start && i < k.End {
				return true
			}
		}
		return false
	}
	n := 0
	for i, r := range []rune(s.Text) {
		to = append(to, n)
		if strings.ContainsRune("，。、；：！？“”（）", r) && !inside(i) {
			continue
		}
		out = append(out, r)
		n++
	}
	to = append(to, n)
	t := labelled.Story{Text: string(out)}
	for _, k := range s.Marks {
		t.Marks = append(t.Marks, tagger.Span{Kind: k.Kind, Start: to[k.Start], End: to[k.End]})
	}
	return t
}

// openings and closings are sentences that stories begin and end with; what is marked is invented.
var (
	openings = strings.Split(strings.TrimSpace(openingText), "\n")
	closings = strings.Split(strings.TrimSpace(closingText), "\n")
)

const openingText = `
我叫{n:王小明}，
我是{a:x}的{n:王小明}，
本人{n:王小明}，住{a:x}。
本人{n:王小明}，系{f:x}员工，
我在{f:x}上班，
我在{a:x}开了家{f:x}，
我开的店叫{f:x}，
我们厂{f:x}在{a:x}，
我是{f:x}的老板，
我是{f:x}老板{n:王小明}，
我叫{n:老王}，在{a:x}摆摊，
尊敬的领导：我是{a:x}村民{n:王小明}，
我姓{n:王}，
我姓{n:王}，住在{a:x}，
我娘{n:王小明}今年八十，
我老公{n:王小明}是开货车的，车牌{v:浙A·12345}，
我儿子{n:王小明}在{f:x}打工，
{f:x}的工人们托我写这封信，
{n:王小明}和{n:王小明}都可以作证，
我家住{a:x}，
家住{a:x}的{n:王大爷}托我反映，
{n:老王}你们都认识吧，
{a:x}这边的事没人管，
{a:x}，
{f:x}，
前几天我去{f:x}买东西，
上个月在{f:x}吃饭，
我在{f:x}给孩子报了名，
我在{f:x}办了张卡，
我租的是{a:x}的房子，
我们小区在{a:x}，
{f:x}欠我们工资，老板{n:王小明}跑了，
中标的是{f:x}，
听说又是{f:x}包的，
我们村的路是{f:x}修的，包工头{n:王小明}，
{n:张科长}那天也在，
这事要从{n:小李}说起，
喂你好我是{n:王小明}我住{a:x}
我媳妇{n:王小明}在{f:x}做工，
小区物业{f:x}不管事，
我爸{n:王小明}，
邻居{n:王小明}家，
我在{a:x}卖菜，
我把车停在{a:x}，
昨天路过{a:x}，
他们让我去{f:x}做检测，
指定要到{f:x}买，
开{f:x}的{n:老王}是我表哥，
我是送货的{n:王小明}，车{v:浙A·12345}，
我和{n:王小明}、{n:王小明}三个人合伙，
`

const closingText = `
联系人{n:王小明}，电话{p:19900001234}。
我叫{n:王小明}，电话{p:19900001234}。
找我打{p:0500-8812345}，{n:王小明}。
我家在{a:x}。
地址{a:x}。
店在{a:x}。
店名{f:x}。
我店叫{f:x}。
本店{f:x}。
{n:王小明}敬上。
举报人{n:王小明}。
代表{n:王小明}。
村民{n:王小明}、{n:王小明}、{n:王小明}。
落款：{n:王小明}
微信{c:abc_990012}。
微信名{c:阳光雨露}。
邮箱{c:wxm99@example.com}。
QQ{c:990001234}。
那家店叫{f:x}，老板是{n:王小明}。
老板是{n:王小明}。
厂名{f:x}，厂长{n:王小明}。
车是{v:浙A·12345}，司机{n:王师傅}。
证号{i:330999200001010011}。
单号{i:ZF2099004170}。
后来才知道那是{f:x}的。
据说老板是{n:张科长}的亲戚。
都是{n:张科长}一句话。
{n:小李}可以作证。
{n:王小明}说不归他管。
{n:张科长}说等着。
是{n:王小明}收的钱。
钱打给了{n:王小明}。
经手的是{n:王小明}。
窗口的{n:小李}态度最差。
{f:x}和{f:x}都被罚过。
隔壁{f:x}就没事。
对面{f:x}也这样。
供货的是{f:x}。
施工的是{f:x}。
收据盖的是{f:x}的章。
发票开的是{f:x}。
钱进了{f:x}的账。
最后都去了{f:x}。
只有{f:x}能做。
住{a:x}，{n:王小明}。
就在{a:x}。
就在{a:x}，来看一眼就知道。
你们到{a:x}看看。
事情发生在{a:x}。
拖到{a:x}去了。
他天天在{f:x}喝茶。
约我在{f:x}见面。
让我到{a:x}找他。
{n:王小明}（{p:19900001234}）。
找{n:老王}也行，{p:199 0000 1234}。
转到{i:6200000000000004321}，户名{n:王小明}。
外号{n:光头}。
大家叫他{n:老王}。
人称{n:老王}。
我闺女{n:王小明}都气哭了。
叫{n:王小明}过来一趟。
{n:王小明}经手的。
由{n:王小明}保管。
由{n:张科长}把关。
给{n:王小明}打了借条。
给{n:张科长}拎过鸡蛋。
跟{n:王小明}吵过一架。
跟{n:老王}借的。
让{n:王小明}给轰了出来。
被{n:王小明}拦住。
被{n:张科长}退了回来。
问{n:王小明}就知道。
问过{n:老王}，他摇头。
向{n:王小明}打听过。
替{n:王小明}跑的腿。
听{n:王小明}讲的。
请{n:王小明}出面。
{n:王小明}不让进。
{n:王小明}把我推到门外。
{n:王小明}当时在场。
{n:王小明}的章。
{n:王小明}的儿子开的车。
{n:王小明}的名额顶掉了。
{n:王小明}那份早就批了。
{n:王小明}家也一样。
{n:王小明}同志
{n:王小明}、{n:王小明}两人
{n:王小明}和{n:张科长}是一伙的。
{n:王小明}，五十三岁，
{n:王小明}（已退休）
{n:王小明}来信说，
反映{n:王小明}吃拿卡要。
反映{n:张科长}乱来。
控告{n:王小明}。
要求处理{n:王小明}。
查一查{n:王小明}。
追究{n:王小明}的责任。
请{n:王小明}本人道歉。
投诉人{n:王小明}，
经办的叫{n:王小明}。
值班的{n:小李}不理人。
工号上写的是{n:王小明}。
签名是{n:王小明}。
股东有{n:王小明}、{n:王小明}。
法人{n:王小明}。
法定代表人为{n:王小明}。
挂在{n:王小明}名下。
打进{n:王小明}的卡里。
交给{n:王小明}五百块。
分给了{n:王小明}。
卖给{n:王小明}了。
签合同的是{n:王小明}。
我同{n:王小明}签过协议。
{n:王小明}骗了我们。
{n:王小明}收了我三千。
{n:王小明}答应月底退。
{n:王小明}拍桌子。
{n:张科长}板着脸。
{n:张科长}推给{n:张科长}。
{n:张科长}让等通知。
{n:张科长}的小舅子
副手{n:王小明}更凶。
徒弟{n:王小明}也看见了。
妻子{n:王小明}，
丈夫{n:王小明}。
母亲{n:王小明}住院。
我舅舅{n:王小明}，
我徒弟{n:王小明}。
孙女{n:王小明}读三年级。
同学{n:王小明}，
同村{n:王小明}，
工友{n:王小明}，
姓名：{n:王小明}
姓名{n:王小明}，
姓{n:王}的那个，
{f:x}不肯退钱。
{f:x}给他送过礼。
{f:x}的账
{f:x}拖着不付。
{f:x}没有资质。
{f:x}独家。
{f:x}门口
{f:x}停业了。
{f:x}的人
向{f:x}买的。
跟{f:x}签的合同。
由{f:x}承包。
由{f:x}代收。
给{f:x}做。
让{f:x}赚了。
被{f:x}骗了。
进了{f:x}，
经营{f:x}，
经营的{f:x}被封。
负责人是{f:x}的。
名叫{f:x}。
（{f:x}）
我厂{f:x}，
我司{f:x}，
客户{f:x}跑了。
甲方{f:x}。
承包方{f:x}。
在{a:x}被拦下。
在{a:x}租的房。
在{a:x}门口吵起来。
从{a:x}搬走。
{a:x}的路灯
{a:x}的住户
{a:x}有个坑。
{a:x}一带。
{a:x}停水。
拉到{a:x}。
位于{a:x}，
举报{n:王小明}贪钱。
举报{n:张科长}，
举报{f:x}偷税。
举报{f:x}
举报{a:x}有人赌钱。
投诉{f:x}，
投诉{n:王小明}。
反映{f:x}的事。
找到{f:x}，
找到{n:王小明}，她摇头。
找到{n:老王}，
先找{n:张科长}，再找{n:张科长}。
电话里{n:王小明}说，
联系人：{n:王小明}
（联系人{n:王小明}）
去过{f:x}，
出事在{f:x}。
出在{a:x}。
问题出在{f:x}。
我在{f:x}，
我在{a:x}，
邻居{n:王小明}劝过。
全村都知道{n:王小明}。
汇到{n:王小明}的账上。
同{n:王小明}订的协议。
送到{a:x}，
`
