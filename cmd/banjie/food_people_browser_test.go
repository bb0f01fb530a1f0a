package main

import (
	"testing"

	"banjie/internal/testenv"
)

// A farm registers, says what it grows, records a harvest and sees it on its page: all on a
// telephone, by pressing what the pages show.
func TestFarmRecordsAHarvest(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("farmer")
	v.open("/food")
	v.shot("food-home")
	v.open("/food/register")
	v.shot("food-kinds")
	v.leads(func() { v.click(v.element(`a[href="/food/register?kind=farm"]`)) })
	v.fill("name", "梅湾林家（虚构）", "phone", "05005999999")
	v.shot("food-register")
	v.click(v.element(`input[name=household]`))
	v.leads(func() { v.click(v.element("main form button[type=submit]")) })
	v.sees("登记好了")
	v.shot("food-products")
	v.fill("product", "东魁杨梅", "days", "3")
	v.leads(func() { v.click(v.element("main form button[type=submit]")) })
	v.sees("采收")
	v.shot("food-hub")
	v.leads(func() { v.click(v.element(`a[href$="/do/harvest"]`)) })
	v.fill("amount", "25.5")
	v.shot("food-harvest")
	v.leads(func() { v.click(v.element("main form button[type=submit]")) })
	v.sees("采收已经记下", "批号")
	v.shot("food-done")
	v.leads(func() { v.click(v.element(`main .actions a.quiet`)) })
	v.sees("东魁杨梅", "25.5 千克")
	v.shot("food-stock")
	if out, err := execute(t, fsckCommand(), "", "--data", c.dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
