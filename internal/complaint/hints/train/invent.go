package train

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"banjie/internal/complaint/hints/tagger"
)

// inventor makes up people, firms and places that do not exist, in the ways Chinese texts write
// them. The lists are from general knowledge.
type inventor struct{ *rand.Rand }

func (m inventor) of(list []string) string { return list[m.IntN(len(list))] }

func (m inventor) rune(list []rune) string { return string(list[m.IntN(len(list))]) }

func (m inventor) often(p float64) bool { return m.Float64() < p }

// weighted picks a form by its weight.
func (m inventor) weighted(forms ...form) string {
	sum := 0
	for _, f := range forms {
		sum += f.weight
	}
	at := m.IntN(sum)
	for _, f := range forms {
		if at -= f.weight; at < 0 {
			return f.make()
		}
	}
	return ""
}

type form struct {
	weight int
	make   func() string
}

var (
	usualSurnames = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴莫孔向汤")
	allSurnames   = tagger.Surnames()
	twoSurnames   = tagger.DoubleSurnames()
	givenChars    = tagger.GivenCharacters()
	brightChars   = tagger.BrightCharacters()
	luckyChars    = tagger.LuckyCharacters()

	titles    = strings.Fields(`先生 女士 小姐 师傅 师傅 老师 老师 老板 老板 老板娘 大爷 大妈 大伯 大叔 大姐 大哥 大嫂 大娘 婶 叔 伯 嫂 哥 哥 姐 姐 姨 阿姨 阿婆 奶奶 爷爷 局长 副局长 局 科长 科长 副科长 科 处长 处 所长 所长 副所长 所 主任 主任 副主任 队长 队长 队 中队长 大队长 书记 支书 镇长 副镇长 乡长 村长 站长 股长 校长 园长 院长 组长 委员 干事 会计 出纳 经理 总 工 工 医生 大夫 护士 护士长 警官 警官 律师 教练 工头 秘书 站 某 某某 某某 教导 医师 法官 参谋 专员 同志 主席 氏 家 姓男子 校 副校长 副站长 厂长 董 店长 房东 中介 工程师 指导员 所副 副队 副主席 老师傅 家阿婆`)
	nickHeads = []rune("老老老小小小大阿阿阿")
	nicks     = strings.Fields(`光头 胖子 瘦子 大头 麻子 眼镜 黑皮 老虎 三毛 二狗 大牛 铁头 豆腐西施 猴子 狗子 毛头 长脚 矮子 卷毛 老鬼 烟鬼 酒鬼 刀疤 大炮 泥鳅 黄毛 红毛 大嘴 闷葫芦 铁锤 石头 狗剩 栓子 柱子 冬瓜 土豆 小辣椒 辣椒 老妖 阿胖 独眼龙 白头 胡子 大胡子 麻皮 板寸 拐子 瘸子 聋子 哑巴 秃子 老烟枪 假洋鬼子 小诸葛 铁公鸡 笑面虎`)
	crafts    = strings.Fields(`修鞋 卖菜 卖鱼 豆腐 烧饼 馒头 裁缝 剃头 磨刀 收破烂 杀猪 补锅 配钥匙 开锁 修车 卖花 糖画 烤红薯 卖瓜 打铁 箍桶 弹棉花 炒货 卖布 看门 种菜 养蜂 放牛 开船 摆渡 油条 馄饨 面 早饭 爆米花 扫地 送水 送奶 卖炭 养鸭`)
	ethnic    = strings.Fields(`买买提 阿依古丽 古丽 热依汗 艾山 吐逊 艾尼 库尔班 巴特尔 格日勒 其其格 扎西 卓玛 央金 次仁 多吉 旺堆 白玛 尼玛 平措 德吉 阿木 乌云 娜仁 苏和 朝鲁 哈斯 那木 阿布都 热合曼 帕提古丽 迪力 努尔 玛依拉 木沙 伊力 亚森 吾斯曼 依布拉 马哈木 赛里克 阿曼 叶尔 沙力 吉克 阿依 阿果 俄木 日火 木呷 沙玛 岩温 玉香 依波 罕 刀 艾力 祖力 皮亚 塔依 合孜 江布尔 阿里木 买合木提 达瓦 仁青 拉姆 索朗 格桑 梅朵 丹增 洛桑 彼得 伊万 安娜 马尔科 阿列克谢 约翰 玛丽 阮氏 金花 氏兰 朴 明哲 英姬`)

	brandWords = strings.Fields(`小蜗牛 大树 四季 清晨 黄昏 蓝鲸 青松 白鹭 红帆 北斗 南风 东篱 西窗 夜航 归雁 渔火 星空 月牙 云朵 木棉 银杏 梧桐 香樟 桂花 茉莉 向日葵 蒲公英 蜜蜂 蚂蚁 蜻蜓 萤火虫 熊猫 松鼠 袋鼠 海豚 企鹅 孔雀 百灵 喜鹊 布谷 石榴 葡萄藤 苹果树 柠檬 橘子 麦田 稻香 谷仓 磨坊 灶台 铁锅 砂锅 土灶 老街 小巷 码头 江南 塞北 山里人 渔家 农夫 老兵 木匠 铁匠 书生 掌柜 秀才 状元 公子 小姐 皇后 王子 公主 童话 梦想 奇迹 时光 岁月 年轮 初心 知音 有缘 如意 吉祥 平安 满堂 全家 邻家 隔壁 外婆 奶奶 姥姥 爸爸 妈妈 姐妹 兄弟 哥俩 三姐 二哥 胖哥 胖嫂 老爹 阿婆 阿公 阿妹 小妹 大叔 老友 大嘴 辣妹 酸汤 麻辣 滚烫 热辣 鲜 鲜活 甜甜 香香 脆脆 乐乐 笑笑 多多 贝贝 豆豆 丫丫 朵朵 圆圆 彩虹 太阳花 启明 晨曦 曙光 朝阳 极光 火塘 炉边 山水 林间 湖畔 溪边 渡口 桥头 井边 塘边 村口 巷口 窗外 檐下 屋顶 阁楼 一碗 两棵 三千 四个 五谷 六婆 七品 八方 九州 十里 百味 千寻 万家 指间 指尖 发丝 青丝 明眸 美目 笑颜 芳华 风铃 铜锣 鼓楼 钟楼 锦鲤 金鱼 鲤跃 虾米 蟹老板 牛魔 马蹄 羊倌 猪倌 鸭先知 鸡毛 鹅城 云端 芯 芯片 智联 云图 数码 星链 极客 光年 银河 飞鱼 飞脚 快马 闪电 疾风 顺风 千里 速达 捷运 畅途 平步 青云 步步 高升 正道 大道 中正 公道 诚实 良心 放心 贴心 暖心 同心 齐心 恒心 匠心 初见 遇见 看见 听海 望江 临江 半山 半岛 方圆 方寸 不二 不漏 不倒翁 没得说 好再来 常来 又一村 再回首 等你 等一个人 慢慢 快快 早早 天天 日日 天天鲜 年年红 满江红 醉翁 醉仙 食神 食客 味道 滋味 口福 解馋 馋嘴 吃货 饱饱 管饱 够味 够劲 有料 有戏 有范 型格 丽人 佳人 美人 伊人 靓妆 蝶变 蜕变 焕彩 素颜 盛装 锦衣 云裳 霓裳 布衣 棉花 麻花 针线 红线 织女 牛郎 花间 花样 花溪 草堂 竹园 松间 梅园 兰亭 荷塘 菊里`)
	trades     = strings.Fields(`食品 餐饮 小吃 烧烤 火锅 龙虾 烤鱼 面馆 快餐 早餐 水果 蔬菜 水产 海鲜 粮油 副食 茶叶 茶业 酒业 烟酒 名烟名酒 服装 服饰 针织 织带 纺织 鞋业 皮具 箱包 五金 建材 装饰 装潢 家具 木业 木艺 木雕 门窗 铝材 钢材 石材 石料 砂石 水泥 混凝土 砖瓦 涂料 防水 消防器材 电器 电子 光电 照明 灯饰 数码 通讯 手机 电脑 软件 网络 信息 科技 智能科技 传媒 文化 文化传播 广告 图文 印刷 包装 塑料 塑业 化工 机械 模具 轴承 阀门 汽修 汽配 轮胎 汽贸 车行 电动车 物流 货运 运输 速运 快递 搬家 拉货 家政 保洁 物业 劳务 建筑劳务 建筑 建设 市政 园林 绿化 工程 监理 测绘 勘测 设计 图审 评估 检测 康检 环保 环境科技 能源 新能源 燃气 置业 地产 实业 商贸 贸易 进出口 供应链 电商 健身 美容 美发 造型 理发 养生 足浴 推拿 洗浴 摄影 婚庆 旅游 旅行 民宿 客栈 农业 农资 种业 饲料 养殖 畜牧 牧业 渔业 苗木 花卉 园艺 生物科技 药业 医疗器械 口腔 眼科 眼镜 中医 教育 教育咨询 培训 托管 托育 早教 艺术 舞蹈 画室 琴行 书画 体育 拳击 财务 代账 税务咨询 企业服务 知识产权 典当 担保 投资 融资 二手车 拆迁 拍卖 招标代理 咨询 人力资源 保安服务 殡葬服务 宠物 玩具 母婴 文具 珠宝 黄金 工艺品 香业 油纸伞 豆制品 糕点 烘焙 蛋糕 奶茶 咖啡 卤味 炒货 鸭脖 包子 馄饨 饺子 羊肉 牛肉 鱼庄 农庄 山庄 生态园 电梯 制冷 水暖 管业 电缆 线缆 电镀 五金塑料 玻璃 陶瓷 搪瓷 纸业 棉纺`)
	forms      = strings.Fields(`有限公司 有限公司 公司 公司 公司 集团 厂 厂 厂 店 店 店 店 铺 铺子 馆 坊 行 商行 经营部 服务部 门市部 中心 工作室 合作社 专业合作社 家庭农场 农场 场 站 部 超市 便利店 饭店 酒店 宾馆 旅馆 小吃店 餐厅 食府 酒楼 茶楼 会所 俱乐部 学校 培训学校 培训班 幼儿园 托管班 驾校 医院 诊所 药房 大药房 养老院 修理厂 加工厂 农家乐 民宿 客栈 网吧 棋牌室 服务社 代办点 代理公司 事务所 律所 队 车队 施工队 工程队 家 屋 小屋 记 阁 轩 苑 楼 居 堂 斋 吧`)
	foods      = strings.Fields(`面馆 牛肉面 羊肉馆 烧饼 包子铺 馄饨 饺子馆 豆腐坊 炒货 卤味 烤鸭 烧鸡 酱鸭 米粉 米线 粥铺 饭馆 饭店 小吃 早点 酒坊 茶铺 糕点 鱼馆 土菜馆 龙虾 火锅 大排档 小炒 面 米糕 麻糍 煎饼`)

	placeHeads = []rune("石白青红黄金银龙凤虎马牛羊鹿鹤大小上下东西南北前后里外中新老高长平安乐福永泰和丰松竹梅兰桂柏枫樟柳杨桃李杏梨茶禾麦稻云雾霞月星日天水清溪江河湖潭泉井沙泥土岩洞岭山坑塘桥亭庙寺观塔墙横直双三五七八九")
	placeTails = []rune("石溪山桥塘岭坑坞潭泉湾头田坪岗坡坎井亭庙村庄畈洋墩埠渡浦浜江河湖洲沙岩洞峰谷源口尾脚背林竹松梅樟柳杨桃李家门城堂店铺集市墙台岗垅冲坂")
	villages   = strings.Fields(`村 村 村 村 村 自然村 新村 坞 岙 湾 寨 屯 庄 坪 社区`)
	townships  = strings.Fields(`镇 镇 乡 街道`)
	roadWords  = strings.Fields(`人民 解放 建设 中山 文化 和平 新华 胜利 东风 红旗 团结 友谊 环城 环城东 环城西 迎宾 公园 学院 站前 滨江 滨河 沿江 工业 创业 创新 振兴 富民 康庄 幸福 长安 朝阳 向阳 青年 体育 健康 卫生 广场 府前 县前 西门 东门 南门 北门 鼓楼 文昌 文汇 古城 银杏 香樟 梧桐 桃园 杏林 兰亭 柳岸 湖滨 湖滨南 科技 纬三 纬五 经二 经七 环镇 商贸 五一 八一 复兴 光明 前进 南山 北苑 东湖 西湖`)
	roadEnds   = strings.Fields(`路 路 路 路 街 大道 东路 西路 南路 北路 中路 巷 弄 老街 支路`)
	estates    = strings.Fields(`小区 花园 花苑 家园 佳苑 名苑 公寓 公馆 府 华府 名邸 城 新城 湾 郡 里 坊 新村 豪庭 雅苑 苑 御园 小镇 国际 一品 半岛 嘉园 别墅 宿舍 安置房 安置小区`)
	markets    = strings.Fields(`菜场 农贸市场 综合市场 夜市 小商品市场 建材市场 水产市场 批发市场 集市 商城 五金城 美食街 美食城 花鸟市场 水果市场 早市 服装城 二手市场`)
	landmarks  = strings.Fields(`小学 中学 一中 二中 幼儿园 医院 卫生院 汽车站 火车站 公交站 加油站 收费站 检查站 大桥 石桥 桥 水库 大坝 水塔 祠堂 老祠堂 庙 寺 教堂 公园 广场 大樟树 老樟树 银杏树 粮站 供销社 老供销社 茶厂 纸厂 砖厂 棉纺厂 化肥厂 农机站 村委会 文化礼堂 礼堂 电影院 体育馆 图书馆 超市 商场 银行 邮局 派出所 牌坊 凉亭 晒谷场 操场 码头 渡口 水厂 电站 变电站 垃圾站 砖窑 石料厂 冷库 菜场 裁缝铺 修车铺 小卖部 粮库 殡仪馆 停车场`)
	besides    = strings.Fields(`旁 旁边 对面 斜对面 隔壁 后面 后门 前面 门口 边上 附近 楼上 楼下 东侧 西侧 南侧 北侧 东边 西头 东头 南面 北面 转弯处 拐角 拐弯处 往里 尽头 出口对面 东门 西门口 南门 正门口 往东 背后 底下 进去 路口`)
)

