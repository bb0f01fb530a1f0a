package sqldb

// Queued is how many units wait for the next group.
func (w *Writer) Queued() int { return len(w.queue) }
