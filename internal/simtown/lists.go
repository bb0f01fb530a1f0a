package simtown

import (
	"context"
	"strconv"
	"strings"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/registers/publiclist"
)

// revision is one round in which the county revises its four lists: when, why, and how much of
// what went before is still there.
type revision struct {
	at     int // share of the history in percent
	reason string
	prior  int // of a hundred items, how many still need an approval before the approval
}

// revisions are the three versions of each list. Approvals fall as prior approvals are dropped.
var revisions = []revision{
	{1, "示例：首次公布。", 100},
	{36, "示例：取消一批前置审核，合并重复的事项。", 45},
	{72, "示例：前置审核只保留涉及安全的几项。", 10},
}

// publications are the acts by which the lists come out, all made from the county's own items.
func (t *town) publications() (all []entry) {
	now := map[publiclist.Kind]publiclist.Version{}
	by := t.first(centre, access.Administrator)
	for n, rev := range revisions {
		for i, k := range publiclist.Kinds {
			all = append(all, t.on(t.share(rev.at), 50+i, func(ctx context.Context) error {
				p := publiclist.PlanNext(k, now[k], listed(k, n, rev), 0, t.today(), true)
				f, err := p.Publish(by, rev.reason)
				if err != nil {
					return err
				}
				now[k] = p.Next
				_, err = publiclist.Record(ctx, t.engine, by, f)
				return err
			}))
		}
	}
	return all
}

// listed is a list at a revision.
func listed(k publiclist.Kind, n int, rev revision) []publiclist.Entry {
	switch k {
	case publiclist.Powers:
		return powers(rev)
	case publiclist.Duties:
		return duties(n)
	case publiclist.Restrictions:
		return invented("R", n, restrictions)
	}
	return invented("F", n, funds)
}

// powers are the county's items that exercise a power, an inspection for each unit, and the
// approvals before the approval that the revision still has.
func powers(rev revision) (all []publiclist.Entry) {
	count := 0
	for _, it := range drafts() {
		if it.Kind == catalog.PublicService || leftOut[it.Slug] {
			continue
		}
		all = append(all, publiclist.Entry{Code: it.Code, Name: it.Name.In(lang.ZH), Unit: it.Unit, Type: string(it.Kind), Text: it.Summary.In(lang.ZH), Basis: basisOf(it)})
		if it.Kind != catalog.License {
			continue
		}
		count++
		if count*37%100 < rev.prior {
			all = append(all, publiclist.Entry{Code: "PRE-" + strconv.Itoa(100+count), Name: it.Name.In(lang.ZH) + "前置审核（示例）", Unit: it.Unit, Type: publiclist.Approval, Text: "办证以前先审一道"})
		}
	}
	for i, u := range units {
		if u.weight > 0 {
			all = append(all, publiclist.Entry{Code: "INS-" + strconv.Itoa(100+i), Name: u.name.ZH + "的日常检查（示例）", Unit: u.id, Type: "06", Text: "按年度计划，入企前先亮码"})
		}
	}
	return all
}

// leftOut are two items that somebody forgot to put on the list, so that the check finds them.
var leftOut = map[string]bool{"scenic-event": true, "small-food-workshop": true}

func basisOf(it catalog.Item) string {
	if len(it.Bases) == 0 {
		return ""
	}
	b := it.Bases[0]
	if known, ok := law.Find(b.ID); ok {
		return strings.TrimSuffix(known.Law.In(lang.ZH)+" "+known.Article, " -")
	}
	return strings.TrimSuffix(b.Law+" "+b.Article, " -")
}

// duties are a line for each item, and for each unit what it is answerable for.
func duties(n int) (all []publiclist.Entry) {
	for _, it := range drafts() {
		all = append(all, publiclist.Entry{Code: it.Code, Name: "办理" + it.Name.In(lang.ZH), Unit: it.Unit, Type: "办理", Text: "受理、审查、按期答复，并对结果负责", Basis: basisOf(it)})
	}
	for i, u := range units {
		e := publiclist.Entry{Code: "DUTY-" + strconv.Itoa(100+i), Name: u.name.ZH + "职责范围内的投诉和咨询（示例）", Unit: u.id, Type: "答复", Text: "按期答复；不归本单位的，写明归哪个单位"}
		if n > 0 {
			e.Text = "按期答复；不归本单位的，当天转给归口单位并告诉本人"
		}
		all = append(all, e)
		if n > 1 && u.weight > 0 {
			all = append(all, publiclist.Entry{Code: "BOUND-" + strconv.Itoa(100+i), Name: "和别的单位有交叉的事，先接下再协调（示例）", Unit: u.id, Type: "协调", Text: "先接的单位负责到底，协调不成的报投诉中心裁定"})
		}
	}
	return all
}