func (m inventor) surname() string {
	switch {
	case m.often(.62):
		return m.rune(usualSurnames)
	case m.often(.9):
		return m.rune(allSurnames)
	}
	return m.of(twoSurnames)
}

func (m inventor) given() string {
	one := func() string {
		if m.often(.7) {
			return m.rune(brightChars)
		}
		return m.rune(givenChars)
	}
	switch {
	case m.often(.04):
		c := one()
		return c + c
	case m.often(.27):
		return one()
	case m.often(.1):
		return m.rune([]rune("小阿大长根水土金老")) + one()
	}
	return one() + one()
}

func (m inventor) full() string { return m.surname() + m.given() }

func (m inventor) titled() string {
	s := m.surname()
	if m.often(.06) {
		s += m.given()
	}
	return s + m.of(titles)
}

func (m inventor) nick() string {
	return m.weighted(
		form{50, func() string { return m.rune(nickHeads) + m.rune(usualSurnames) }},
		form{12, func() string { return m.rune(nickHeads) + m.rune(allSurnames) }},
		form{22, func() string { return m.rune([]rune("阿阿小小")) + m.rune(brightChars) }},
		form{6, func() string {
			return "小" + m.surname() + m.of([]string{"老师", "师傅", "护士", "会计", "警官", "医生"})
		}},
		form{8, func() string { return m.of(nicks) }},
		form{5, func() string { return m.of(nicks) + m.of([]string{"哥", "叔", "姐", "老板", "强哥"}) }},
		form{8, func() string { return m.of(crafts) + m.rune([]rune("老阿小")) + m.rune(usualSurnames) }},
		form{4, func() string {
			return m.of(crafts) + m.of([]string{"阿公", "阿婆", "大爷", "大妈", "嫂", "师傅"})
		}},
		form{6, func() string { return m.surname() + m.of(nicks) }},
		form{4, func() string {
			c := m.rune(brightChars)
			return c + c
		}},
		form{4, func() string {
			return m.rune([]rune("老小")) + m.rune(usualSurnames) + m.of([]string{"头", "哥", "姐", "叔", "婶"})
		}},
		form{3, func() string {
			return m.rune(brightChars) + m.of([]string{"姐", "哥", "嫂", "婶", "叔", "妹", "总", "爷"})
		}},
	)
}

