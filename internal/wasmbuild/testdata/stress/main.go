// Stress runs what the tables of functions are for: stacks that grow, that are scanned while
// they are full of pointers, that panics go up, and that are printed. It prints what comes
// out, which must be the same after stripping.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
)

func main() {
	debug.SetGCPercent(1)
	if len(os.Args) > 1 {
		fall(3)
	}
	fmt.Println("deep:", deep(4000, nil))
	fmt.Println("growing:", growing())
	fmt.Println("goroutines:", goroutines())
	fmt.Println("mixed:", mixed(300, "s", []int{1}, map[string]*node{}, nil))
	fmt.Println("reflected:", reflected())
	for _, f := range faults {
		fmt.Println("fault:", fault(f))
	}
	fmt.Println("defers:", defers(5), loopDefers(50))
	fmt.Println("nested:", nested())
	fmt.Println("names:", strings.Join(names(), " "))
	_, file, line, ok := runtime.Caller(0)
	fmt.Fprintln(os.Stderr, file, line)
	fmt.Println("caller:", ok)
	fmt.Println("stack:")
	var s shape = &square{side: 2}
	fmt.Println(s.stack(1, "a"))
	fmt.Println("finalized:", finalized())
}

type node struct {
	next  *node
	value int
	pad   [7]*int
}

// deep keeps pointers on the stack, in each frame another, that nothing else has.
func deep(n int, up *node) int {
	here := &node{next: up, value: n}
	number := new(int)
	*number = n
	here.pad[n%7] = number
	if n == 0 {
		runtime.GC()
		garbage(200)
		return sum(up)
	}
	text := fmt.Sprint("level ", n)
	result := deep(n-1, here)
	if n%500 == 0 {
		runtime.GC()
	}
	if text != fmt.Sprint("level ", n) || here.value != n || *here.pad[n%7] != n || *number != n {
		panic("a frame lost what it had")
	}
	return result
}

func sum(n *node) int {
	total := 0
	for ; n != nil; n = n.next {
		total += n.value + *n.pad[n.value%7]
	}
	return total
}

// garbage fills what was freed.
func garbage(n int) int {
	var kept []*node
	for i := range n {
		kept = append(kept, &node{value: -i})
		if i%50 == 49 {
			kept = nil
		}
	}
	return len(kept)
}

// growing moves stacks whose frames point into each other.
func growing() int {
	total := 0
	for range 20 {
		done := make(chan int)
		go func() {
			var local [16]int
			grow(300, &local, func(i int) { local[i%16]++ })
			n := 0
			for _, v := range local {
				n += v
			}
			done <- n
		}()
		total += <-done
	}
	return total
}

func grow(n int, up *[16]int, visit func(int)) {
	var here [16]int
	here[n%16] = n
	up[n%16]++
	visit(n)
	if n > 0 {
		grow(n-1, &here, visit)
	}
	if n%100 == 0 {
		runtime.GC() // may also shrink the stack
	}
	if n > 0 && here[(n-1)%16] == 0 {
		panic("a frame below wrote elsewhere")
	}
}

func goroutines() int {
	var wait sync.WaitGroup
	results := make(chan *node, 4)
	for i := range 40 {
		wait.Go(func() {
			own := &node{value: i}
			for j := range 20 {
				runtime.Gosched()
				own = &node{next: own, value: j}
				garbage(20)
			}
			results <- own
		})
	}
	go func() { wait.Wait(); close(results) }()
	total := 0
	for n := range results {
		for ; n != nil; n = n.next {
			total += n.value
		}
	}
	return total
}

// mixed has parameters of all kinds, some of which are dead at some calls.
func mixed(n int, s string, list []int, m map[string]*node, f func() string) string {
	if n == 0 {
		runtime.GC()
		return fmt.Sprint(len(s), len(list), len(m), f())
	}
	var any any = s
	if n%2 == 0 {
		list = append(slices.Clone(list), n)
		m[fmt.Sprint(n)] = &node{value: n}
	}
	g := func() string { return s[:min(3, len(s))] + any.(string)[:1] }
	out := mixed(n-1, s+"x", list, m, g)
	if v := m[fmt.Sprint(n)]; v != nil && v.value != n {
		panic("the map lost a node")
	}
	return out
}

