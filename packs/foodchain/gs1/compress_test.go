package gs1

import (
	"strings"
	"testing"
)

func TestCompressShared(t *testing.T) {
	rows := shared[struct {
		URI, Compressed string
		Optimised       string `json:"compressed_optimised"`
		Round           bool   `json:"toolkit_round_trip"`
		RoundOptimised  bool   `json:"toolkit_round_trip_optimised"`
	}](t, "digital-link/compression.json")
	same := 0
	for _, row := range rows {
		for _, packed := range []string{row.Compressed, row.Optimised} {
			if packed == "" || !row.Round {
				continue // the other program refused, or lost data when it compressed
			}
			if got, err := Decompress(packed); err != nil || got != row.URI {
				t.Errorf("Decompress(%s) = %s, %v; want %s", packed, got, err, row.URI)
			}
		}
		packed, err := Compress(row.URI)
		if err != nil {
			t.Errorf("%s: %v", row.URI, err)
			continue
		}
		if got, err := Decompress(packed); err != nil || got != row.URI {
			t.Errorf("%s became %s and then %s, %v", row.URI, packed, got, err)
		}
		if packed == row.Optimised {
			same++
		} else if row.RoundOptimised {
			t.Errorf("%s: %s, another program writes %s", row.URI, packed, row.Optimised)
		}
	}
	t.Logf("%d rows, %d compressed to the same text", len(rows), same)
}

// TestCompressKeepsAll has what other programs lose.
func TestCompressKeepsAll(t *testing.T) {
	const stem = "https://x.example/stem/01/06901234567892"
	for _, uri := range []string{
		stem + "/10/66852353581110597537",
		stem + "/21/00012",
		stem + "/10/0",
		stem + "/10/00000000000000000000/21/99999999999999999999",
		stem + "/10/deadBEEF",
		stem + "/10/A%2F%22%25",
		stem + "/22/A/10/B/21/C?11=261101&17=261231&3103=001250&3922=0299",
		stem + "/10/L?17=261231&lang=zh&linkType=gs1:traceability#top",
		stem + "/10/L?lang=zh",
		"https://x.example/414/6901234000016/254/P0127",
		"https://x.example/253/1231231231232CERT-1",
		"https://x.example/255/1231231231232007",
		"https://x.example/8003/01231231231232ABC",
		"https://x.example/8006/069012345678920102/21/7",
		"https://x.example/8010/0628165987-A/8011/9876",
		"https://x.example/8018/123456789012345675/8019/123",
		"https://x.example/00/006141411234567890",
		stem + "?7007=261101261108", stem + "?7007=261101", stem + "?423=156392",
	} {
		packed, err := Compress(uri)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		if len(packed) > len(uri) {
			t.Errorf("%s grew to %s", uri, packed)
		}
		if got, err := Decompress(packed); err != nil || got != uri {
			t.Errorf("%s became %s and then %s, %v", uri, packed, got, err)
		}
	}
}

func TestCompressLeavesAlone(t *testing.T) {
	for _, uri := range []string{
		"https://x.example/01/06901234567892?3103=001250&17=261231", // another order
		"http://x.example/01/06901234567892/10/%41",                 // an escape that need not be
		"https://x.example/01/06901234567892?lang=zh&17=261231",
	} {
		if got, err := Compress(uri); err != nil || got != uri {
			t.Errorf("%s became %s, %v", uri, got, err)
		}
	}
	if _, err := Compress("https://x.example/page"); err == nil {
		t.Error("a page was compressed")
	}
}

func TestDecompressForms(t *testing.T) {
	const uri = "https://x.example/01/06901234567892/10/L"
	if got, err := Decompress(uri); err != nil || got != uri {
		t.Errorf("%s became %s, %v", uri, got, err)
	}
	packed, err := Compress(uri)
	if err != nil || packed == uri {
		t.Fatal(packed, err)
	}
	var w bitWriter
	w.elements(Elements{{AI: "10", Value: "L"}, {AI: "17", Value: "261231"}})
	half := "https://x.example/01/06901234567892/" + w.text()
	if got, err := Decompress(half); err != nil || got != uri+"?17=261231" {
		t.Errorf("%s became %s, %v", half, got, err)
	}
	for _, bad := range []string{"", "https://x.example/page", "https://x.example/AQyQUmp", "https://x.example/" + strings.Repeat("A", 3000), "https://x.example/_____"} {
		if got, err := Decompress(bad); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func FuzzCompress(f *testing.F) {
	f.Add("https://x.example/01/06901234567892/10/66852353581110597537?17=261231&k=v#f")
	f.Add("https://x.example/414/6901234000016/254/00")
	f.Fuzz(func(t *testing.T, uri string) {
		packed, err := Compress(uri)
		if err != nil {
			return
		}
		if got, err := Decompress(packed); err != nil || got != uri {
			t.Errorf("%q became %q and then %q, %v", uri, packed, got, err)
		}
	})
}

func FuzzDecompress(f *testing.F) {
	f.Add("https://zsl.example/GgyQUmpNXgTdCHcAW")
	f.Add("https://zsl.example/01/06901234567892/AQyQ?x=1#y")
	f.Fuzz(func(t *testing.T, uri string) {
		out, err := Decompress(uri)
		if err != nil || out == uri {
			return
		}
		if _, err := ParseLink(out); err != nil {
			t.Errorf("%q became %q: %v", uri, out, err)
		}
	})
}

func BenchmarkCompress(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compress("https://zsl.example/01/06901234567892/10/L20261101A/21/9?17=261231"); err != nil {
			b.Fatal(err)
		}
	}
}
