package complaint_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"banjie/internal/complaint"
)

// briefs are made up; they are as long as a careful officer writes them.
var briefs = []string{
	"反映去年11月以来办理小餐饮登记，材料先后提交3次，工作人员多次告知还缺资料，但是没有一次告知清楚。目前仍然没有答复，也没有书面说明原因。" +
		"另外，窗口工作人员要求到门口的商户做评估，收取8百元，未能开具票据。请核实：一、有关收件记录和告知记录是否完整；二、评估是否必须，按照什么规定；三、超过期限的情况是谁的责任。" +
		"如果情况属实，应当立即纠正，并且尽快答复。请提交详细的经过，包括当时在场的工作人员、每次询问的时间，以及之后有没有联系过当事人。群众经常反映类似情形，请根据记录一并查证。",
	"反映路灯报修之后一直无人处理。当事人2月3日起多次联系，每次都被告知马上派人，但是至今没有人到现场。因为没有路灯，附近群众经常摔倒，情况非常危险。" +
		"请核实派工记录和回访记录，详细说明原因：如果是材料不全，应当在3天之内一次告知；如果已经派工，必须提供当时的记载。此外，请查证工作人员有没有擅自把报修改成已办结。" +
		"之前类似投诉有4件，目前都超过时限。请尽快处理，并且按照规定答复，或者书面说明无法处理的缘由。随后由投诉中心根据情况回访。大约需要几天，请在答复里写明；尤其是夜间，请立即采取措施。",
	"反映企业申请许可时，工作人员重复要求补交资料，期限已经超过5个工作日。由于没有书面告知，企业无法知道还缺什么。之后企业多次询问，工作人员始终没有具体答复，现在仍然在等。" +
		"请根据收件记载核实：当时提交了哪些材料，哪些是有关规定之外的；缴纳的2笔费用有没有票据；是不是有商家代办的情形。例如，附近3家商户都说可以马上办好，因此企业怀疑其中有原因。" +
		"应该由没有参与的人员查证，并且尽快按照时限答复。另外，请说明以前有没有相关反映，大概有几次。如果属实，必须立即退还，并告诉企业依据是什么。群众的意见请全程记录，不得擅自删改。",
}

func viewers(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("officer-%02d", i))
	}
	return all
}

// retyped is what becomes of a text that is typed off: blanks and marks change, some characters
// are wrong, left out or doubled, and something stands before and behind it.
func retyped(rng *rand.Rand, s string, errors float64) string {
	var out strings.Builder
	out.WriteString([]string{"", "转发：", "领导看看这个\n", "【投诉】"}[rng.IntN(4)])
	for _, r := range s {
		switch x := rng.Float64(); {
		case x < errors/3:
			out.WriteRune([]rune("的了是不在有人这上们")[rng.IntN(10)])
		case x < 2*errors/3:
		case x < errors:
			out.WriteRune(r)
			out.WriteRune(r)
		case strings.ContainsRune("，。；：、", r):
			out.WriteString([]string{string(r), " ", ",", ""}[rng.IntN(4)])
		default:
			out.WriteRune(r)
		}
	}
	out.WriteString([]string{"", "\n以上。", "（别外传）"}[rng.IntN(3)])
	return out.String()
}

// cropped leaves out the beginning, the end, or both.
func cropped(rng *rand.Rand, s string, keep float64) string {
	r := []rune(s)
	n := int(keep * float64(len(r)))
	at := rng.IntN(len(r) - n + 1)
	return string(r[at : at+n])
}

// TestTrace: of 200 texts typed off, photographed or cut out of what fifty viewers were shown,
// at least 95 in a hundred point to the right one and none to a wrong one. 2,000 in the long run.
func TestTrace(t *testing.T) {
	n := 200
	if os.Getenv("BANJIE_SOAK") != "" {
		n = 2000
	}
	rng := rand.New(rand.NewPCG(11, 50))
	m := complaint.Marker{Key: []byte("a key of thirty-two bytes or so.")}
	all := viewers(50)
	right, wrong := 0, 0
	for i := range n {
		brief, number, who := briefs[i%len(briefs)], fmt.Sprintf("C2026030200%02d", i%40), all[rng.IntN(len(all))]
		text := m.Word(brief, number, who)
		switch i % 4 {
		case 0:
			text = retyped(rng, text, 0.01)
		case 1:
			text = retyped(rng, text, 0.04)
		case 2:
			text = cropped(rng, text, 0.75+rng.Float64()/4)
		case 3:
			text = retyped(rng, cropped(rng, text, 0.85), 0.01)
		}
		got, err := m.Trace(brief, number, all, text)
		if err != nil {
			t.Fatal(err)
		}
		switch got.Viewer {
		case who:
			right++
		case "":
		default:
			wrong++
			t.Errorf("text %d of %s is put down to %s: %+v", i, who, got.Viewer, got)
		}
	}
	t.Logf("%d of %d right, %d wrong", right, n, wrong)
	if wrong > 0 || right*100 < 95*n {
		t.Errorf("%d of %d right, %d wrong", right, n, wrong)
	}
}

// TestNobodyIsAccusedByChance: texts that nobody of the viewers was shown, small pieces and
// other texts point to nobody.
func TestNobodyIsAccusedByChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 50))
	m := complaint.Marker{Key: []byte("a key of thirty-two bytes or so.")}
	all := viewers(50)
	for i := range 200 {
		brief, number := briefs[i%len(briefs)], fmt.Sprintf("C202603020%03d", i)
		text := map[int]string{0: brief, 1: m.Word(brief, number, fmt.Sprintf("somebody-%d", i)), 2: cropped(rng, m.Word(brief, number, all[i%50]), 0.15), 3: m.Word(briefs[(i+1)%len(briefs)], number, all[i%50]), 4: ""}[i%5]
		got, err := m.Trace(brief, number, all, text)
		if err != nil {
			t.Fatal(err)
		}
		if got.Viewer != "" {
			t.Errorf("text %d (kind %d) is put down to %s: %+v", i, i%5, got.Viewer, got)
		}
	}
}

// TestWording: every viewer reads the same thing, each in an own wording; what is no pair stays.
func TestWording(t *testing.T) {
	m := complaint.Marker{Key: []byte("k")}
	for _, s := range []string{"原材料涨价，工具体积大，不足十分之一，录像记录仪坏了，直接着手，第3次，13次，3.5天，所以然"} {
		if n := complaint.Places(s); n != 0 {
			t.Errorf("%d places in %q: %q", n, s, m.Word(s, "1", "a"))
		}
	}
	for _, b := range briefs {
		if n := complaint.Places(b); n < 20 {
			t.Errorf("%d places", n)
		}
		seen := map[string]bool{}
		for _, v := range viewers(50) {
			w := m.Word(b, "C1", v)
			seen[w] = true
			if complaint.Places(w) != complaint.Places(b) {
				t.Errorf("a wording has %d places of %d: %s", complaint.Places(w), complaint.Places(b), w)
			}
			if m.Word(b, "C1", v) != w || m.Word(b, "C2", v) == w {
				t.Error("the wording is not of case and viewer")
			}
		}
		if len(seen) != 50 {
			t.Errorf("%d wordings for 50 viewers", len(seen))
		}
	}
	if got := (complaint.Marker{}).Word(briefs[0], "C1", "a"); got != briefs[0] {
		t.Error("worded without a key")
	}
}
