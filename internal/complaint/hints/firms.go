package hints

import (
	"regexp"
	"strings"
)

// Ends of the names of firms and shops. After a strong end any words that are not [trade] make
// a name; a medium end needs two such characters; a weak end, which everybody uses of things
// without a name, needs a character that firms are named by.
var (
	strongEnds = ends(`旅社 有限责任公司 股份有限公司 有限公司 股份公司 集团公司 分公司 总公司 合伙企业 专业合作社 合作社 工作室 经营部 门市部 家庭农场 事务所 商行 食品厂 服装厂 加工厂 机械厂 五金厂 纺织厂 印刷厂 塑料厂 木材厂 家具厂 鞋厂 砖厂 石料厂 水泥厂 制衣厂 茶厂 酒厂 米厂 化工厂 电镀厂 大酒店 大饭店 大药房 大排档 大酒楼 小吃店 早餐店 早点铺 水果店 便利店 理发店 美发店 维修店 修理店 修理厂 专卖店 奶茶店 烧烤店 火锅店 面馆 面店 饭馆 菜馆 餐馆 酒楼 饭庄 美食城 烘焙坊 蛋糕店 服装店 五金店 建材店 文具店 杂货店 小卖部 小卖铺 粮油店 副食店 烟酒店 茶叶店 眼镜店 花店 书店 药店 诊所 门诊部 养殖场 种植园 苗圃 农庄 农家乐 民宿 客栈 会所 俱乐部 健身房 健身中心 网吧 网咖 茶楼 茶馆 茶庄 咖啡馆 咖啡店 酒吧 浴室 浴场 足浴店 美容院 美容店 养生馆 照相馆 影楼 洗车店 汽修厂 汽修店 汽车城 驾校 旅行社 洗衣店 打印店 图文店 驿站 中介所 房产中介 婚介所 培训班 培训中心 培训学校 教育咨询 托管班 艺术学校 舞蹈学校 拳馆 琴行 画室 搬家公司 广告公司 广告店 传媒 物业公司 电器行 电器店 家电城 家具城 手机店 母婴店 宠物店 熟食店 卤味店 包子铺 馒头店 豆腐坊 米粉店 馄饨店 饺子馆 羊肉馆 牛肉面馆 拉面馆 快餐店 快餐 食府 酒庄 酒家 酒坊 饼店 建筑公司 建设集团 集团 置业 实业 药业 木业 茶业 酒业 矿业 渔业 牧业 农业公司 科技公司 劳务公司 租赁公司 典当行 拍卖行 液化气站 补习班 服务部 广告部 刻章店 药房 幼儿园 养老院 敬老院 宾馆 旅馆 酒店 棋牌室 麻将馆 影城 洗浴中心 发廊 汽贸 车业 印务 金店 金行 早教中心 托育园 彩票店 水站 面包店 面包房 土菜馆 海鲜楼 海鲜城 私房菜 粥铺 饼铺 豆浆店 饺子店 羊肉店 鸭血粉丝 家政公司 保洁公司 锁店 裁缝店 窗帘店 布店 鞋店 童装店 玩具店 寿衣店 花圈店 种子店 农资店 农药店 饲料店 饲料厂 屠宰场 冷库 纸箱厂 包装厂 电子厂 玻璃厂 涂料厂 模具厂 轴承厂 竹木厂 蔬菜基地 商社 苗木场 茶场 林场 渔场 车行 电动车行 摩托车行 轮胎店 电脑店 维修部 修车铺 回收站 服务站 代办点 配送站 批发部 经销部 销售部 供应站 工程部 律所 律师事务所 会计师事务所`)
	mediumEnds = ends(`饭店 餐厅 托儿所 公司 厂 店 铺 馆 坊 阁 轩 居 楼 行 记 斋 堂 苑会所 医院 商场 商店 商城 农场 工厂 服饰 鞋业 食品 餐饮 建材 家具 五金 石材 广场店 火锅 烧烤 龙虾 烤鱼 早点 小吃 面包 中学 工程队 施工队 建筑队 车队 鱼庄 山庄 渔家 果园 茶园 猪场 鸡场 羊场 砂场 采石场 矿 学校 健身 广告 早餐 理发 美发 造型 搬家 开锁 数码 通讯 门窗 照明 珠宝 奶茶 茶饮 咖啡 温泉 早教 托育 烘焙 饲料 农资 洗浴 摄影 装饰 装潢 家政 汽修 足浴 物流 商贸 贸易 口腔 地产 房地产 牙科 汉堡 炸鸡 麻辣烫 酸菜鱼 农家菜 凉皮 米线 KTV 物业 停车场 加油站 超市 快递站 学堂 书院 检测站 检测 企业服务 服务 担保 咨询 测绘 设计 监理 代办 财务 代账 记账 评估 鉴定 培训 教育 艺术 文具 眼镜 钢材 塑业 电子 光电 科技 网络 软件 信息 传媒 文化 旅游 制冷 水电 防水 机电 纺织 针织 丝绸 家纺 服装 布艺 皮具 箱包 玩具 粮油 酒水 茶叶 药材 种业 园艺 养殖 水产 海鲜 生鲜 果蔬 水果捞 炒货 糕点 卤味 熟食 托管 托管班 托管中心 私塾 公寓 车检站 检车站 修配厂 轩 阁 苑`)
	medium     = words(strings.Join(mediumEnds, " "))
	strong     = words(strings.Join(strongEnds, " "))

	quoted = regexp.MustCompile(`(?:店|厂|公司|铺|馆|摊|饭庄|农场|合作社|招牌|企业|超市|酒楼|民宿|字号|品牌|园|场|所|社|校|家|叫)(?:名|名字|的名字|店名)?(?:就|也)?(?:叫|叫做|名叫|名为|是|写着|挂的是|为)?[“"「『]([\p{Han}A-Za-z0-9·]{2,14})[”"」』]`)
	called = regexp.MustCompile(`(?:店|厂|公司|铺子|小吃|馆子|摊子|农场|合作社|招牌|企业|超市|酒楼|民宿|字号|养殖场|机构|培训班|店名|厂名)(?:名|名字)?(?:就|也)?(?:叫做|叫|名叫|名为)([\p{Han}A-Za-z0-9·]{2,10})`)
)