func reflected() string {
	swap := reflect.MakeFunc(reflect.TypeFor[func(string, *node) (*node, string)](), func(in []reflect.Value) []reflect.Value {
		runtime.GC()
		return []reflect.Value{in[1], in[0]}
	}).Interface().(func(string, *node) (*node, string))
	n, s := swap(fmt.Sprint("a", 1), &node{value: 7})
	area := reflect.ValueOf(&square{side: 3}).MethodByName("Area").Call(nil)[0].Int()
	value := (&square{side: 4}).Area // a method value
	list := []string{"c", "a", "b"}
	sort.Slice(list, func(i, j int) bool { runtime.GC(); return list[i] < list[j] })
	return fmt.Sprint(n.value, s, area, value(), list)
}

type shape interface{ stack(n int, s string) string }

type square struct{ side int }

func (s *square) Area() int { return s.side * s.side }

func (s *square) stack(n int, text string) string {
	if n > 0 {
		return s.stack(n-1, text)
	}
	return func() string { return string(debug.Stack()) }()
}

var (
	empty []int
	zero  int
	null  *node
	other any = "text"
)

var faults = []func(){
	func() { fmt.Println(empty[zero+3]) },
	func() { fmt.Println(empty[zero+2 : zero+1]) },
	func() { fmt.Println([4]int(empty)) },
	func() { fmt.Println(1 / zero) },
	func() { fmt.Println(1 << (zero - 1)) },
	func() { fmt.Println(null.value) },
	func() { fmt.Println(other.(int)) },
	func() { fmt.Println(other.(shape)) },
	func() { fmt.Println(make([]int, zero-1)) },
	func() { var m map[int]int; m[1] = 1 },
	func() { panic(errors.New("an error")) },
	func() { close((chan int)(nil)) },
}

// fault says what a function panics with, and from where.
func fault(f func()) (out string) {
	defer func() {
		err := recover()
		runtime.GC()
		out = fmt.Sprintf("%T %v %s", err, err, strings.Join(names(), " "))
	}()
	f()
	return "nothing"
}

func defers(n int) (out string) {
	text := fmt.Sprint(n)
	defer func() { out += text }()
	if n > 2 {
		defer func(p *node) { runtime.GC(); out += fmt.Sprint("n", p.value) }(&node{value: n})
	}
	defer func() {
		if recover() != nil {
			out += "r"
		}
	}()
	if n > 0 {
		out = defers(n-1) + ","
	}
	return fmt.Sprint(out, empty[n])
}

func loopDefers(n int) (total int) {
	for i := range n {
		p := &node{value: i}
		defer func() { total += p.value; garbage(2) }()
	}
	return 0
}

// nested panics while it recovers, and leaves a goroutine.
func nested() (out string) {
	defer func() { out += fmt.Sprint(recover()) }()
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- "left;" }()
		runtime.Goexit()
	}()
	for s := range done {
		out += s
	}
	defer func() {
		defer func() { out += fmt.Sprint(recover(), ";") }()
		panic(fmt.Sprint("second after ", recover()))
	}()
	panic("first")
}

// names are those of the functions on the stack.
func names() []string {
	pcs := make([]uintptr, 50)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var out []string
	for {
		f, more := frames.Next()
		out = append(out, f.Function)
		if !more {
			return out
		}
	}
}

func finalized() bool {
	done := make(chan bool, 1)
	runtime.SetFinalizer(&node{value: 1}, func(*node) { done <- true })
	runtime.GC()
	return <-done
}

// fall ends the program with a panic that nothing recovers from.
func fall(n int) {
	if n == 0 {
		fmt.Println(empty[zero])
	}
	fall(n - 1)
}
