package hints

import (
	"regexp"
	"strings"
)

const compound = `欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|东方|南宫|端木|长孙|宇文|轩辕|鲜于|闻人|澹台|濮阳|淳于|单于|太史|申屠|钟离|赫连|呼延|独孤|万俟|拓跋|完颜|西门|百里|第五|公冶|仲孙|左丘|东郭|南门|梁丘`

const titles = `先生|女士|小姐|同志|师傅|师父|老师|老板娘|老板|掌柜|大爷|大妈|大伯|大叔|大姐|大哥|大嫂|大娘|大婶|大夫|大队|阿姨|阿婆|阿公|阿伯|阿叔|阿妹|叔叔|伯伯|婶婶|奶奶|爷爷|婆婆|嫂子|老太|老头|老汉|伯|叔|婶|嫂|姨|哥|姐|总监|总|局长|副局长|副局|局|科长|副科长|副科|科|处长|处|所长|副所长|副所|所|主任|副主任|主管|队长|副队长|队|中队长|大队长|书记|副书记|支书|镇长|副镇长|乡长|村长|县长|副县长|站长|副站长|股长|校长|副校长|院长|园长|班长|组长|科员|秘书|干事|医生|护士|医师|会计|出纳|经理|厂长|律师|法官|警官|警察|法医|教练|工头|工程师|监理|董事长|董|主席|委员|部长|厅长|行长|社长|馆长|店长|库长|庭长|检察官|巡查|网格员|协警|工|辅警|某某|某人|某|姓|家|氏|老伯|大娘|老弟|老爷子|老太太|老人家|老太婆|大律师|副镇|副主席|副队|副院长|专员|专管员|窗口|中介|房东|半仙|屠夫|瞎子|麻子|胖子|瘸子|瘦子|秃子|木匠|瓦匠|铁匠|裁缝|道士|大头|寡妇|老大|老二|老三|老四|老五|二哥|三哥|二姐|三姐|二婶|三婶|三叔|二叔|大舅|舅舅|舅|姑姑|姑|妈妈|妈|爸爸|爸|老爹`

var (
	dotted     = regexp.MustCompile(`[\p{Han}]{1,7}·[\p{Han}]{1,8}(?:·[\p{Han}]{1,8})?`)
	hidden     = regexp.MustCompile(`((?:` + compound + `|[` + keysOf(surname) + `])(?:某某?|[XxＸ×○〇]{1,2}|\*{1,2}(?:[，。、；：,.（）()]|$)))`)
	selfCalled = regexp.MustCompile(`(?:我叫|我名叫|名字叫|名叫|本人叫|他叫|她叫|的叫|的名叫|真名叫|真名|大名|小名叫|小名|绰号|外号叫|外号|人称|人叫|都叫他|都叫她|姓名[是为：:，]|名字[是为：:]|化名)[：:“"]?([\p{Han}]{2,4})`)
	family     = regexp.MustCompile(`姓(` + compound + `|[` + keysOf(surname) + `])(?:名[\p{Han}]{1,2}|[的，。、；,）)（(\s”"]|$)`)
	double     = words(strings.ReplaceAll(compound, "|", " "))
	isTitle    = words(strings.ReplaceAll(titles, "|", " "))
)

func keysOf(m map[rune]bool) string {
	var b strings.Builder
	for r := range m {
		b.WriteRune(r)
	}
	return b.String()
}

// courteous are titles that only people have.
var courteous = words(`先生 女士 小姐 师傅 老师 老板娘 大爷 大妈 大伯 大叔 大姐 大哥 大嫂 大娘 大夫 阿姨 阿婆 奶奶 爷爷 婆婆 嫂子 老伯 老太 医生 护士 警官 律师 法官 教练 会计`)

