// Package safetensors reads and writes files of named tensors in the format of
// https://github.com/huggingface/safetensors (its README is the specification):
// the header's length in 8 bytes, a JSON header, then the tensors' bytes
// without a gap. It believes nothing that a file says before it has checked it,
// and knows nothing of what the tensors mean.
package safetensors