func ends(list string) []string { return strings.Fields(list) }

// fortune are the characters that firms are named by.
var fortune = runeSet(`鑫顺达兴隆宏康宁诚信泰恒盛华联金桂绿源美佳福德利丰润泽博雅旺嘉瑞祥永昌百万亿宝通捷腾飞翔龙凤鸿鹏豪富贵荣裕茂益聚汇众创新锐智远景辉煌耀星晨阳光明亮蓝海洋江湖山峰岭松柏梅兰竹菊莲荷溪泉云霞虹春夏秋雪燕鹤虎狮骏马麒麟玉珍珠翠晶钻皇御尊爵帝和顺馨怡欣悦乐享缘恩仁义礼济民惠安平乾坤元鼎盈溢硕果禾谷穗田园野香味鲜甜老渔阿满扬居优碧碟雀燕蜀湘粤川徽稻`)

// trade are words that say what a firm does or which one is meant, and name none.
var trade = words(`制品 用品 渔具 渔业 农具 厨具 灯具 床具 日杂 配件 机电 电瓶 反映 请查 核实 是否 有人 群众 路边 路旁 街边 后来 知道 听说 发现 原来 结果 还有 最后 为什么 明明 其实 现在 当时 已经 必须 只能 可以 不能 不让 强制 要求 同意 负责 承包 安排 介绍 自称 本来 突然 每天 经常 一直 今年 去年 前年 下午 上午 晚上 昨天 今天 家里 村民 居民 业主 客人 顾客 工人 学生 家长 老人 刻章 计量 农机 生活 环境 服务 百货 广告 健身 补习 停车 停车场 公共 收费 免费 违停 电子 数码 通讯 珠宝 黄金 麻辣 社会 私营 机关 单位 食品 五金 针织 建材 装饰 服装 餐饮 小吃 烧烤 烟酒 水果 早餐 火锅 奶茶 快餐 面包 蛋糕 建筑 建设 工程 房地产 地产 开发 物业 管理 服务 商业 商贸 贸易 物流 运输 汽车 汽修 电器 家具 家电 家政 劳务 教育 培训 咨询 科技 信息 网络 传媒 广告 文化 旅游 旅行 环保 检测 评估 测绘 设计 监理 代理 招标 中介 担保 保险 投资 金融 养殖 种植 农业 茶叶 木材 石材 水泥 砂石 采砂 采石 化工 机械 电镀 纺织 印刷 塑料 制衣 鞋 消防 器材 图审 审图 代账 会计 记账 律师 口腔 牙科 中医 西医 人民 妇保 中心 卫生 第一 第二 县 镇 乡 村 市 省 城 区 本地 当地 外地 附近 隔壁 对面 楼下 楼上 门口 路口 旁边 周边 指定 定点 公司 店铺 商家 单位 名叫 做的 一家 两家 几家 三家 那家 这家 别家 哪家 别的 其他 一个 几个 这个 那个 某 某家 我家 我们 自家 他家 的 家 个 间 大 小 老 新 旧 总 分 私 私人 个体 夫妻 连锁 加盟 品牌 正规 黑 好 差 民营 国有 公立 私立 民办 企业 工厂 网上 网约 出租 出租车 客运 货运 公交 公共 搬家 快递 外卖 自来水 供水 水务 燃气 天然气 供电 电力 电信 移动 联通 煤气 供热 环卫 保洁 保安 园林 绿化 市政 公路 城投 交投 建投 国资 粮食 供销 烟草 专卖 医药 零售 批发 综合 农贸 农产品 海鲜 水产 肉类 蔬菜 粮油 副食 熟食 豆制品 手机 电脑 眼镜 母婴 宠物 体育 健身 美容 美发 理发 养生 足浴 洗浴 棋牌 娱乐 开 办 去 找 到 进 在 是 叫 归 由 给 从 和 跟 让 把 被 对 为 等 用 要 没 有 不 就 做 干 租 卖 买 住 换 停 关 查 管 交 收 下 上 里 外 前 后 内 街 路 街上 村里 镇上 县里 县城 小区 学校 医院 社区 单位 老板 自己 亲戚 弟弟 哥哥 朋友 同学 战友 妻子 丈夫 爱人 领导 局长 科长 所有 全部 每家 各家 整个 全县 全镇 同样 同行 普通 加工 生产 制造 销售 经营 维修 修理 改造 施工 安装 拆迁 装修 装潢 收购 回收 废品 二手 租赁 劳动 残疾 福利 敬老 养老 乡村 农村 高中 初中 小学 中学 幼儿 职业 技术 艺术 舞蹈 音乐 美术 书法 英语 补习 特色 民俗 网红 烘焙 甜品 饮品 饮料 冷饮 米粉 面条 包子 馒头 豆腐 饺子 羊肉 牛肉 拉面 卤味 烤鱼 龙虾 早点 夜宵 门诊 药品 药材 大型 小型 中型 微型 外资 合资 集体 外面 校外 校门口 里面 开业 开了 代办 证照 商品 日用 日化 百货 杂货 文具 图文 打印 复印 照相 摄影 婚庆 婚介 殡葬 殡仪 花 书 药 茶 酒 米 菜 肉 鱼 虾 猪 鸡 鸭 羊 牛 果 苗 砖 石 木 竹 纸 布 衣 帽 包 车 船 电 水 气 油 煤 沙 砂 客 空 首 末 同 商 银 发 房 面 宾 旅 饭 餐 网 图书 文化 博物 体育 展览 纪念 美术 公 食 大学 党 国 民 专 库 粮 药 酒 小 作 会 诊 厨 实 事 行 送 进 银 试 实验 阅览 美 剧 影 戏 茶 酱 出 住 高 低 二 三 一 四 五 六 七 八 九 十 几 两 多 层 半 整 顶 底 教学 办公 宿舍 门 违法 银行 外 内 邮 派出 事务 卫生 研究 看守 拘留 收容 办事 管理 人防 配套 商务 支行 分行 建行 农行 工行 中行 工商 储蓄 登记 笔 日 书 游 速 牢 难 切 标 传 摘 死 忘 惦 铭 不 局 所 站 队 处 科 股 办 室 厅 点 员 人 者 货 票 线 款 账 费 钱 证 件 案 事 项 目 程 度 天 年 月 时 次 回 趟 遍`)

