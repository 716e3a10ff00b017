package pubsub

const (
	// minRing is the number of places that a ring starts with.
	minRing = 8

	// maxSpare is the number of places that a ring keeps however few items it
	// has. One burst would otherwise cost a subscriber its memory for good.
	maxSpare = 1024
)

// item is what a queue holds: bytes to be written.
type item struct {
	bytes     []byte
	published bool // it is a message: neither a reply nor a confirmation
}

// ring is a first-in, first-out buffer of items. It grows and shrinks by powers of
// two, so that a steady flow through it allocates nothing.
type ring struct {
	places []item // its length is 0 or a power of two
	start  int    // where in places the oldest item is
	count  int    // the number of items
}

// push adds an item.
func (r *ring) push(it item) {
	if r.count == len(r.places) {
		r.resize(max(minRing, 2*len(r.places)))
	}
	*r.at(r.count) = it
	r.count++
}

// at returns the place i places after that of the oldest item.
func (r *ring) at(i int) *item {
	return &r.places[(r.start+i)&(len(r.places)-1)]
}

// first returns the oldest item, in its place. There must be one.
func (r *ring) first() *item { return &r.places[r.start] }

// pop removes the oldest item. There must be one.
func (r *ring) pop() item {
	place := r.first()
	it := *place
	*place = item{} // its bytes are no longer the ring's to keep
	r.count--
	if r.count == 0 {
		r.start = 0 // an idle ring stays in one cache line
	} else {
		r.start = (r.start + 1) & (len(r.places) - 1)
	}
	return it
}

// trim gives memory back that a burst has left behind.
func (r *ring) trim() {
	if len(r.places) <= maxSpare {
		return
	}
	size := len(r.places)
	for size > maxSpare && r.count <= size/4 {
		size /= 2
	}
	if size != len(r.places) {
		r.resize(size)
	}
}

// resize moves the items to size places, which is a power of two and enough.
func (r *ring) resize(size int) {
	places := make([]item, size)
	for i := range r.count {
		places[i] = *r.at(i)
	}
	r.places, r.start = places, 0
}