// cues are words after which a person's name is likely, without what may stand between.
var cues = words(`举报 投诉 反映 控告 检举 我是 我叫 叫 叫做 名叫 姓名 本人 投诉人 举报人 联系人 证人 同事 邻居 儿子 女儿 妻子 丈夫 父亲 母亲 老公 老婆 哥哥 姐姐 弟弟 妹妹 爷爷 奶奶 外公 外婆 外甥 外甥女 侄子 侄女 孙子 孙女 岳父 岳母 公公 婆婆 女婿 儿媳 儿媳妇 媳妇 表弟 表哥 表姐 表妹 堂弟 堂哥 堂姐 堂妹 姐夫 妹夫 姐妹 嫂子 舅舅 小舅子 大舅子 连襟 叔叔 伯伯 姑姑 阿姨 姑父 姨父 大伯 亲家 爱人 对象 男友 女友 前夫 前妻 亲戚 朋友 同学 战友 老乡 工友 徒弟 师父 法人 法定代表人 负责人 店主 业主 户主 老板 老板娘 经营者 房东 租客 承租人 房主 户名 收款人 开户人 持卡人 车主 司机 驾驶员 会计 出纳 经办人 经办 承办人 介绍人 中间人 中介 担保人 监护人 当事人 申请人 被申请人 受害人 伤者 死者 患者 病人 产妇 学生 学员 会员 家长 班主任 老师 教练 校长 园长 院长 主任 医生 大夫 护士 医师 局长 副局长 科长 副科长 处长 所长 副所长 队长 副队长 中队长 大队长 站长 股长 科员 镇长 副镇长 乡长 村长 村主任 书记 副书记 村支书 支书 村书记 社区书记 主席 委员 民警 辅警 协警 警官 交警 城管 队员 工作人员 窗口 经理 总经理 厂长 工头 包工头 承包人 承包商 工人 师傅 保安 保洁 律师 法官 评委 专家 女士 先生 收条 签名 签字 落款 此致 人 女 男 员 即 找 系 代表 村民 职工 员工 店员 低保户 贫困户 残疾人 老人 老兵 居民 网格员 专管员 检查员 执法员 稽查员 协管员 客户经理 监理 项目经理 合伙人 股东 网名 真名 大名 母 父 妻 夫 子 弟 兄 姐 妹 同伴 发小 闺蜜 孩子 小孩 女孩 男孩 婴儿 双胞胎 考生 新娘 新郎 前任 现任 继任 退休 原 老伴 财务 群主 部下 村医 理事长 代养人 孤儿 农技员 导购 护士长 教导主任 副主任 政委 参谋 教官 导师 幼师 家教 舍友 室友 网友 房客 摊主 菜农 果农 农户 养殖户 种植户 承包户 个体户 车夫 货主 船主 船老大 厂里 店长 收银员 快递员 外卖员 送货员 送奶工 电工 水工 木工 泥工 瓦工 焊工 环卫工 清洁工 护林员 水管员 电管员 防疫员 兽医 药师 麻醉师 主治 病友 家属 死者家属 户籍警 户籍民警 内勤 教务 辅导员 教授 研究生 叫作 姓名为 有个 有位 一个 一位 那个 这个 堂叔 表叔 伯父 叔父 婶婶 舅妈 姨妈 姑妈 姑姑 干儿子 侄媳 孙媳 妯娌 户口 署名 当家 代理人 委托人 受托人 领导 干部 小组长 组长 片长 片警 社工 护工 保姆 志愿者 房管员 库管 仓管 调解员 仲裁员 书记员 窗口人员 姓`)

// mute are surnames that hardly ever begin a name of two characters without more around it.
const mute = "都和那能过后从经时应全向须关单管查通连公相付代解空容越习平明干成包水有路车房国"

const (
	// noGiven never stand in a given name.
	noGiven = "的了在是有没不也就说我他她们这那个和与跟被把让给去会二几很还但而且或及为以所其又只才能可要来到从对向于由因如何什么怎谁吗呢吧啊呀人们您你它此都再更最等已经将着过得地第每各某些种次回遍趟块元年月日号点分钟天里外前后左右打电话手机微信说查收交办证件局科室站队窗口"
	breaks  = " ，。、；：,.;:！？!?“”\"'（）()「」『』【】[]《》<>/|-—…~\n\t\r"
	// before are words after which a new word begins.
	before = "所主医伴友务下上手师工生方妈爸哥弟姐妹妻夫子婆公媳儿中警董委兵干者的是叫找给被让由跟和与对把向在为问请比说了着到及同连帮替跟随代有去归让派像等骂收打了名员人长姓户即令系"
	// following are words that follow a name.
	following = "说称去来找在被向与和是的也都让把给对叫就又还从到电打拿收要投举报告看带有没不跟等做当用因一两三四五六七八九十开住交办签写骂管负已自已将会能可以先后再只才则却曾本为于今昨明前去上下出进回私个及或之等共总同接经手帮替代承办手亲作已推答张过始批卡故仍天整目连态吼拒赶踢摔扣扔吃喝催多每态"
)

// names walks through names of people.
func (s *scan) names() {
	at := s.at
	for _, w := range s.windows(9, is("·")) {
		s.each(dotted, w, func(m []int) {
			start, end := at[m[0]], at[m[1]]
			for start < end && strings.ContainsRune("是叫我人户主员找和", s.runes[start]) {
				start++
			}
			s.add(Name, start, end)
		})
	}
	for i := range s.runes {
		s.withTitle(i)
	}
	windows := s.windows(5, is("某Xx×○〇*姓"))
	for _, re := range []*regexp.Regexp{hidden, family} {
		for _, w := range windows {
			s.each(re, w, func(m []int) { s.add(Name, at[m[2]], at[m[3]]) })
		}
	}
	s.people()
	for i := range s.runes {
		s.twice(i)
	}
	for i, r := range s.runes {
		if r == '小' || r == '老' || r == '阿' || r == '大' {
			s.familiar(i)
		}
	}
	for _, w := range s.windows(8, is("叫名号称")) {
		s.each(selfCalled, w, func(m []int) {
			if w := s.plain[m[2]:m[3]]; !strings.ContainsAny(firstTwo(w), noGiven) && !ordinary[firstTwo(w)] {
				s.add(Name, at[m[2]], at[m[2]]+min(3, len([]rune(w))))
			}
		})
	}
}

