package pack

import (
	"context"
	"net/http"
	"sync"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
)

// Together joins the parts of one pack: lists stand one after another, and what is done is done by
// each in turn. Two parts with one address, order or chapter are refused at the start.
func Together(parts ...*Parts) *Parts {
	all := &Parts{Programs: map[string]http.Handler{}, Orders: map[string]Order{}, Story: map[string]Chapter{}}
	for _, p := range parts {
		all.Procedures, all.Guards = append(all.Procedures, p.Procedures...), append(all.Guards, p.Guards...)
		all.Feeds = append(all.Feeds, p.Feeds...)
		join(all.Programs, p.Programs)
		join(all.Orders, p.Orders)
		join(all.Story, p.Story)
	}
	all.Project = func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
		return turns(parts, func(p *Parts) error {
			if p.Project == nil {
				return nil
			}
			return p.Project(tx, c, e)
		})
	}
	all.Routes = func(s *site.Site) {
		for _, p := range parts {
			if p.Routes != nil {
				p.Routes(s)
			}
		}
	}
	all.Check = func(ctx context.Context, division string) (differs []lang.Text, err error) {
		return differs, turns(parts, func(p *Parts) error {
			if p.Check == nil {
				return nil
			}
			more, err := p.Check(ctx, division)
			differs = append(differs, more...)
			return err
		})
	}
	all.Run = func(ctx context.Context) {
		var running sync.WaitGroup
		for _, p := range parts {
			if p.Run != nil {
				running.Go(func() { p.Run(ctx) })
			}
		}
		running.Wait()
	}
	all.Night = func(ctx context.Context) error {
		return eachOf(ctx, parts, func(p *Parts) func(context.Context) error { return p.Night })
	}
	all.Grow = func(ctx context.Context) error {
		return eachOf(ctx, parts, func(p *Parts) func(context.Context) error { return p.Grow })
	}
	return all
}

// join panics where two parts give the same name: that is a mistake of the pack, met at every start.
func join[V any](all, more map[string]V) {
	for name, v := range more {
		if _, taken := all[name]; taken {
			panic("pack: two parts give " + name)
		}
		all[name] = v
	}
}

func turns(parts []*Parts, do func(*Parts) error) error {
	for _, p := range parts {
		if err := do(p); err != nil {
			return err
		}
	}
	return nil
}

func eachOf(ctx context.Context, parts []*Parts, of func(*Parts) func(context.Context) error) error {
	return turns(parts, func(p *Parts) error {
		if do := of(p); do != nil {
			return do(ctx)
		}
		return nil
	})
}
