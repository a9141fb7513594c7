// Package failure holds the tests of docs/failures.md: parts of a running
// Reverie are killed, frozen and cut off, and nothing that was accepted may be
// lost. The parts are processes, and all that passes between them is HTTP.
//
// There is nothing in it to import.
package failure