// firms walks through names of firms and shops.
func (s *scan) firms() {
	for i := 0; i < len(s.runes); i++ {
		if n := s.firmEnd(i); n > 0 {
			s.firm(i, i+n)
			i += n - 1
		}
	}
	at := s.at
	quotes, names := s.windows(16, is("“\"「『")), s.windows(14, is("叫名"))
	s.called(at, quoted, quotes)
	s.called(at, called, names)
}

// firmEnd gives the length of the end of a firm's name that stands here, 0 for none.
func (s *scan) firmEnd(i int) int {
	for n := min(6, len(s.runes)-i); n > 0; n-- {
		if w := s.text(i, i+n); strong[w] || medium[w] {
			return n
		}
	}
	return 0
}

func (s *scan) called(at []int, re *regexp.Regexp, windows [][2]int) {
	for _, w := range windows {
		s.each(re, w, func(m []int) {
			if w := s.plain[m[2]:m[3]]; re == quoted && !spoken(w) || re == called && proper(w) != "" && !spoken(w) {
				s.add(Company, at[m[2]], at[m[3]])
			}
		})
	}
}

// spoken says that words in quotation marks are a saying and no name.
func spoken(w string) bool {
	return strings.ContainsAny(w, "开办个得像说别快滚骂你我他她您不的了没要就是吗呢吧啊都费爱这那什么怎把再给钱证金款办事") || len([]rune(w)) > 8
}

