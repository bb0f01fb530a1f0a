package jobs

import (
	"context"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/notify"
)

// Index keeps the search index. Putting a case again gives the same.
type Index interface {
	Put(ctx context.Context, division string, texts map[casework.ID]string) error
	Drop(ctx context.Context, division string, ids []casework.ID) error
}

// Searchable is the consumer that feeds the search index: case number, item and
// applicant's name, from the opening event of each case; an erasure deletes them. What it
// writes is written before its cursor moves and may be written again: at least once.
func (s *Service) Searchable(i Index) Consumer { return searchable{s, i} }

type searchable struct {
	s     *Service
	index Index
}

func (searchable) Name() string { return "search" }

func (x searchable) Read(ctx context.Context, events []casework.Event, _ *notify.Pass) error {
	texts := map[casework.ID]string{}
	var gone []casework.ID
	confided := x.s.Cases.Confided()
	for _, e := range events {
		switch o := e.Facts.Open; {
		case e.Kind == casework.Erased:
			delete(texts, e.Case)
			gone = append(gone, e.Case)
		case o != nil && !o.Sealed: // what is sealed is found by nobody
			text := o.Number
			if len(o.Number) > serialFrom {
				text += " " + o.Number[serialFrom:] // people read the day and serial aloud
			}
			if o.Item.Code != "" {
				it, err := x.s.Items.Version(e.Division, o.Item.Code, o.Item.Version)
				if err != nil {
					return err
				}
				text += " " + it.Name.In(lang.ZH) + " " + it.Name.In(lang.EN)
			}
			if p := e.Private.Person; p != nil && !slices.Contains(confided, o.Procedure) {
				text += " " + p.Name
			}
			texts[e.Case] = text
		}
	}
	if err := x.index.Put(ctx, x.s.Division, texts); err != nil {
		return err
	}
	return x.index.Drop(ctx, x.s.Division, gone)
}

// serialFrom is where the day and serial begin in a case number: after the implementing code.
const serialFrom = 31
