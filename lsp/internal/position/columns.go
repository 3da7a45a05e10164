package position

import (
	"sort"
	"unicode/utf8"
)

const (
	// short is up to which length a part of a line is counted from its start.
	short = 2048
	// blockSize is after how many bytes a block starts at the latest rune.
	blockSize = 512
)

// block says how many characters stand before an offset. With one for each 512
// bytes, a policy on one long line costs no more than one on many.
type block struct {
	offset     int
	characters int
}

// advance returns the offset that lies a number of characters after start, at
// most limit.
func (x *Index) advance(start, limit int, characters int64) int {
	from := block{offset: start}
	if limit-start > short {
		have := x.before(start)
		from = x.blockAt(func(b block) bool { return int64(b.characters) > int64(have)+characters })
		from.characters -= have
		if from.offset < start {
			from = block{offset: start}
		}
	}
	at, have := from.offset, int64(from.characters)
	for at < limit {
		size, width := x.next(at)
		if have += int64(width); have > characters {
			break
		}
		at += size
	}
	return min(at, limit)
}

// distance returns how many characters lie between two offsets.
func (x *Index) distance(start, end int) int {
	if end-start > short {
		return x.before(end) - x.before(start)
	}
	return x.tally(block{offset: start}, end)
}

// before returns how many characters of the text end at or before an offset.
func (x *Index) before(offset int) int {
	return x.tally(x.blockAt(func(b block) bool { return b.offset > offset }), offset)
}

// tally adds the characters that end between a block and an offset.
func (x *Index) tally(from block, offset int) int {
	at, have := from.offset, from.characters
	for at < offset {
		size, width := x.next(at)
		if at += size; at > offset {
			break
		}
		have += width
	}
	return have
}

// next returns the bytes and the characters of the rune at an offset.
func (x *Index) next(at int) (size, width int) {
	if x.text[at] < utf8.RuneSelf {
		return 1, 1
	}
	r, size := utf8.DecodeRuneInString(x.text[at:])
	return size, x.enc.width(r)
}

// blockAt returns the last block before the first that lies past what is wanted.
func (x *Index) blockAt(past func(block) bool) block {
	x.count.Do(func() { x.blocks = x.countBlocks() })
	i := sort.Search(len(x.blocks), func(i int) bool { return past(x.blocks[i]) })
	return x.blocks[max(0, i-1)]
}

func (x *Index) countBlocks() []block {
	blocks := make([]block, 1, len(x.text)/blockSize+1)
	characters := 0
	for at := 0; at < len(x.text); {
		if at-blocks[len(blocks)-1].offset >= blockSize {
			blocks = append(blocks, block{offset: at, characters: characters})
		}
		size, width := x.next(at)
		characters += width
		at += size
	}
	return blocks
}
