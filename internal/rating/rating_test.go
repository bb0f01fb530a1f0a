package rating

import "testing"

func TestTheTwoCodings(t *testing.T) {
	for i, g := range Grades {
		if g.Code(StandardCoding) != i+1 || g.Code(InterfaceCoding) != 5-i {
			t.Errorf("%s: codes %d and %d", g, g.Code(StandardCoding), g.Code(InterfaceCoding))
		}
		for _, c := range []Coding{StandardCoding, InterfaceCoding} {
			back, err := FromCode(c, g.Code(c))
			if err != nil || back != g {
				t.Errorf("%s through coding %d came back as %s, %v", g, c, back, err)
			}
		}
	}
	for _, code := range []int{0, 6, -1} {
		if _, err := FromCode(StandardCoding, code); err == nil {
			t.Errorf("code %d was taken", code)
		}
	}
}

func TestTagsBelongToOneGrade(t *testing.T) {
	seen := map[string]bool{}
	for _, tag := range Tags {
		if seen[tag.Code] {
			t.Errorf("tag %s twice", tag.Code)
		}
		seen[tag.Code] = true
		if tag.Text.ZH == "" || tag.Text.EN == "" {
			t.Errorf("tag %s lacks a language", tag.Code)
		}
	}
	if len(TagsOf(VeryDissatisfied)) != 8 || len(Tags) != 40 {
		t.Errorf("%d tags, %d of the worst grade", len(Tags), len(TagsOf(VeryDissatisfied)))
	}
}
