package sat

// heap holds variables, the one with the highest score first, of equals the one
// with the lowest number.
type heap struct {
	score []float64
	bump  float64
	items []int32
	place []int32 // of a variable in items, -1 for none
}

func (h *heap) before(a, b int32) bool {
	return h.score[a] > h.score[b] || h.score[a] == h.score[b] && a < b
}

// add puts a variable in, unless it is there.
func (h *heap) add(v int) {
	for len(h.place) <= v {
		h.place = append(h.place, -1)
		h.score = append(h.score, 0)
	}
	if h.place[v] < 0 {
		h.place[v] = int32(len(h.items))
		h.items = append(h.items, int32(v))
		h.up(len(h.items) - 1)
	}
}

// pop takes the first variable out.
func (h *heap) pop() (int, bool) {
	if len(h.items) == 0 {
		return 0, false
	}
	v := h.items[0]
	last := len(h.items) - 1
	h.put(0, h.items[last])
	h.items = h.items[:last]
	h.place[v] = -1
	if last > 0 {
		h.down(0)
	}
	return int(v), true
}

// raise counts a variable that was in a conflict.
func (h *heap) raise(v int) {
	h.score[v] += h.bump
	if h.score[v] > 1e100 {
		for i := range h.score {
			h.score[i] *= 1e-100
		}
		h.bump *= 1e-100
	}
	if h.place[v] >= 0 {
		h.up(int(h.place[v]))
	}
}

// decay makes later conflicts count more.
func (h *heap) decay() { h.bump /= 0.95 }

func (h *heap) put(i int, v int32) {
	h.items[i] = v
	h.place[v] = int32(i)
}

func (h *heap) up(i int) {
	v := h.items[i]
	for i > 0 {
		p := (i - 1) / 2
		if !h.before(v, h.items[p]) {
			break
		}
		h.put(i, h.items[p])
		i = p
	}
	h.put(i, v)
}

func (h *heap) down(i int) {
	v := h.items[i]
	for {
		c := 2*i + 1
		if c >= len(h.items) {
			break
		}
		if c+1 < len(h.items) && h.before(h.items[c+1], h.items[c]) {
			c++
		}
		if !h.before(h.items[c], v) {
			break
		}
		h.put(i, h.items[c])
		i = c
	}
	h.put(i, v)
}
