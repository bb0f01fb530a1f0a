package main

import (
	"context"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
)

// BenchmarkComplaint is filing with sealing: the code of the reporter alone, sealing and
// storing with it, and the whole filing with its act on the ledger; with a photograph of 2 MB.
func BenchmarkComplaint(b *testing.B) {
	ctx := context.Background()
	h := openTown(b, sealedTown(b))
	v, err := h.vault()
	if err != nil {
		b.Fatal(err)
	}
	told := complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret}, Person: complaint.Person{Name: "测试人戊"}, Words: strings.Repeat("路灯三次没人修。", 100), Code: seal.NewCode(seal.CodeDigits)}
	b.Run("code", func(b *testing.B) {
		for b.Loop() {
			if _, err := seal.NewReporter(v.Keys.Desk.Suite, told.Code); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, files := range map[string][]complaint.Upload{"words": nil, "photograph": {{Name: "a.jpg", Body: make([]byte, 2<<20)}}} {
		told.Files = files
		b.Run("seal/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := v.File(ctx, h.division, told); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("file/"+name, func(b *testing.B) {
			me := access.Actor{ID: access.ByCode, Role: access.Citizen, Division: h.division, Party: "r-1"}
			for b.Loop() {
				in, err := v.File(ctx, h.division, told)
				if err == nil {
					_, err = h.engine.Do(ctx, casework.Command{Actor: me, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: me.Party, Series: "C", Sealed: true}})
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
