package chain_test

import (
	"testing"

	"banjie/packs/foodchain/chain"
)

func TestVillage(t *testing.T) {
	for address, want := range map[string]string{
		"清溪县东坞镇东坞村3组12号": "清溪县东坞镇东坞村", "城关街道人民路12号": "城关街道", "西塘镇老街8号": "西塘镇", "人民路12号": "", "": "", "村": "", "东湖社区5幢201": "东湖社区",
	} {
		if got := chain.Village(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

// No household, and nobody whom a neighbour named, is shown by name or telephone.
func TestPublicName(t *testing.T) {
	const name, phone = "钟某某（虚构）", "05005000001"
	firm := chain.Business{Kind: chain.Factory, Name: name, Phone: phone, Code: "91330599MADM0000XX", By: chain.BySelf, Proven: true}
	if firm.PublicName().ZH != name || firm.PublicPhone() != phone {
		t.Errorf("a firm: %v %q", firm.PublicName(), firm.PublicPhone())
	}
	for what, b := range map[string]chain.Business{
		"household":  {Kind: chain.Farm, Name: name, Phone: phone, Household: true, By: chain.ByPaper},
		"not proven": {Kind: chain.Factory, Name: name, Phone: phone, Code: "91330599MADM0000XX", By: chain.BySelf},
		"neighbour":  {Kind: chain.Stall, Name: name, Phone: phone, By: chain.ByNeighbour},
	} {
		if got := b.PublicName(); got.ZH == name || got.ZH == "" || got.EN == "" || b.PublicPhone() != "" {
			t.Errorf("%s: %v %q", what, got, b.PublicPhone())
		}
	}
}