func (m inventor) kinsman() string {
	return m.surname() + "家" + m.of(strings.Fields(`老大 老二 老三 老四 媳妇 大媳妇 小女儿 大儿子 长孙 阿婆 姆妈 嫂子 阿弟 小子 婆婆 姑娘 二叔 三兄弟 老太 外甥`))
}

func (m inventor) foreigner() string {
	if m.often(.75) {
		return m.of(ethnic) + m.of([]string{"", "", "江", "提", "古丽"}) + "·" + m.of(ethnic)
	}
	return m.of(ethnic) + m.of(ethnic)
}

// name invents a person in the way another one is written.
func (m inventor) name(like string) string {
	r := []rune(like)
	switch {
	case len(r) == 1:
		if m.often(.12) {
			return m.of(twoSurnames)
		}
		return m.rune(usualSurnames)
	case strings.Contains(like, "·"):
		return m.foreigner()
	case m.often(.12):
		return m.weighted(form{4, m.full}, form{3, m.titled}, form{3, m.nick}, form{1, m.kinsman}, form{1, m.foreigner})
	case strings.Contains(like, "家"):
		return m.kinsman()
	case strings.ContainsRune("老小大阿", r[0]):
		return m.nick()
	case tagger.EndsWithTitle(like):
		return m.titled()
	}
	return m.full()
}

