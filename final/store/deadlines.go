package store

// deadlineHeap orders deadlines by when they come, soonest first: each is at or
// after the one at (i-1)/heapArity. Two keys may share an instant, so a deadline is never
// used as identity: each entry knows its index instead, and is moved or taken out in
// O(log n). The deadlines are in the heap by value, so that comparing them
// reads no entry.
type deadlineHeap []deadlineItem

// deadlineItem is the deadline of the entry in a slot.
type deadlineItem struct {
	deadline int64
	slot     int32
}

// heapArity is the number of children. With four, an item moves half as many levels as
// with two, and the children it is compared with, 64 bytes in a row, are in two
// cache lines at most.
const heapArity = 4

// schedule gives e the deadline, or none if it is 0, and keeps the heap in step.
func (s *shard) schedule(e *entry, deadline int64) {
	before := e.deadline
	e.deadline = deadline
	i := int(e.index)
	switch {
	case before == 0 && deadline == 0:
	case before == 0:
		s.deadlines = append(s.deadlines, deadlineItem{})
		s.rise(len(s.deadlines)-1, deadlineItem{deadline, e.slot})
	case deadline != 0:
		s.settle(i, deadlineItem{deadline, s.deadlines[i].slot})
	default:
		last := len(s.deadlines) - 1
		item := s.deadlines[last]
		s.deadlines = s.deadlines[:last]
		if i != last {
			s.settle(i, item)
		}
	}
}

// settle puts item where it belongs, instead of the item at i.
func (s *shard) settle(i int, item deadlineItem) {
	if i > 0 && item.deadline < s.deadlines[(i-1)/heapArity].deadline {
		s.rise(i, item)
	} else {
		s.sink(i, item)
	}
}

// rise puts item at i or, later items making way, at a parent.
func (s *shard) rise(i int, item deadlineItem) {
	for i > 0 {
		parent := (i - 1) / heapArity
		if s.deadlines[parent].deadline <= item.deadline {
			break
		}
		s.place(i, s.deadlines[parent])
		i = parent
	}
	s.place(i, item)
}

// sink puts item at i or, sooner items making way, at a child.
func (s *shard) sink(i int, item deadlineItem) {
	for {
		first := i*heapArity + 1
		if first >= len(s.deadlines) {
			break
		}
		soonest := first
		for child := first + 1; child < min(first+heapArity, len(s.deadlines)); child++ {
			if s.deadlines[child].deadline < s.deadlines[soonest].deadline {
				soonest = child
			}
		}
		if item.deadline <= s.deadlines[soonest].deadline {
			break
		}
		s.place(i, s.deadlines[soonest])
		i = soonest
	}
	s.place(i, item)
}

// place puts item at i and tells its entry.
func (s *shard) place(i int, item deadlineItem) {
	s.deadlines[i] = item
	s.at(item.slot).index = int32(i)
}
