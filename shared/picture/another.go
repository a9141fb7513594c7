package picture

// Another estimates the bytes of one more picture with a file's channels and
// depth, of w × h pixels as they are shown: what an operation makes that cannot
// work in place. Of an animation it is the frames made anew.
func (i Info) Another(w, h int) int64 {
	n := int64(w) * int64(h)
	switch {
	case i.Frames > 1 && (i.Format == PNG || i.Format == WebP): // whole frames, and then the strip of them
		return n * 8 * (int64(i.Frames) + 1)
	case i.Frames > 1 || i.Format == GIF:
		return n * (int64(i.Frames) + 8)
	case i.Depth == 16:
		return 8 * n
	}
	return 4 * n
}

// As estimates the bytes that writing a picture in another format takes, beside
// itself: its pixels once more, as that format wants them. GIF's frames become
// colours for PNG, and WebP's are drawn one by one.
func (i Info) As(f Format) int64 {
	n := 8 * i.pixels()
	switch {
	case i.Frames > 1 && i.Format == GIF && f == PNG:
		n += 4 * int64(i.Frames) * i.pixels()
	case i.Frames > 1 && f == WebP:
		n += 16 * i.pixels()
	}
	return n
}