func (m inventor) lucky(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(m.rune(luckyChars))
	}
	return b.String()
}

func (m inventor) brand() string {
	return m.weighted(
		form{40, func() string { return m.lucky(2) }},
		form{8, func() string { return m.lucky(3) }},
		form{30, func() string { return m.of(brandWords) }},
		form{8, func() string { return m.of(brandWords) + m.of(brandWords) }},
		form{6, func() string { return m.of(brandWords) + m.lucky(1) }},
		form{5, func() string {
			return m.rune([]rune("老小大阿")) + m.rune(usualSurnames) + m.of([]string{"家", "记", ""})
		}},
		form{4, func() string { return m.rune(usualSurnames) + m.of([]string{"记", "氏", "家"}) }},
		form{5, func() string { return m.rune(brightChars) + m.rune(brightChars) }},
		form{4, func() string { return m.rune(givenChars) + m.rune(placeTails) }},
		form{3, func() string { return m.full() }},
		form{2, func() string { return string(rune('A'+m.IntN(26))) + m.of([]string{"", "", "."}) + m.of(brandWords) }},
	)
}

func (m inventor) firm(string) string {
	place := ""
	if m.often(.2) {
		place = m.weighted(form{2, m.place}, form{2, func() string { return m.of(roadWords) }}, form{1, func() string {
			return m.of([]string{"澄溪", "澄溪县", "本县", "县", "石桥", "城东", "城西", "城南"})
		}})
	}
	return place + m.weighted(
		form{22, func() string { return m.brand() + m.of(trades) + m.of(forms) }},
		form{26, func() string { return m.brand() + m.of(trades) }},
		form{22, func() string { return m.brand() + m.of(forms) }},
		form{24, m.brand},
		form{6, func() string {
			return m.rune(usualSurnames) + m.of([]string{"记", "氏", "家", "师傅"}) + m.of(foods)
		}},
		form{4, func() string { return "老" + m.rune(usualSurnames) + m.of([]string{"家", "头", ""}) + m.of(foods) }},
	)
}

