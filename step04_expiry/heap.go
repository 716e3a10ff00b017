package expiry

// An entry is a key with its value and deadline, all guarded by Store.mu.
type entry struct {
	key, value string
	deadline   int64 // milliseconds since the Unix epoch; 0 for none
	index      int   // its place in the heap, while it has a deadline
}

// expired follows Redis: a key lives through the millisecond of its deadline.
func (e *entry) expired(now int64) bool {
	return e.deadline != 0 && now > e.deadline
}

// deadlineHeap orders entries by when they die, soonest first, for package
// container/heap. Two may share an instant, so a deadline never identifies an
// entry. Each entry knows its index instead: when its deadline changes it is
// moved, and the heap holds no leftovers of earlier ones.
type deadlineHeap []*entry

func (h deadlineHeap) Len() int           { return len(h) }
func (h deadlineHeap) Less(i, j int) bool { return h[i].deadline < h[j].deadline }

func (h deadlineHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push appends x, an *entry. Call heap.Push instead.
func (h *deadlineHeap) Push(x any) {
	e := x.(*entry)
	e.index = len(*h)
	*h = append(*h, e)
}

// Pop removes the last entry. Call heap.Pop or heap.Remove instead.
func (h *deadlineHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil // else the array would keep the entry from the garbage collector
	*h = (*h)[:last]
	return e
}
