// Package input attacks a running Reverie with bad input: pictures that are
// damaged, hostile or none, parameters, forms and headers out of order, forged
// tokens, and requests that no decent client sends. Each case has its answer,
// and every answer is held against the OpenAPI document besides.
//
// It holds tests only.
package input
