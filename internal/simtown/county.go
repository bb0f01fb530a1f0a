package simtown

import (
	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// Phone is the hall's telephone, which rings nowhere: 0500 is no area code.
const Phone = "0500-0000 1234"

// PhoneHours says when it would be answered, and that nobody does.
var PhoneHours = lang.T("演示号码，打不通", "a number of the demonstration, it rings nowhere")

// Town is everything the county has before its first case.
type Town struct {
	Division string // six digits
	Name     lang.Text
	Org      org.Data
	Items    []catalog.Item // drafts, by slug; [Town.Publish] makes version 1
	People   []Person       // of the demo bar
	Demos    []Demo
}

// Demo is one entry of the demo bar: whom one may be without a password.
type Demo struct {
	Key   string // citizen, farmer, firm, clerk, officer, food_regulator, soil_office, unit_head, centre_head, supervisor, supervisor_2, administrator
	Title lang.Text
	Actor access.Actor
}

// County gives the county. Every call gives a fresh copy.
func County() Town {
	t := Town{
		Division: Division,
		Name:     CountyName,
		Items:    drafts(),
		People:   demoPeople(),
	}
	t.Org = org.Data{Units: orgUnits(), Windows: orgWindows(), Officers: orgOfficers()}
	t.Org.Posts, t.Org.Holdings = orgPosts()
	for _, p := range t.People {
		t.Demos = append(t.Demos, Demo{Key: p.Key, Title: p.Title, Actor: p.Actor()})
	}
	for _, d := range []struct {
		key, officer string
		title        lang.Text
	}{
		{"clerk", centre + "-1", lang.T("我是窗口人员", "I am a clerk")},
		{"officer", "market-regulation-1", lang.T("我是审批人员", "I am an officer")},
		{"food_regulator", "market-regulation-2", lang.T("我是食品监管人员", "I am the food regulator")},
		{"soil_office", "agriculture-1", lang.T("我是土壤档案管理员", "I am the soil office")},
		{"unit_head", "market-regulation-0", lang.T("我是部门负责人", "I am a head of unit")},
		{"centre_head", centre + "-0", lang.T("我是中心负责人", "I am the head of the centre")},
		{"supervisor", centre + "-7", lang.T("我是监督员", "I am a supervisor")},
		{"supervisor_2", centre + "-8", lang.T("我是另一位监督员", "I am another supervisor")}, // what one asks for, another approves
		{"administrator", centre + "-9", lang.T("我是管理员", "I am an administrator")},
	} {
		for _, o := range t.Org.Officers {
			if o.ID == d.officer {
				t.Demos = append(t.Demos, Demo{Key: d.key, Title: d.title, Actor: actor(o)})
			}
		}
	}
	return t
}
