// Command image writes the base of the container image as an OCI image layout: an
// index of one image per architecture, each with the one layer that a static
// binary needs, which holds certificate authorities, a user who is not root, and
// /tmp. Nothing is downloaded but Go modules, and the same source and Go give the
// same bytes.
//
//	image FOLDER    prints the base's reference, as ko takes it
//
// It is a module of its own since the authorities ask for a newer Go than Reverie.
package main

import (
	"fmt"
	"os"
)

// repository is what ko calls the base. Nothing is ever asked there: ko finds the
// digest in its cache, which is the folder that this command writes.
const repository = "localhost/reverie/base"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: image FOLDER")
		os.Exit(2)
	}
	digest, err := write(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
	fmt.Println(repository + "@" + digest)
}