func (s *scan) firm(start, end int) {
	if end < len(s.runes) && strings.ContainsRune("费员局站部业人价证金", s.runes[end]) && !strong[s.text(start, end)] {
		return // 服务费, 培训费, 餐饮业: a matter, not a firm
	}
	suffix := string(s.runes[start:end])
	from := start
	for from > 0 && start-from < 12 && word(s.runes[from-1]) && !strings.ContainsRune(cuts, s.runes[from-1]) && (s.runes[from-1] != '和' || fortune[s.runes[from]]) {
		from--
	}
	name := proper(string(s.runes[from:start]))
	n := len([]rune(name))
	if n < 2 {
		if n == 1 && strong[suffix] && surname[[]rune(name)[0]] && from == start-1 {
			s.add(Company, from, end)
		}
		return
	}
	lucky := 0
	for _, r := range name {
		if fortune[r] {
			lucky++
		}
	}
	ok := strong[suffix] || lucky > 0 && len([]rune(suffix)) >= 2 || lucky > 1
	ok = ok || len([]rune(suffix)) >= 2 && strings.ContainsAny(suffix[len(suffix)-3:], shops) && n >= 2 && n <= 4 && !ordinary[string([]rune(name)[:2])] && !strings.ContainsAny(name, plainly)
	if one := len([]rune(suffix)) == 1 && strings.Contains("店厂馆铺坊", suffix); one && lucky > 0 && start-from > n && !strings.ContainsAny(name, plainly) {
		ok = true // a lucky name, what it deals in, and 店
	}
	if suffix == "记" {
		ok = n <= 2 && sure[[]rune(name)[0]]
	}
	isShop := strings.ContainsAny(suffix[len(suffix)-3:], shops) && len([]rune(suffix)) > 1
	firm := strings.HasSuffix(suffix, "公司") && len([]rune(suffix)) > 2 || strings.HasSuffix(suffix, "合作社") || strong[suffix] && n >= 3 && n <= 5
	if !ok || len([]rune(suffix)) == 1 && n > 4 || !firm && stop(name, isShop) || firm && n == 2 && stop(name, isShop) && lucky == 0 {
		return
	}
	s.add(Company, start-n-(start-from-len([]rune(name))-trailing(string(s.runes[from:start]), name)), end)
}

// shops are the last characters of what only a place of business is called.
const shops = "店馆楼厂场市园院司坊屋房城行社吧校庄业队站班铺所心"

// plainly are characters of verbs and of counting, of which no shop's name is made.
const plainly = "要开办查收交罚打买卖租住修建拆装送拿带给做换退装拖欠订请问告罚骂吃喝送写关闭停审批验检测登注销接排一二三四五六七八九十两几半多少个次年月日天时元块钱万进出上下里外前后左右不没无非未被把将让使得了着过所之其此彼本另某各每"

// trailing is how many characters stand before the name in what was taken.
func trailing(whole, name string) int {
	i := strings.Index(whole, name)
	return len([]rune(whole[:i]))
}

const cuts = "的在是到去从跟与或被让把给叫找往了着过有没就都你我他她它们这那哪每各某该归由说问对很还因但于靠走停用看只才能会应再又向为等及将以却家"

func word(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
}

// proper takes the words of trade and place off both sides of a name; what is left names something.
func proper(name string) string {
	r := []rune(name)
	for cut := true; cut && len(r) > 0; {
		cut = false
		for n := min(3, len(r)); n > 0 && !cut; n-- {
			if trade[string(r[len(r)-n:])] && (n > 1 || len(r) == 1) {
				r, cut = r[:len(r)-n], true
			}
		}
		for n := min(4, len(r)); n > 0 && !cut; n-- {
			if trade[string(r[:n])] && (n > 1 || len(r) == 1) {
				r, cut = r[n:], true
			}
		}
	}
	return string(r)
}

// stop says that a name is made of ordinary words.
func stop(name string, shop bool) bool {
	r := []rune(name)
	for i := 0; i+2 <= len(r); i++ {
		if ordinary[string(r[i:i+2])] && !(fortune[r[i]] && fortune[r[i+1]]) && !(shop && fortune[r[0]]) {
			return true
		}
	}
	return false
}
