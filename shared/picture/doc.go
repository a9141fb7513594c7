// Package picture is the image core: what a picture file is, whether it may be
// decoded at all, its pixels, the operations on them, and the way back to a
// file of the same kind.
//
// The order of use is [Inspect] (headers only, nothing allocated by claimed
// size), [Acquire] (the process's memory budget), [Decode], operations such as
// [Picture.Grayscale], [Picture.Encode]. Decode inspects again, so a caller
// cannot forget it.
//
// Formats: JPEG, PNG and GIF are answered in their own format; TIFF and BMP
// and WebP too; a JPEG or BMP whose result has become transparent becomes PNG. Encode says which media type it wrote, and
// [Picture.SetFormat] and [Picture.SetQuality] ask it for others.
//
// What is kept of a file, besides its colours: EXIF orientation (as the only
// EXIF entry), the ICC profile where it still describes the colours, density,
// in another format's units where it becomes one, APP14 where it is still true,
// gAMA, cHRM, sRGB and cICP; an animation's frames, their times and loop count.
// Everything else is dropped: thumbnails, GPS, maker notes, comments, XMP,
// multi-picture data, bytes after the end.
//
// Known limits, on purpose: of an animated PNG, operations that look at more
// than single pixels make whole frames of 8 bits; an animated WebP is written
// frame by frame as it is seen, of each what differs from the one before; of a
// TIFF only the first page is read; JPEG pixels are encoded 4:2:0 by the
// standard library; interlaced files come back not interlaced.
//
// It is not for fetching or storing pictures, and not for HTTP. Every error
// that a person can do something about is a *fault.Error; a context's error is
// returned as it is.
package picture