// withTitle looks for a surname, at most two characters, and a title that begin here.
func (s *scan) withTitle(i int) {
	size := 1
	if double[s.text(i, i+2)] && i+2 < len(s.runes) {
		size = 2
	} else if !surname[s.runes[i]] {
		return
	}
	for g := 0; g <= 2; g++ {
		if end := i + size + g; end < len(s.runes) {
			if n := titleAt(s, end); n > 0 {
				if s.titled(i, end, end+n) {
					s.add(Name, i, end+n)
				}
				return
			}
		}
	}
}

// titleAt gives the length of the title that begins here, 0 for none.
func titleAt(s *scan, i int) int {
	for n := 4; n > 0; n-- {
		if i+n <= len(s.runes) && isTitle[s.text(i, i+n)] {
			return n
		}
	}
	return 0
}

func firstTwo(w string) string { return string([]rune(w)[:2]) }

// titled judges a surname, perhaps a given name, and a title.
func (s *scan) titled(start, end, stopAt int) bool {
	name, title := s.runes[start:end], string(s.runes[end:stopAt])
	two := len(name) >= 2 && double[string(name[:2])]
	size := 1
	if two {
		size = 2
	}
	open := start == 0 || strings.ContainsRune(breaks+before, s.runes[start-1]) || s.cue(start)
	if ordinary[string(s.runes[start:min(start+2, len(s.runes))])] || ordinary[string(s.runes[start:min(start+3, len(s.runes))])] {
		return false
	}
	if start > 0 && s.runes[start-1] != '的' && ordinary[s.text(start-1, start+1)] && !s.cue(start) {
		return false
	}
	for _, r := range name[size:] {
		if strings.ContainsRune(noGiven, r) || !given[r] {
			return false
		}
	}
	short := len([]rune(title)) == 1
	after := stopAt == len(s.runes) || strings.ContainsRune(breaks+following, s.runes[stopAt])
	switch {
	case title == "姓" || title == "家" || title == "氏" || title == "窗口" || title == "中介":
		return sure[name[0]] && open && after && (title == "氏" || title == "家" && start > 0 && s.runes[start-1] == '老')
	case strings.HasPrefix(title, "某"):
		return true
	case two:
		return true
	case len(name) > size:
		return open && sure[name[0]] && !(short && !after)
	case short:
		return (sure[name[0]] || title != "工" && title != "处" && title != "所" && title != "队" && title != "局" && title != "科" && title != "总" && !doubtful[name[0]]) && open && after || sure[name[0]] && after && strings.ContainsAny(title, "哥姐嫂叔婶总伯")
	case sure[name[0]] || !doubtful[name[0]] && courteous[title]:
		return true
	}
	return open
}

// familiar judges 老王, 小李, 阿强, 大刘.
func (s *scan) familiar(start int) {
	if start+2 > len(s.runes) {
		return
	}
	head, r := s.runes[start], s.runes[start+1]
	two := string(s.runes[start : start+2])
	after := start+2 == len(s.runes) || strings.ContainsRune(breaks+following, s.runes[start+2])
	open := start == 0 || strings.ContainsRune(breaks+before, s.runes[start-1]) || s.cue(start)
	switch {
	case ordinary[two] || start > 0 && ordinary[s.text(start-1, start+1)] && !s.cue(start):
		return
	case head == '阿' && given[r] && (open || after):
		end := start + 2
		if !after && end < len(s.runes) && given[s.runes[end]] {
			end++
		}
		s.add(Name, start, end)
	case head == '大' && sure[r] && open && after, (head == '小' || head == '老') && (sure[r] && (open || after) || surname[r] && open && after):
		s.add(Name, start, start+2)
	case head == '小' && bright[r] && open && after:
		s.add(Name, start, start+2)
	}
}

