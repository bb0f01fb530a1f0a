package simtown

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/identity"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Person is an invented person or firm who asks for things.
type Person struct {
	Key    string    // place in the demo bar, "" for the others
	Title  lang.Text // as the demo bar says it
	ID     string    // account
	Party  string    // opaque tag of whose matter it is
	Is     casework.Person
	IsFirm bool
}

// Actor is the person as the commands see it.
func (p Person) Actor() access.Actor {
	return access.Actor{ID: p.ID, Name: p.Is.Name, Role: access.Citizen, Division: Division, Party: p.Party}
}

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "蓝", "雷", "钟", "欧阳", "司马", "诸葛"}
	given    = []string{"安", "宁", "溪", "禾", "晴", "川", "岚", "朗", "小满", "谷雨", "白露", "立秋", "知夏", "望舒", "清和", "明远", "素问", "若水", "长庚", "南星", "远志", "半夏", "青黛", "连翘", "思齐", "守拙", "采薇", "子衿", "如松", "映雪", "䶮", "㛃", "龘", "堃"}
	// minority are names in the ways of other peoples of the country.
	minority = []string{"阿依古丽·吐尔逊", "巴特尔", "扎西·平措", "热依罕·阿不力孜", "乌兰其其格", "金·善花"}
	trades   = []string{"食品", "机械", "纺织", "物流", "农业", "建材", "电子", "餐饮管理", "文化传播", "环保科技"}
	words    = []string{"清澜", "禾丰", "山月", "云栖", "双溪", "远山", "新竹", "晨光", "百川", "梧桐", "石桥", "澄江"}
	villages = []string{"桥头村", "上溪村", "下溪村", "竹坞村", "梅湾村", "石埠村", "禾塘村", "枫林村"}
)

// demoPeople are the three citizens of the demo bar.
func demoPeople() []Person {
	citizen, farmer := invent(1, 1986, "林小满"), invent(2, 1971, "钟望丰")
	citizen.Key, citizen.Title = "citizen", lang.T("我是市民", "I am a citizen")
	farmer.Key, farmer.Title = "farmer", lang.T("我是农户", "I am a farmer")
	f := firm(1, "澄溪县（虚构）双溪食品有限公司")
	f.Key, f.Title = "firm", lang.T("我是企业", "I am a firm")
	people := []Person{citizen, farmer, f}
	for i := range people {
		people[i].ID = "demo-" + people[i].Key
	}
	return people
}

// invent makes a natural person. n is unique; its number begins with 330599, which no
// place has, so that it can belong to nobody.
func invent(n, born int, name string) Person {
	id, err := idnum.MakeResident(fmt.Sprintf("%s%04d%02d%02d%03d", Division, born, n%12+1, n/12%28+1, n/336%1000))
	if err != nil {
		panic(err) // the format is ours
	}
	p := Person{Is: casework.Person{Name: name, IDKind: "resident", IDValue: id.String(),
		Phone: fmt.Sprintf("100%08d", n), Address: CountyName.ZH + villages[n%len(villages)] + fmt.Sprintf(" %d 号", n%300+1)}}
	return p.tagged(n)
}

// firm makes a legal person with a credit code that cannot exist.
func firm(n int, name string) Person {
	body, err := idnum.MakeOrganisation(fmt.Sprintf("DM%06d", n))
	if err != nil {
		panic(err)
	}
	code, err := idnum.MakeUSCC("91" + Division + string(body))
	if err != nil {
		panic(err)
	}
	p := Person{IsFirm: true, Is: casework.Person{Name: name, IDKind: "uscc", IDValue: code.String(),
		Phone: fmt.Sprintf("0500-5%07d", n), Address: CountyName.ZH + fmt.Sprintf("南片园区 %d 号", n%400+1)}}
	return p.tagged(n)
}

// Key is the key from which the tags of this county's people are made. It is no secret:
// whoever serves the county uses the same one, so that a window finds the same person.
func Key() [32]byte { return sha256.Sum256([]byte("a county that does not exist")) }

func (p Person) tagged(n int) Person {
	key := Key()
	p.Party = identity.PartyTag(key[:], p.Is.IDKind, p.Is.IDValue)
	p.ID = fmt.Sprintf("sim-%d", n)
	return p
}

// somebody invents the applicant of case n.
func somebody(rng *rand.Rand, n int, isFirm, elder bool) Person {
	n += 100 // the first hundred are the demo bar's
	if isFirm {
		return firm(n, fmt.Sprintf("澄溪县（虚构）%s%s有限公司", words[rng.IntN(len(words))], trades[rng.IntN(len(trades))]))
	}
	name := surnames[rng.IntN(len(surnames))] + given[rng.IntN(len(given))]
	if rng.IntN(40) == 0 {
		name = minority[rng.IntN(len(minority))]
	}
	born := 1966 + rng.IntN(40)
	if elder {
		born = 1938 + rng.IntN(27)
	}
	return invent(n, born, name)
}
