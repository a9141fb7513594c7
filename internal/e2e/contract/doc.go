// Package contract holds the running service to its OpenAPI document: every
// example request of every operation is sent, every documented status is
// provoked, and no answer may differ from what the document says of it.
//
// It holds tests only. What hostile input does is for package input.
package contract
