// Command generate writes functions/functions.go, the list of all functions,
// from the folders under functions/. Its sibling generate/catalog then writes
// what follows from that list. Run both with make generate.
package main

import (
	"fmt"
	"os"
)

func main() {
	folders, err := scan("functions")
	if err == nil {
		err = writeList("functions/functions.go", folders)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
