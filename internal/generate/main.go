// Command generate writes functions/functions.go, the list of all functions,
// and functions/recipe/suite.go, that of the converters which can be chained,
// from the folders under functions/. Its sibling generate/catalog then writes
// what follows from that list, and generate/docs the pages that explain the API.
// Run all with make generate.
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
	var steps []folder
	if err == nil {
		steps, err = chained("functions", folders)
	}
	if err == nil {
		err = writeSuite("functions/recipe/suite.go", steps)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
