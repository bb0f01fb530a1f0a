package recall

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// mostRunning is how many running recalls are compared for their plots.
const mostRunning = 100

// RunningFor gives the recalls that run for some of what a recall would begin from, each once; drills are none, and
// a drill is held beside them.
func RunningFor(ctx context.Context, l Lists, division string, in OpenInput) (list []Row, err error) {
	if in.Drill {
		return nil, nil
	}
	add := func(r Row) {
		if r.State == Running && !r.Drill && !slices.ContainsFunc(list, func(x Row) bool { return x.Key == r.Key }) {
			list = append(list, r)
		}
	}
	if len(in.Start.Things) > 0 {
		all, err := l.Of(ctx, in.Start.Things)
		if err != nil {
			return nil, err
		}
		for _, w := range all {
			add(w.Row)
		}
	}
	if len(in.Start.Plots) == 0 {
		return list, nil
	}
	real := false
	page, err := l.List(ctx, Query{Division: division, Open: true, Drills: &real, Limit: mostRunning})
	for _, r := range page.Recalls {
		for _, p := range r.Start.Plots {
			for _, q := range in.Start.Plots {
				if p.Plot == q.Plot {
					add(r)
				}
			}
		}
	}
	return list, err
}

// notTwice refuses a recall of what is being recalled, until somebody says that it is meant. The same form sent again
// is answered before it is asked.
func (r Rules) notTwice() casework.Guard {
	return casework.Guard{Name: "not_recalled_twice", Says: lang.T("这些货没有在召回，或者说明是另外再召回一次", "none of it is being recalled, or it is said that another recall is meant"), Check: func(d *casework.Decision) error {
		in := casework.Input[OpenInput](d)
		if r.Running == nil || in.Again {
			return nil
		}
		running, err := r.Running(d.Context(), in)
		if err != nil || len(running) == 0 {
			return err
		}
		var numbers []string
		for _, r := range running {
			numbers = append(numbers, r.Number)
		}
		zh, en := strings.Join(numbers, "、"), strings.Join(numbers, ", ")
		return fault.InvalidInput().At("again", lang.T("这些货已经在召回："+zh+"。确实要另外再召回一次的，请勾选“另外再召回一次”。", "Some of this is being recalled: "+en+". If another recall is meant, tick “recall it once more”.")).Or()
	}}
}
