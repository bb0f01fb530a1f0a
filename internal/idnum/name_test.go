package idnum

import (
	"strings"
	"testing"

	"banjie/internal/fault"
)

func TestCheckName(t *testing.T) {
	long := strings.Repeat("阿卜杜拉·", 40) + "买买提"
	for in, want := range map[string]string{
		" 王小明\u3000":            "王小明",
		"买买提·吐尔逊":               "买买提·吐尔逊",
		"María José de la Cruz": "María José de la Cruz",
		"𠮷田":                    "𠮷田", // beyond the basic plane
		"葛\U000E0100":           "葛\U000E0100",
		"ئابدۇللا":              "ئابدۇللا",
		long:                    long,
	} {
		if got, err := CheckName(in); err != nil || got != want {
			t.Errorf("CheckName(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", " \t\u3000", "王\x00明", "王\n明", "a\u202eb", "\xff\xfe"} {
		if got, err := CheckName(in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("CheckName(%q) = %q, %v", in, got, err)
		}
	}
}

func TestCharacters(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, "王小明": 3, "𠮷": 1, "葛\U000E0100": 1, "e\u0301": 1, "각": 1, "\u1112\u1161\u11ab": 1,
		"👩\u200d👩\u200d👧": 1, "🇨🇳🇨🇳": 2, "नि": 1, "A B": 3,
	} {
		if got := len(Characters(in)); got != want {
			t.Errorf("Characters(%q) has %d, want %d", in, got, want)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "王": "*", "王明": "王*", "王小明": "王*明", "欧阳娜娜": "欧**娜",
		"阿卜杜热依木·麦麦提依明": "阿****明", "Maria Fernanda Cruz": "M****z", "𠮷\U000E0100田": "𠮷\U000E0100*",
	} {
		if got := MaskName(in); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"": "", "123": "***", "11010519491231002X": "110*************2X", "E12345678": "E*******8", "证件号码一": "证***一",
	} {
		if got := MaskID(in); got != want {
			t.Errorf("MaskID(%q) = %q, want %q", in, got, want)
		}
	}
}