func (m inventor) place() string {
	switch {
	case m.often(.2):
		return m.rune(usualSurnames) + m.of([]string{"家", "家", "宅", "村", "墙", "店", "坞", "湾"})
	case m.often(.15):
		return m.rune(placeHeads) + m.rune(placeTails) + m.of([]string{"上", "下", "头", "里", "边", "脚"})
	}
	return m.rune(placeHeads) + m.rune(placeTails)
}

var hanNumerals = strings.Fields(`一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十五 十八 二十`)

func (m inventor) count(top int) string {
	if m.often(.2) {
		return m.of(hanNumerals)
	}
	return strconv.Itoa(1 + m.IntN(top))
}

func (m inventor) room() string {
	n := func(top int) string { return strconv.Itoa(1 + m.IntN(top)) }
	return m.weighted(
		form{5, func() string {
			return n(40) + m.of([]string{"幢", "栋", "号楼", "座"}) + n(4) + "单元" + n(30) + "0" + n(4) + m.of([]string{"室", "", ""})
		}},
		form{4, func() string { return m.count(40) + m.of([]string{"幢", "栋", "号楼", "座", "橦"}) }},
		form{4, func() string { return n(40) + m.of([]string{"幢", "栋", "号楼"}) + n(20) + "0" + n(4) }},
		form{4, func() string { return n(40) + "-" + n(4) + "-" + n(20) + "0" + n(4) }},
		form{2, func() string { return m.count(5) + "期" + n(20) + "栋" }},
		form{2, func() string {
			return m.of([]string{"商铺", "门面", "底商", "东门", "南门", "西门", "北门口", "地下车库", "地下室"}) + m.of([]string{"", n(9) + "-" + n(30), n(60) + "号"})
		}},
		form{2, func() string {
			return n(30) + m.of([]string{"栋", "幢"}) + m.count(12) + m.of([]string{"楼", "层"})
		}},
	)
}