// twice judges 楚楚 and 小楚楚: a character said twice that somebody is called by.
func (s *scan) twice(i int) {
	if i == 0 || i+3 > len(s.runes) || s.runes[i] != s.runes[i+1] || !bright[s.runes[i]] || ordinary[s.text(i, i+2)] || !strings.ContainsRune(before, s.runes[i-1]) && !s.cue(i) {
		return
	}
	for n := 2; n <= 4; n++ {
		if kin[s.text(i+2, i+2+n)] {
			s.add(Name, i, i+2)
			return
		}
	}
	if s.cue(i) && strings.ContainsRune(breaks+following, s.runes[i+2]) {
		s.add(Name, i, i+2)
	}
}

var kin = words(`的妈妈 的爸爸 的家长 的奶奶 的爷爷 的外婆 的外公 的母亲 的父亲 妈妈 爸爸 奶奶 爷爷 外婆 家长`)

// cue says that a word after which people are named ends here.
func (s *scan) cue(start int) bool {
	end := start
	for end > 0 && strings.ContainsRune("是叫为：:（( “\"即", s.runes[end-1]) {
		end--
	}
	for n := 2; n <= 5 && n <= end; n++ {
		if cues[s.text(end-n, end)] {
			return true
		}
	}
	return end > 0 && end < start && cues[s.text(end-1, end)] || start > 0 && s.runes[start-1] == '叫'
}

// people looks for a surname with a given name.
func (s *scan) people() {
	last := -1 // where the name before ended
	for i := 0; i+1 < len(s.runes); i++ {
		if s.taken[i] {
			last = i + 1
			continue
		}
		size := 1
		if double[s.text(i, i+2)] && i+2 < len(s.runes) {
			size = 2
		} else if !surname[s.runes[i]] {
			continue
		}
		inList := i > 0 && last == i-1 && strings.ContainsRune("、和跟与及，,/ ", s.runes[i-1])
		if n := s.person(i, size, inList); n > 0 && s.add(Name, i, i+n) {
			last = i + n
			i += n - 1
		}
	}
}

// closed says that a name may end before this place.
func (s *scan) closed(i int) bool {
	return i >= len(s.runes) || strings.ContainsRune(breaks+following, s.runes[i]) || titleAt(s, i) > 0
}

// person gives the length of the name that begins here, 0 where there is none.
func (s *scan) person(i, size int, inList bool) int {
	rest := s.runes[i:]
	cue := s.cue(i) || inList
	open := cue || i == 0 || strings.ContainsRune(breaks+before, s.runes[i-1])
	plain := ordinary[string(rest[:2])] || size == 1 && i > 0 && ordinary[s.text(i-1, i+1)] && !s.cue(i)
	likely := open && len(rest) > 2 && bright[rest[1]] && bright[rest[2]] && (cue || sure[rest[0]]) && s.closed(i+3) // 朱红梅, though 朱红 is a colour
	if plain && !likely || len(rest) > 2 && ordinary[string(rest[:3])] {
		return 0
	}
	g1, full := rest[size], len(rest) > size+1 && given[rest[size+1]] && !strings.ContainsRune(breaks, rest[size+1])
	closed := func(n int) bool { return s.closed(i + n) }
	lively := full && sure[rest[0]] && given[g1] && bright[rest[size+1]] && open
	if !han(g1) || strings.ContainsRune(noGiven, g1) && !lively {
		return 0
	}
	if size == 2 { // a double surname is no ordinary word
		if full && closed(4) {
			return 4
		}
		if given[g1] && (closed(3) || open) {
			return 3
		}
		return 0
	}
	two, three := closed(2), full && (sure[rest[0]] || !ordinary[s.text(i+1, i+3)])
	hot, both := three && (bright[g1] || bright[rest[2]]), three && bright[g1] && bright[rest[2]]
	switch first := rest[0]; {
	case doubtful[first]: // a word of every sentence: a name only where all speaks for it
		quiet := strings.ContainsRune(mute, first)
		switch {
		case both && (cue || open && closed(3)), three && (hot || cue) && !quiet && open && closed(3):
			return 3
		case !quiet && bright[g1] && open && two:
			return 2
		}
		return 0
	case three && (cue && (given[g1] || closed(3)) || sure[first] && given[g1] && (open || closed(3)) && (hot || open && closed(3)) || open && closed(3) && both):
		if strings.ContainsRune(following, rest[2]) && !bright[rest[2]] && two {
			return 2
		}
		return 3
	case cue && two && (given[g1] || sure[first]):
		return 2
	case cue && len(rest) > 2 && han(rest[2]) && !strings.ContainsRune(noGiven, rest[2]) && closed(3) && (sure[first] || bright[g1]):
		return 3
	case !sure[first] || !open:
		return 0
	}
	fresh := i == 0 || strings.ContainsRune(breaks, s.runes[i-1]) // a clause begins
	if bright[g1] && (two || fresh || !given[rest[2]]) || given[g1] && two && !(fresh && i > 0) {
		return 2
	}
	return 0
}

func han(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }
