// Command engine is Reverie's side of make bench-dream, in a process of its own
// so that its time, memory and start can be measured.
//
//	engine export DIR            write the network, the picture and the jitter for PyTorch
//	engine job DIR W H OCTAVES STEPS
//	engine gradient DIR W H      the gradient of one picture, into DIR
//	engine cold                  the first gradient of a picture of 64 × 64
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	name, dir := "", ""
	if len(args) > 0 {
		name = args[0]
	}
	if len(args) > 1 {
		dir = args[1]
	}
	numbers, err := integers(args[min(2, len(args)):])
	switch n := len(numbers); {
	case err != nil:
		return err
	case name == "export" && n == 4:
		return export(dir, job{numbers[0], numbers[1], numbers[2], numbers[3]})
	case name == "job" && n == 4:
		return dreamt(dir, job{numbers[0], numbers[1], numbers[2], numbers[3]})
	case name == "gradient" && n == 2:
		return gradient(dir, numbers[0], numbers[1])
	case name == "cold":
		return cold()
	}
	return fmt.Errorf("see the command's comment for its arguments")
}

func integers(args []string) (list []int, err error) {
	for _, a := range args {
		n, err := strconv.Atoi(a)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}