func (m inventor) address(string) string {
	n := func(top int) string { return strconv.Itoa(1 + m.IntN(top)) }
	village := func() string { return m.place() + m.of(villages) }
	road := func() string {
		if m.often(.5) {
			return m.of(roadWords) + m.of(roadEnds)
		}
		return m.place() + m.of(roadEnds)
	}
	town := func() string {
		switch {
		case m.often(.25):
			return "石桥镇"
		case m.often(.5):
			return m.place() + m.of(townships)
		}
		return ""
	}
	group := func() string { return m.count(15) + m.of([]string{"组", "组", "队", "小组", "社"}) }
	return m.weighted(
		form{10, func() string { return town() + village() + group() + m.of([]string{"", "", n(90) + "号"}) }},
		form{10, func() string { return town() + village() }},
		form{5, func() string { return town() + village() + n(200) + "号" }},
		form{6, func() string { return town() + village() + m.of(landmarks) + m.of(besides) }},
		form{10, func() string {
			return road() + n(300) + "号" + m.of([]string{"", "", "", m.count(9) + "楼", "附" + n(9), n(20) + "0" + n(9) + "室", "店面", "底楼", "旁边"})
		}},
		form{4, func() string {
			return road() + n(300) + "弄" + n(60) + "号" + m.of([]string{"", n(9) + "0" + n(4) + "室"})
		}},
		form{4, func() string { return road() + n(90) + "-" + n(20) + m.of([]string{"号", ""}) }},
		form{4, func() string {
			return road() + m.of([]string{"和", "与", ""}) + road() + m.of([]string{"交叉口", "路口", "转角", "口", "交界处"})
		}},
		form{6, func() string {
			return m.of([]string{road(), m.place(), "城南", "城北", "老城", "新区"}) + m.of(landmarks) + m.of(besides)
		}},
		form{3, func() string { return m.of(roadWords) + m.of(landmarks) + m.of(besides) }},
		form{3, func() string {
			return m.of(landmarks) + m.of([]string{"出口", "出站口", "北门", "南门", "门口", ""}) + m.of([]string{"左手第二个亭子", "第三家", "往东五十米", "对面弄堂里", "后面那排房子", "进去第二间", "楼上", "老房子"})
		}},
		form{14, func() string { return m.estate() + m.room() }},
		form{3, func() string {
			return m.estate() + m.of([]string{"", "东门", "南门对面", "北区", "二期", "门口", "南边"})
		}},
		form{8, func() string {
			return m.of([]string{"城东", "城西", "东门", "南门", "北门", "中心", m.place(), m.place(), m.of(roadWords)}) + m.of(markets) + m.stall()
		}},
		form{4, func() string {
			return m.of([]string{m.place(), m.of(roadWords), "城北", "经开区", "新区", "高新"}) + m.of([]string{"工业园", "创业园", "产业园", "物流园", "工业区", "科技园", "园区"}) + m.of([]string{m.count(12) + "号楼" + n(9) + "0" + n(9), n(9) + "号", string(rune('A'+m.IntN(6))) + n(9) + "-" + n(40), n(30) + "栋", "纬三路" + n(60) + "号", ""})
		}},
		form{3, func() string {
			return "老" + m.of([]string{"棉纺厂", "化肥厂", "农机厂", "粮站", "酒厂", "供销社", "百货公司", "机械厂"}) + m.of([]string{"宿舍", "家属院", "家属楼", "后面"}) + m.of([]string{m.room(), "", n(9) + "栋"})
		}},
		form{3, func() string {
			return road() + m.of([]string{"中段", "南段", "东段", "东侧", "南侧", "西头", "口"}) + m.of([]string{"", m.of(landmarks) + m.of(besides), "二标段", "店面"})
		}},
		form{2, func() string {
			return m.brand() + m.of([]string{"山庄", "酒店", "大厦", "商务楼", "广场", "度假村", "茶楼", "宾馆"}) + n(9) + "0" + n(9) + m.of([]string{"", "包厢", "房", "室"})
		}},
		form{2, func() string {
			return m.place() + m.of([]string{"茶场", "林场", "水库", "渔场", "农场", "矿", "牧场"}) + m.of([]string{"", m.count(6) + "队", "尾", "坝上"})
		}},
		form{2, func() string {
			return m.place() + m.of([]string{"弄", "巷", "弄堂", "墙门", "台门", "大院", "里"}) + m.of([]string{"口", n(60) + "号", "底", n(30) + "号地下室", "里第三家"})
		}},
	)
}

