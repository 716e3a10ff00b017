package pubsub

// set is a set of subscribers.
type set map[*Subscriber]struct{}

// index finds the subscribers of a channel or a pattern by its name. It has no
// empty sets (T5).
type index map[string]set

// add adds s to the subscribers of name.
func (x index) add(name string, s *Subscriber) {
	if x[name] == nil {
		x[name] = make(set)
	}
	x[name][s] = struct{}{}
}

// remove removes s from the subscribers of name, and name with the last of them.
func (x index) remove(name string, s *Subscriber) {
	delete(x[name], s)
	if len(x[name]) == 0 {
		delete(x, name)
	}
}
