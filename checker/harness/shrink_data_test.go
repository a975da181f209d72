package harness

import (
	"slices"
	"testing"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// Values that were different stay so, in their order; MDSs and pools go as far as the
// steps that are left let them.
func TestShrinkOfData(t *testing.T) {
	p := wideShape()
	p.MDSs = 2
	p.Clients = [][]Step{{
		{Do: Do(history.WriteValue), Value: 70}, {Do: Do(history.WriteValue), Value: 30},
		{Do: Do(history.PoolAdd), Pool: "slow"}, {Do: Do(history.PoolList), Pool: "fast"},
		{Do: Do(history.Create), Node: lustre.FirstMDS, Pool: "slow"},
	}}
	counts := func(p *Plan) bool { return p.size() == 5 }
	falls := func(p *Plan) bool { return p.Clients[0][0].Value > p.Clients[0][1].Value }
	small, complete := Shrink(p, ShrinkOptions{}, needs(counts, falls))
	if values := small.values(); !complete || !slices.Equal(values, []uint64{1, 2}) {
		t.Errorf("complete %v, values %v", complete, values)
	}
	if pools := small.pools(); !slices.Equal(pools, []string{"fast"}) || small.MDSs != 1 {
		t.Errorf("pools %v, %d MDSs", pools, small.MDSs)
	}
	without, _ := Shrink(p, ShrinkOptions{}, needs(has(Do(history.PoolAdd))))
	if without.MDSs != 0 || without.size() != 1 {
		t.Errorf("%d MDSs and %d steps are left", without.MDSs, without.size())
	}
}

// What a plan needs of its values and pools stays.
func TestShrinkKeepsNeededData(t *testing.T) {
	p := wideShape()
	p.Clients = [][]Step{{{Do: Do(history.WriteValue), Value: 70}, {Do: Do(history.PoolAdd), Pool: "slow"},
		{Do: Do(history.PoolRemove), Pool: "fast"}}}
	large := func(p *Plan) bool { values := p.values(); return len(values) == 1 && values[0] == 70 }
	two := func(p *Plan) bool { return len(p.pools()) == 2 }
	if small, complete := Shrink(p, ShrinkOptions{}, needs(large, two)); !complete || !large(&small) || !two(&small) {
		t.Errorf("complete %v, left %+v", complete, small.Clients)
	}
}
