package pubsub

import (
	"testing"

	"pgregory.net/rapid"
)

// TestIndexKnowsThePlaceOfEachMember: whoever is added and removed, the members of a
// name are those that were added last, each once, at the place that they know of.
func TestIndexKnowsThePlaceOfEachMember(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newIndex(func(s *Subscriber) map[string]int { return s.channels })
		all := make([]*Subscriber, 6)
		for i := range all {
			all[i] = &Subscriber{channels: map[string]int{}}
		}
		type membership struct {
			name string
			s    *Subscriber
		}
		model := map[membership]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "changes") {
			m := membership{rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name"), rapid.SampledFrom(all).Draw(t, "subscriber")}
			if rapid.Bool().Draw(t, "add") {
				x.add(m.name, m.s)
				model[m] = true
			} else {
				x.remove(m.name, m.s)
				delete(model, m)
			}
			found, places := 0, 0
			for name, set := range x.sets {
				for place, s := range set.members {
					if at, there := s.channels[name]; !there || at != place || !model[membership{name, s}] {
						t.Fatalf("a member of %q at place %d knows of place %d, %t", name, place, at, there)
					}
					found++
				}
				for _, left := range set.members[len(set.members):cap(set.members)] {
					if left != nil {
						t.Fatalf("%q keeps one who has left in memory", name)
					}
				}
				if x.count(name) != len(set.members) || x.count(name) == 0 {
					t.Fatalf("%q has %d members, count says %d", name, len(set.members), x.count(name))
				}
			}
			for _, s := range all {
				places += len(s.channels)
			}
			if found != len(model) || places != len(model) {
				t.Fatalf("%d members who know %d places, want %d", found, places, len(model))
			}
		}
	})
}