// line is an invented entry; it is there from one revision to another.
type line struct {
	unit, name, kind, text string
	yuan                   int64
	from, to               int // revisions, to is the last one
}

func invented(prefix string, n int, lines []line) (all []publiclist.Entry) {
	for i, l := range lines {
		if n < l.from || n > l.to {
			continue
		}
		e := publiclist.Entry{Code: prefix + "-" + strconv.Itoa(100+i), Name: l.name + "（示例）", Unit: l.unit, Type: l.kind, Text: l.text, Amount: l.yuan * 100}
		if prefix == "F" && n == 2 && i%3 == 0 {
			e.Amount += e.Amount / 10
		}
		all = append(all, e)
	}
	return all
}

var restrictions = []line{
	{"ecology", "饮用水源保护区内的新建项目", "禁止", "保护区范围内不得新建", 0, 0, 2},
	{"ecology", "溪岸两百米内的畜禽养殖场", "禁止", "已有的限期搬走", 0, 0, 2},
	{"natural-resources", "占用永久基本农田的项目", "禁止", "不得占用", 0, 0, 2},
	{"emergency", "危险化学品生产", "先批准", "先取得安全许可", 0, 0, 2},
	{"emergency", "烟花爆竹批发", "先批准", "先取得安全许可", 0, 0, 2},
	{"development-reform", "高耗能项目", "先批准", "先做节能审查", 0, 0, 2},
	{"development-reform", "仓储物流园", "先批准", "先报投资方案", 0, 0, 0},
	{"culture-tourism", "景区内的游乐设施", "先批准", "先审安全和景观", 0, 0, 1},
	{"culture-tourism", "民宿改建", "先批准", "先报备再开工", 0, 0, 0},
	{"education", "学科类校外培训", "禁止", "不再新批", 0, 1, 2},
	{"health", "社会办医的床位扩建", "先批准", "先看规划", 0, 0, 1},
	{"commerce", "旧车回收拆解", "先批准", "先取得资质", 0, 0, 2},
	{"transport", "货运站场", "先批准", "先报选址", 0, 0, 0},
	{"water", "河道采砂", "禁止", "全县禁采", 0, 0, 2},
}

var funds = []line{
	{"agriculture", "农机购置补贴", "补贴", "买进目录内农机的农户和合作社，凭发票申请", 3_200_000, 0, 2},
	{"agriculture", "种粮大户奖励", "奖励", "种粮五十亩以上的农户，系统按流转登记核对", 1_500_000, 0, 2},
	{"human-resources", "创业补贴", "补贴", "首次创业并带动就业的，凭社保记录发放", 2_400_000, 0, 2},
	{"human-resources", "技能提升补贴", "补贴", "取得证书的职工，免申请直接发放", 1_800_000, 1, 2},
	{"science-economy", "中小企业技术改造", "补助", "按设备投资的一定比例，公开评审", 6_000_000, 0, 2},
	{"science-economy", "首台套奖励", "奖励", "列入目录的产品", 2_000_000, 0, 1},
	{"commerce", "老字号开店补助", "补助", "公示后拨付", 600_000, 0, 2},
	{"civil-affairs", "困难家庭临时救助", "救助", "个人申请，乡镇街道先行发放", 2_800_000, 0, 2},
	{"disabled-persons", "辅具适配补贴", "补贴", "持证残疾人，凭发票报销", 900_000, 0, 2},
	{"culture-tourism", "乡村文化活动补助", "补助", "村里报计划，演后拨付", 700_000, 0, 2},
	{"transport", "农村客运补贴", "补贴", "按班次和里程核算", 3_600_000, 0, 2},
	{"ecology", "农村污水设施运维", "补助", "按设施数量和检测结果核算", 4_100_000, 0, 2},
}
