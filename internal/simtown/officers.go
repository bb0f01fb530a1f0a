package simtown

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// inOffice is the day from which everybody is in office.
var inOffice = calendar.Date(2020, time.January, 1)

// staff names the officers of a unit, the head first; all names are invented.
var staff = map[string]string{
	"market-regulation":  "方知礼 金晓棠 陆一鸣 夏枕书",
	"public-security":    "雷振声 蓝月萍 钟一帆",
	"human-resources":    "沈怀瑾 顾若溪 范行",
	"natural-resources":  "韩岱青 章秋实 马砚田",
	"medical-insurance":  "邵清和 柳芸",
	"civil-affairs":      "童念慈 叶归",
	"health":             "杜若蘅 余安",
	"agriculture":        "田望丰 谷雨桐 麦冬",
	"transport":          "路远志 桥本昌",
	"construction":       "石筑坤 梁栋材",
	"law-enforcement":    "严正宽 常守中",
	"education":          "孟书言 卞文静",
	"taxation":           "单以明 钱守拙",
	"housing-fund":       "安居宁 伍小满",
	"water":              "江澜 查小川",
	"culture-tourism":    "游艺林 贝闲云",
	"development-reform": "向前程 楚之远",
	"ecology":            "毕水生 蓝天佑",
	"emergency":          "卞无忧 纪小峰",
	"fire-rescue":        "霍敬峰 水长东",
	"veterans":           "荣敬之 戎安澜",
	"justice":            "公孙平 苏以衡",
	"disabled-persons":   "扶苏叶 齐步行",
	"science-economy":    "支明远 龚巧",
	"commerce":           "贾通达 施盈",
	"tobacco":            "闻香远 辛小烟",
	"stone-bridge-town":  "乔树人 石小乔 阿依努尔·买合木提",
	centre:               "丁中立 闵来 应春 侯小亭 文津 尹路 殷声 司徒听雨 欧阳见微 管令仪 嵇核",
}

// centrePosts says what the people of the hall do, in the order of their names: the head,
// six clerks, two supervisors, the administrator, the auditor.
var centrePosts = []access.Role{access.CentreHead, access.Clerk, access.Clerk, access.Clerk, access.Clerk, access.Clerk, access.Clerk,
	access.Supervisor, access.Supervisor, access.Administrator, access.Auditor}

// rareName stands for people whose names need characters beyond the common ones.
const rareName = "赵䶮"

func orgOfficers() []org.Officer {
	var all []org.Officer
	for _, u := range units {
		for i, name := range strings.Fields(staff[u.id]) {
			o := org.Officer{ID: fmt.Sprintf("%s-%d", u.id, i), Name: name, Unit: u.id, From: inOffice}
			switch {
			case u.id == centre:
				o.Roles = []string{string(centrePosts[i])}
				if i == 0 {
					o.Roles = append(o.Roles, string(access.UnitHead))
				}
			case i == 0:
				o.Roles = []string{string(access.UnitHead)}
			default:
				o.Roles = []string{string(access.CaseOfficer)}
			}
			all = append(all, o)
		}
	}
	// One more at the hall who decides the centre's own matters.
	return append(all, org.Officer{ID: centre + "-11", Name: rareName, Unit: centre, Roles: []string{string(access.CaseOfficer)}, From: inOffice})
}

// orgPosts gives every unit a post where its tasks are done; the hall has the windows as well.
func orgPosts() ([]org.Post, []org.Holding) {
	var posts []org.Post
	var holdings []org.Holding
	hold := func(post string, rank org.Rank, officers ...string) {
		for _, o := range officers {
			holdings = append(holdings, org.Holding{Post: post, Officer: o, Rank: rank, From: inOffice})
		}
	}
	officers := orgOfficers()
	of := func(unit string, role access.Role) (ids []string) {
		for _, o := range officers {
			if o.Unit == unit && slices.Contains(o.Roles, string(role)) {
				ids = append(ids, o.ID)
			}
		}
		return ids
	}
	for _, u := range units {
		post := u.id + "-review"
		posts = append(posts, org.Post{ID: post, Unit: u.id, Name: lang.T("审批岗", "Review desk")})
		doers := of(u.id, access.CaseOfficer)
		hold(post, org.A, doers[0])
		if len(doers) > 1 {
			hold(post, org.B, doers[1:]...)
		} else {
			hold(post, org.B, of(u.id, access.UnitHead)...) // a small unit: the head is B
		}
	}
	window := centre + "-window"
	posts = append(posts, org.Post{ID: window, Unit: centre, Name: lang.T("综合窗口岗", "Integrated window")})
	clerks := of(centre, access.Clerk)
	hold(window, org.A, clerks[:3]...)
	hold(window, org.B, clerks[3:]...)
	return posts, holdings
}

// actor is the officer as the commands see him.
func actor(o org.Officer) access.Actor {
	return access.Actor{ID: o.ID, Name: o.Name, Role: access.Role(o.Roles[0]), Division: Division, Unit: o.Unit}
}
