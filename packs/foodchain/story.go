package foodchain

import (
	"context"
	"fmt"

	"banjie/internal/lang"
	"banjie/internal/pack"
)

// story is the pack's chapter of the reform's story, with the county's own figures.
func (l *lands) story() map[string]pack.Chapter {
	return map[string]pack.Chapter{"food-chain": {
		Here: lang.T("扫一扫就知道从哪块地来、那一年土壤是哪一类、有哪些证、有没有召回；查不到的明说。召回发出就通知到每个持有者，土壤不好的地块自动立案采取措施",
			"One scan tells the plot, the class of its soil in that year, the papers and whether it is recalled, and says what is not known. A recall reaches every holder by one press; soil that asks for measures opens a case by itself"),
		Live: "/scan",
		Ours: l.figures,
	}}
}

func (l *lands) figures(ctx context.Context) (lang.Text, error) {
	var n [3]int64
	for i, q := range []string{
		`select count(*) from food_business where division = ? and by_whom <> 'neighbour'`,
		`select coalesce(sum(fresh), 0) from food_capture where division = ?`,
		`select count(*) from soil_parcel where division = ? and valid_to = 0`,
	} {
		if err := l.host.DB.QueryRow(ctx, q, l.host.Division).Scan(&n[i]); err != nil {
			return lang.Text{}, fmt.Errorf("foodchain: story: %w", err)
		}
	}
	return lang.Format("登记的经营者 %[1]d 家，追溯事件 %[2]d 条，土壤档案地块 %[3]d 块。", "Businesses on record: %[1]d; trace events: %[2]d; plots in the soil archive: %[3]d.", n[0], n[1], n[2]), nil
}
