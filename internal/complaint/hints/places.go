package hints

import (
	"regexp"
	"strings"
)

const (
	count  = `[0-9０-９A-Za-z一二三四五六七八九十百零〇甲乙丙丁东南西北中#-]`
	figure = `[0-9一二三四五六七八九十百零〇]`
)

// detailed are addresses that name a house, a room, a group of a village or a stall.
var detailed = []*regexp.Regexp{
	// a road or an estate with a number
	regexp.MustCompile(`([\p{Han}A-Za-z0-9]{0,14}?)(路|街道|街|大道|巷子|巷|弄|弄堂|胡同|里|村|新村|社区|小区|花园|花苑|公寓|家园|佳苑|苑|城|府|庄|园|湾|院|坊|大厦|广场|中心|大楼|宿舍|厂区|工业区|工业园|园区|开发区|市场|停车场|码头|物流园|产业园|仓库|基地|桥|乡|镇|屯|寨|坪|墩|头|坞|岙|埠|塘|浜|居|里弄|庭|轩|郡|邸|名邸|豪庭|雅居|半岛|国际|小镇|老街|步行街|商业街|山庄|别墅|经济合作社|自然村)[\p{Han}]{0,3}?((?:[东南西北中]?(?:区|门|段|侧)?[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁-]+(?:期|区|号楼|号院|号房|号门|号摊位|号摊|号铺|号店|号|弄|幢|栋|座|橦|单元|室|组|小组|队|生产队|楼|层|排|摊位|摊|铺位|铺|巷|门牌|支路|支弄|房|米|号线杆))+(?:` + count + `{0,6}(?:幢|栋|座|单元|室|号|楼|层|房|户|摊位|摊|铺|门|-[0-9]+))*(?:[0-9]{3,4})?)`),
	// a stall by its zone
	regexp.MustCompile(`([\p{Han}]{1,8}?)(菜场|市场|夜市|商场|集市|农贸市场|商城|美食城|小商品城|批发城|广场|美食街)([\p{Han}]{0,2}[A-Za-z一二三四五六七八九十0-9东南西北]+区?[0-9A-Za-z一二三四五六七八九十-]*(?:号|排|摊|铺|档|柜|楼)[\p{Han}]?(?:摊位|摊|铺|档口)?)`),
	// a building and a room, with nothing named before it
	regexp.MustCompile(`()([0-9一二三四五六七八九十]+(?:幢|栋|座|号楼|号院))([0-9一二三四五六七八九十A-Za-z]*(?:单元)?[0-9一二三四五六七八九十]*(?:室|号|层|楼|房)?[0-9]{0,4}室?)`),
	regexp.MustCompile(`()([0-9一二三四五六七八九十]+单元)([0-9一二三四五六七八九十]+(?:室|号|层|楼|房)?)`),
	// a group of a village
	regexp.MustCompile(`([\p{Han}]{1,8}?)(村|寨|屯|庄|湾|坞|岙|社区|大队|坪)([\p{Han}]{0,4}?(?:第)?` + figure + `+(?:组|小组|队|社|号))`),
	// houses and places on a road without a number of a house
	regexp.MustCompile(`([\p{Han}]{1,10}?)(路|街|大道|巷|弄)((?:和|与|跟)?[\p{Han}]{1,4}?(?:路|街|大道|巷|弄)(?:交叉口|路口|口|拐角|转角|交界|交汇处))`),
}

// anchored are places told by what stands beside them.
var anchored = regexp.MustCompile(`([\p{Han}A-Za-z0-9]{1,12}?)(检查站|收费站|加油站|车站|汽车站|公交站|地铁站|学校|小学|中学|一中|二中|三中|高中|幼儿园|医院|卫生院|菜场|市场|农贸市场|大桥|桥|桥头|大厦|广场|公园|超市|银行|邮局|派出所大厅|派出所|祠堂|庙|水库|码头|村委会|村委|文化礼堂|礼堂|大会堂|路口|小区|村口|酒店|宾馆|粮站|供销社|凉亭|牌坊|老街|大樟树|樟树|路|街|商场|电影院|体育馆|图书馆|厂|水塔|大坝|水坝|拦河坝|粮库|仓库|工业园|停车场|信用社|镇政府|乡政府|县政府|法院|渡口|教堂|寺|亭|大楼|花园|花苑|家园|佳苑|苑|新村|社区|公寓|影城|大厅|村|工地|桥洞|隧道口|环岛|转盘|红绿灯|步行街|夜市)(?:[东南西北正后前大侧偏]{0,2}门|出口|入口|出入口|路口|门口|大门)?的?(旁边|旁|对面|斜对面|正对面|隔壁|后面|后边|后门|背后|前面|附近|边上|门口|楼下|楼上|东侧|西侧|南侧|北侧|东边|西边|南边|北边|往东|往西|往南|往北|进去|尽头|拐角|转角|口上|靠[东南西北]|[东南西北]头|[东南西北]面|左边|右边|左手|右手|往里|下面|底下|[东南西北正]门|出口处|入口处)`)

