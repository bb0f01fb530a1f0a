package recallpages

import (
	"context"
	"strings"
	"time"

	"banjie/internal/lang"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

// readStart reads lots, goods and plots, one a line. A plot is named by its key, by the number of its
// place and its own ("9521000000025/P01"), or by its code in the soil archive; wrong are sentences about
// the lines that cannot be taken.
func (g *Pages) readStart(ctx context.Context, text string, from, until time.Time) (start trace.Start, wrong []lang.Text, err error) {
	plot := func(key string) {
		p := trace.PlotTime{Plot: key}
		if !from.IsZero() {
			p.From = from.UnixMicro()
		}
		if !until.IsZero() {
			p.Until = until.UnixMicro()
		}
		start.Plots = append(start.Plots, p)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(lang.HalfWidth(line))
		if line == "" {
			continue
		}
		if g.Plots != nil {
			plots, err := g.Plots(ctx, line)
			if err != nil {
				return start, nil, err
			}
			for _, key := range plots {
				plot(key)
			}
			if len(plots) > 0 {
				continue
			}
		}
		key, beside, err := g.short(ctx, line)
		switch {
		case err != nil:
			return start, nil, err
		case beside != "":
			wrong = append(wrong, lang.T("“"+line+"”既是一块地，又是一个批次，请写全："+key+" 或者 "+beside, "“"+line+"” is a plot and a lot as well; write it in full: "+key+" or "+beside))
		case trace.IsPlot(key):
			plot(key)
		case strings.HasPrefix(key, trace.Host+"/414/"):
			wrong = append(wrong, lang.T("“"+line+"”是地点，不是货也不是地块", "“"+line+"” is a place, neither goods nor a plot"))
		case key == "":
			wrong = append(wrong, lang.T(line, line))
		default:
			start.Things = append(start.Things, key)
		}
	}
	return start, wrong, nil
}

// short reads one line. Numbers of places and of goods look alike, so "number/P01" is whichever of both
// is there; where both are, beside is the other one.
func (g *Pages) short(ctx context.Context, line string) (key, beside string, err error) {
	key = typed.KeyOr(line)
	number, ext, slash := strings.Cut(line, "/")
	number, ext = strings.ReplaceAll(number, " ", ""), strings.TrimSpace(ext)
	if !slash || len(number) != 13 || strings.Trim(number, "0123456789") != "" || !strings.HasPrefix(ext, "P") {
		return key, "", nil
	}
	plot := typed.KeyOr("(414)" + number + "(254)" + ext)
	if plot == "" || g.Rules.Places == nil {
		return key, "", nil
	}
	if _, there, err := g.Rules.Places.Place(ctx, plot); err != nil || !there {
		return key, "", err
	}
	if key == "" {
		return plot, "", nil
	}
	s, err := g.Rules.Now(ctx, &recall.File{Opened: recall.Opened{Scope: recall.Scope{Start: trace.Start{Things: []string{key}}}}})
	if err != nil || len(s.Unknown) > 0 {
		return plot, "", err
	}
	return key, plot, nil
}
