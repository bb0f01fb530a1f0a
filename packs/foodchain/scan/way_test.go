package scan_test

import (
	"fmt"
	"testing"

	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/trace"
)

const place = "https://id.gs1.org/414/952999900"

// stages are those of the shown steps in order.
func stages(steps []scan.Step) (s string) {
	for _, x := range steps {
		s += fmt.Sprintf("%s ", x.Stage)
	}
	return s
}

func TestWay(t *testing.T) {
	n := int64(0)
	at := func(kind trace.Type, step, where, plot string) trace.Station {
		n++
		return trace.Station{Number: n, Time: n * 3_600_000_000, Type: kind, Action: trace.Observe, Step: step, Place: where, Plot: plot}
	}
	harvests := []trace.Station{at(trace.Object, "commissioning", place+"1", place+"1/254/P1"), at(trace.Object, "commissioning", place+"2", place+"2/254/P1"), at(trace.Object, "commissioning", place+"2", place+"2/254/P1")}
	wrong := at(trace.Object, "storing", place+"9", "")
	wrong.Annulled = true
	for _, c := range []struct {
		what        string
		in          []trace.Station
		steps, more string
	}{
		{"nothing", nil, "", ""},
		{"harvests of two plots are one line", harvests, "harvest ", ""},
		{"what came into being on no plot that was named", []trace.Station{at(trace.Object, "commissioning", place+"1", ""), at(trace.Transformation, "commissioning", place+"2", "")}, "begin make ", ""},
		{"what was declared wrong is no step", append(harvests[:1:1], wrong), "harvest ", ""},
		{"leaving a place that is named says nothing", append(harvests[:1:1], at(trace.Transformation, "", place+"3", ""), at(trace.Object, "shipping", place+"3", ""), at(trace.Object, "receiving", place+"4", "")), "harvest make receive ", ""},
		{"leaving a place that is not", append(harvests[:1:1], at(trace.Object, "shipping", place+"3", "")), "harvest send ", ""},
		{"a lot in five shops", append(harvests[:1:1], at(trace.Transformation, "", place+"3", ""), at(trace.Object, "receiving", place+"4", ""), at(trace.Object, "retail_selling", place+"5", ""), at(trace.Object, "retail_selling", place+"6", ""),
			at(trace.Object, "retail_selling", place+"7", ""), at(trace.Object, "retail_selling", place+"8", "")), "harvest make receive sell sell sell ", "sell "},
	} {
		steps, more, events := scan.Way(c.in)
		if stages(steps) != c.steps || stages(more) != c.more || len(events) != len(c.in) {
			t.Errorf("%s: %s| %s, want %s| %s", c.what, stages(steps), stages(more), c.steps, c.more)
		}
	}
	if steps, _, _ := scan.Way(harvests); steps[0].Plots != 2 || steps[0].Count != 3 || steps[0].Key != place+"1/254/P1" {
		t.Errorf("%+v", steps[0])
	}
}
