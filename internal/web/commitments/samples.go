package commitments

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/registers/commitment"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

const sampleToday = calendar.Day(20523) // 2026-03-11

func sampleAt(day int) time.Time { return time.Date(2026, time.January, day, 2, 0, 0, 0, time.UTC) }

// sample builds a commitment by its own acts.
func sample(t commitment.Terms, acts ...commitment.Act) commitment.Commitment {
	t.Version = 1
	var c commitment.Commitment
	for i, a := range append([]commitment.Act{{Kind: commitment.Published, Terms: &t, Hash: t.Hash()}}, acts...) {
		a.ID, a.Base = t.ID, i
		next, err := c.Apply(a, sampleAt(i+5), int64(i+1))
		if err != nil {
			panic("commitments: " + err.Error()) // literals of this file
		}
		c = next
	}
	return c
}

func sampleTerms(id, sentence string, kind commitment.Kind, due calendar.Day) commitment.Terms {
	return commitment.Terms{ID: id, Kind: kind, Unit: "market", Sentence: sentence, Measure: "看大厅三楼的开放登记", Target: "每周六上午开放", Due: due, Evidence: "排班表和取号记录"}
}

func samples() []commitment.Commitment {
	moved := sampleTerms("2026-3", "每周六上午大厅照常办事（示例）", commitment.Public, sampleToday+40)
	moved.Version, moved.Target = 2, "每月第一个周六上午开放"
	report := &commitment.Report{Claim: commitment.Delivered, Day: sampleToday - 3, Words: "已经上线，示例截图附后。", Link: "/supervision"}
	problem := sampleTerms("2026-4", "把“材料来回补”压下去（示例）", commitment.Problem, sampleToday+90)
	problem.Rate, problem.Limit = "correction", 800
	return []commitment.Commitment{
		sample(sampleTerms("2026-1", "三月一日前公布去年的收费总账（示例）", commitment.Legal, sampleToday-10)),
		sample(sampleTerms("2026-2", "年底前取消两项盖章证明（示例）", commitment.Public, sampleToday+20), commitment.Act{Kind: commitment.Delivery, Report: report}),
		sample(sampleTerms("2026-3", "每周六上午大厅照常办事（示例）", commitment.Public, sampleToday+40), commitment.Act{Kind: commitment.Changed, Terms: &moved, Hash: moved.Hash(), Reason: "人手不够，先从每月一次做起。"}),
		sample(problem),
		sample(sampleTerms("2025-9", "窗口午间不断岗（示例）", commitment.Public, sampleToday-70), commitment.Act{Kind: commitment.Delivery, Report: report}, commitment.Act{Kind: commitment.Confirmed, Outcome: commitment.Late, Reason: "看过取号记录。"}),
	}
}

func sampleName(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }

// Sample is the public list.
func (List) Sample(who Reader) List {
	v := List{For: who, Rows: samples(), Next: "next", Name: sampleName, Today: sampleToday, Tally: commitment.Tally{Due: 12, Kept: 9, Late: 1, Overdue: 1, Unkept: 1, Waiting: 1, Open: 4, Taken: 1}}
	if who == Owner {
		v.Filter.Unit = "market"
	} else {
		v.Units = []ui.Option{{Value: "market", Label: sampleName("market")}}
	}
	return v
}

// Sample is the commitment of that place in the list.
func (One) Sample(i int) One {
	k := samples()[i]
	v := One{Commitment: k, Name: sampleName(k.Unit), Today: sampleToday, Token: "sample", Editing: k.Terms, Published: sampleToday - 60}
	month := func(back int, k, n int64) commitment.Month {
		return commitment.Month{First: commitment.Full(sampleToday, back)[0], K: k, N: n}
	}
	switch {
	case k.Kind == commitment.Problem:
		v.Before, v.Months = []commitment.Month{month(6, 41, 310), month(5, 38, 290), month(4, 44, 335)}, []commitment.Month{month(3, 30, 320), month(2, 12, 300), month(1, 9, 305)}
	case k.State == commitment.Reported:
		v.Judge = true
	case k.Version > 1:
		v.Change, v.Withdraw, v.Deliver = true, true, true
		v.Times = observe(calendar.Builtin(), sampleToday, 3, map[int]int64{1: 20, 2: 96, 3: 44, 6: 30, 9: 12}, []calendar.Day{sampleToday + 2, sampleToday - 4}, 1)
	}
	return v
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	name := func(zh, en string) lang.Text { return lang.T(zh, en) }
	return ui.GalleryPages{
		specimen.Page("commitments", name("公开承诺", "Commitments"), specimen.Supervisor, List{}.Sample(Everybody), nil),
		specimen.Page("commitments-none", name("公开承诺，还没有", "Commitments, none"), specimen.Supervisor, List{For: Everybody, Name: sampleName}, nil),
		specimen.Page("commitments-head", name("本单位的公开承诺", "Commitments of my unit"), specimen.Head, List{}.Sample(Owner), nil),
		specimen.Page("commitments-centre", name("承诺了没有做到的", "Promised and not done"), specimen.Supervisor, List{}.Sample(Supervision), nil),
		specimen.Page("commitment-new", name("公开一项新承诺", "A new commitment"), specimen.Head, New{Unit: sampleName("market"), Token: "sample", Items: []ui.Option{{Value: specimen.Item().Code, Label: specimen.Item().Name}}}, nil),
		specimen.Page("commitment", name("改过一次的承诺", "A commitment changed once"), specimen.Head, One{}.Sample(2), nil),
		specimen.Page("commitment-judge", name("等待核实的承诺", "A commitment to be confirmed"), specimen.Supervisor, One{}.Sample(1), nil),
		specimen.Page("commitment-problem", name("每月一题", "A recurring problem"), specimen.Supervisor, One{}.Sample(3), nil),
	}
}
