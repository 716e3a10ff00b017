package store

import "container/heap"

// deadlineHeap orders entries by when they die, soonest first. Two keys may share
// an instant, so a deadline is never used as identity: each entry knows
// its index instead, and is moved or taken out in O(log n).
type deadlineHeap []*entry

var _ heap.Interface = (*deadlineHeap)(nil)

func (h deadlineHeap) Len() int           { return len(h) }
func (h deadlineHeap) Less(i, j int) bool { return h[i].deadline < h[j].deadline }

func (h deadlineHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = int32(i), int32(j)
}

// Push is for container/heap.
func (h *deadlineHeap) Push(x any) {
	e := x.(*entry)
	e.index = int32(len(*h))
	*h = append(*h, e)
}

// Pop is for container/heap.
func (h *deadlineHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil // or the array would keep a removed entry and its value alive
	*h = (*h)[:last]
	return e
}

// schedule gives e the deadline, or none if it is 0, and keeps the heap in step.
func (h *deadlineHeap) schedule(e *entry, deadline int64) {
	before := e.deadline
	switch {
	case before == 0 && deadline == 0:
	case before == 0:
		e.deadline = deadline
		heap.Push(h, e)
	case deadline == 0:
		heap.Remove(h, int(e.index))
		e.deadline = 0
	default:
		e.deadline = deadline
		heap.Fix(h, int(e.index))
	}
}