func (m inventor) estate() string {
	return m.weighted(form{4, m.place}, form{3, func() string { return m.lucky(2) }}, form{2, func() string { return m.of(roadWords) }}, form{3, func() string { return m.of(brandWords) }}) + m.of(estates)
}

func (m inventor) stall() string {
	n := strconv.Itoa(1 + m.IntN(60))
	return m.weighted(
		form{3, func() string {
			return string(rune('A'+m.IntN(6))) + "区" + n + "号" + m.of([]string{"", "摊", "摊位"})
		}},
		form{3, func() string { return n + "号" + m.of([]string{"", "摊", "摊位", "铺", "棚", "柜"}) }},
		form{2, func() string {
			return m.of([]string{"水产区", "豆制品", "干货区", "肉类", "熟食区", "水果区"}) + n + "号"
		}},
		form{2, func() string { return m.count(20) + "排" + n + "号" }},
		form{1, func() string { return string(rune('A'+m.IntN(6))) + n }},
		form{1, func() string { return m.of([]string{"门口", "东头", "西头" + n + "号棚", "里面", "二楼"}) }},
	)
}

// figures changes the digits and letters of a number and keeps its form.
func (m inventor) figures(like string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' && m.often(.7):
			return '0' + rune(m.IntN(10))
		case r >= 'A' && r <= 'Z' && m.often(.5):
			return 'A' + rune(m.IntN(26))
		case r >= 'a' && r <= 'z' && m.often(.5):
			return 'a' + rune(m.IntN(26))
		case strings.ContainsRune("一二三四五六七八九零", r) && m.often(.7):
			return []rune("一二三四五六七八九零")[m.IntN(10)]
		}
		return r
	}, like)
}

// handle invents what somebody is called by on a messenger.
func (m inventor) handle(like string) string {
	for _, r := range like {
		if r < 0x80 {
			return m.figures(like)
		}
	}
	return m.of(brandWords) + m.of([]string{"", m.of(brandWords), "99", "0" + strconv.Itoa(m.IntN(90)), m.rune(brightChars)})
}