// bare are words before a place that name none.
var bare = words(`的 我 我们 我家 你 他 她 它 这 那 这个 那个 这条 那条 哪 一 两 三 几 每 各 某 本 该 别 别的 其他 另 大 小 老 新 旧 上 下 左 右 前 后 里 外 内 旁 对面 隔壁 楼下 楼上 门口 学 校 学校 全 整 同 一个 一家 一条 一所 两个 几个 每个 各个 全县 全镇 全村 我们村 我们小区 自己 县 市 省 镇 乡 村 县里 镇里 村里 市里 城里 城 乡下 县城 城关 农村 当地 本地 外地 公 公共 公立 私立 民办 高速 公路 马路 道路 水 电 在 去 到 从 住 是 有 没有 修 办 开 找 给 把 被 让 叫 和 跟 与 或 对 说 要 不 没 就 都 也 还 停 走 过 经过 路过 沿 靠近 离 归 由 属于 负责 农贸 菜 人民 中心 卫生 妇保 第 半 进 出 回 来 往 停在 放在 开在 摆在 设在 指定 附近 周边 周围 旁边 后面 前面 中 高 高中 初中 小学 幼儿 社会 工地 房屋 房子 家 店 摊 建 拆 租 买 卖 乱 堵 占 挖 封 扫 看 等 用 因 为 因为 因此 所以 但 但是 如果 被堵 建材 批发 综合 汽车 公交 火车 检查 收费 加油 农村 入 排 排到 集中 一起 年 月 日 天 次 人 地 点 时 期 间 区 号`)

// places walks through addresses.
func (s *scan) addresses() {
	windows := s.windows(16, numbered)
	for _, re := range detailed {
		for _, w := range windows {
			s.each(re, w, s.detailed)
		}
	}
	for _, w := range s.windows(16, beside) {
		s.each(anchored, w, s.anchored)
	}
}

// numbered are words that number a house or a stall, and crossings.
func numbered(s *scan, i int) bool {
	r := s.runes[i]
	if strings.ContainsRune("号幢栋座橦单室组小队楼层排摊铺巷弄门院支房米期", r) {
		return i > 0 && strings.ContainsRune("0123456789一二三四五六七八九十百零〇甲乙丙丁ABCDEFGHabcd区", s.runes[i-1])
	}
	return strings.ContainsRune("口角界处汇", r) && i > 1 && strings.ContainsRune("路街道巷弄叉拐转交", s.runes[i-1]) || r >= '0' && r <= '9' && i > 0 && strings.ContainsRune("村市场区楼幢栋路街", s.runes[i-1])
}

var besides = words(`旁 旁边 对面 隔壁 后面 后边 后门 背后 前面 附近 边上 门口 楼下 楼上 东侧 西侧 南侧 北侧 东边 西边 南边 北边 东面 西面 南面 北面 东头 西头 南头 北头 往东 往西 往南 往北 往里 进去 尽头 拐角 转角 口上 左边 右边 左手 右手 下面 底下 东门 西门 南门 北门 正门 出口 入口 靠东 靠西 靠南 靠北`)

// beside are words that place something by its neighbour.
func beside(s *scan, i int) bool { return s.runes[i] == '旁' || besides[s.text(i, i+2)] }

// detailed judges an address with a number.
func (s *scan) detailed(m []int) {
	at := s.at
	name, place, number := s.plain[m[2]:m[3]], s.plain[m[4]:m[5]], s.plain[m[6]:m[7]]
	if strings.ContainsAny(place, "里头中城国") && len([]rune(place)) == 1 && !strings.ContainsAny(number, "弄幢栋室") {
		return // 心里三层, 前头两号
	}
	if quantity(number) {
		return
	}
	start := at[m[3]]
	if name != "" {
		start -= len([]rune(tail(name)))
		if start == at[m[3]] && generic(place) && !strings.ContainsAny(number, "幢栋室弄") && !(strings.ContainsAny(place, "路街巷") && strings.Contains(number, "号")) {
			return
		}
	}
	if after := s.runes[at[m[1]]:]; len(after) > 0 && strings.ContainsRune("人多天年月次个元块件遍文线令", after[0]) {
		return
	}
	s.add(Address, start, at[m[1]])
}

// anchored judges a place told by its neighbour.
func (s *scan) anchored(m []int) {
	at := s.at
	named := tail(s.plain[m[2]:m[3]])
	if before := s.plain[m[2]:m[3]]; named == "" && (strings.HasSuffix(before, "人民") || strings.HasSuffix(before, "中心") || strings.HasSuffix(before, "妇保")) {
		named = "人民"
	}
	if n := len([]rune(named)); n >= 2 {
		s.add(Address, at[m[3]]-n, at[m[1]])
	}
}

// quantity says that a number with its word counts something and numbers no house.
func quantity(number string) bool {
	r := []rune(number)
	if len(r) == 0 {
		return false
	}
	last := r[len(r)-1]
	if !strings.ContainsRune("层楼排队期区米房户社", last) {
		return false
	}
	return !strings.ContainsAny(number, "号幢栋单座室") && (strings.ContainsRune("层排期米区户房社", last) || last == '楼' && strings.ContainsRune("一二三四五六七八九十两几", r[0]) || last == '队' && len(r) < 3)
}

// generic are kinds of places that are also said without a name.
func generic(place string) bool {
	switch place {
	case "村", "小区", "社区", "路", "街", "巷", "市场", "广场", "中心", "学校", "园", "院", "城", "镇", "乡", "桥", "里", "头", "大楼", "宿舍", "公寓":
		return true
	}
	return false
}

// tail is what is left of the words before a place when the sentence before them is cut off.
func tail(name string) string {
	r := []rune(name)
	start := len(r)
	for start > 0 {
		if strings.ContainsRune("的在是到去从住和跟与或被让把给叫找往了着过来有没不也都就我你他她它们这那哪个每各某该家条由归说问对很还要因为但于离靠沿走停开办修建拆租买卖乱堵占挖等用看", r[start-1]) {
			break
		}
		start--
	}
	rest := string(r[start:])
	for cut := true; cut; {
		cut = false
		for n := min(4, len([]rune(rest))); n > 0; n-- {
			head := []rune(rest)[:n]
			if bare[string(head)] && (n > 1 || len([]rune(rest)) == 1) {
				rest, cut = string([]rune(rest)[n:]), true
				break
			}
		}
	}
	return rest
}

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
