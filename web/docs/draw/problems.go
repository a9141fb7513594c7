package draw

import (
	"fmt"
	"net/http"

	"github.com/reverie-image/reverie/shared/fault"
)

// Advice explains a problem: what it means, and what to do about it.
type advice struct {
	Means string
	Do    []string
}

var explained = map[fault.Code]advice{
	fault.Malformed: {"The request cannot be read as HTTP or as what it says it is: a query that cannot be parsed, a broken form, a body that is empty or breaks off, JSON that is none.",
		[]string{"Compare the request with the examples of the API.", "With curl, send an image with --data-binary and not with -d, which changes its bytes."}},
	fault.Unauthenticated: {"This needs an account, and the request has no valid access token: there is none, it has expired, it was changed, or it comes from elsewhere. Signing in with a wrong name or password gets the same answer.",
		[]string{"Sign in, and send the access_token as “Authorization: Bearer …”.", "An access token that has expired is replaced with POST /api/refresh."}},
	fault.Forbidden: {"A page of another site made the browser send this request. Reverie takes changes only from its own pages and from programs.",
		[]string{"Use Reverie's own page, or call the API from a program.", "Who runs this Reverie can allow another origin."}},
	fault.NotFound: {"There is nothing at this address, or nothing that you may see: both get one answer. A job is gone 100 seconds after its last sign of life.",
		[]string{"Check the address.", "If a job has expired, send the picture again.", "If the job was sent signed in, ask with the same account."}},
	fault.MethodNotAllowed: {"The address exists, but not with this method.",
		[]string{"Use one of the methods in the Allow header."}},
	fault.RequestTimeout: {"The body came in too slowly, or stopped.",
		[]string{"Try again on a better connection.", "Make the picture smaller first."}},
	fault.Conflict: {"Somebody else was first: a username is taken, or the same thing was changed at the same time.",
		[]string{"Choose another username.", "Otherwise fetch the current state and try again."}},
	fault.PreconditionFailed: {"What you wanted to change is no longer what you saw.",
		[]string{"Fetch it again and repeat the change."}},
	fault.TooLarge: {"The picture is over a limit: 5 MiB (5242880 bytes) as a file, 50 megapixels, 16383 pixels a side, 100 megapixels over all frames of an animation. Other bodies have a limit of 64 KiB.",
		[]string{"Make the picture smaller, or save it with a lower quality."}},
	fault.UnsupportedImage: {"The bytes are not an image of a format that is taken. The file's name and the declared type play no part.",
		[]string{"Send JPEG, PNG, GIF, WebP, TIFF or BMP. SVG and HEIC are not taken."}},
	fault.CorruptImage: {"The image is cut off or damaged, so that it cannot be decoded.",
		[]string{"Open it in another program to see whether it is whole.", "Download or export it again."}},
	fault.InvalidParameters: {"A parameter or field is unknown, missing, of the wrong type or out of range. The detail names it.",
		[]string{"Look the parameters up at /api/converters."}},
	fault.UnknownConverter: {"There is no converter of that name.",
		[]string{"Take a name from /api/converters."}},
	fault.IdempotencyReuse: {"The Idempotency-Key was used before, for a request with another picture or other parameters.",
		[]string{"Use a new key for every new request, and the old one only to repeat it."}},
	fault.TooManyRequests: {"Too many requests or attempts in a short time.",
		[]string{"Wait as many seconds as Retry-After says."}},
	fault.ConversionFailed: {"The job ended without a picture. The detail says why; when the picture was at fault, reason is the code of that problem.",
		[]string{"Try another picture, or the same one with other parameters.", "If it happens with every picture, report it with the job's ID."}},
	fault.Internal: {"A mistake on this side.",
		[]string{"Try again.", "If it stays, report it with the request's ID, which is in X-Request-Id and in instance."}},
	fault.Unavailable: {"Something that this needs cannot be reached: storage, accounts, a function that is starting. What was accepted is not lost.",
		[]string{"Try again after as many seconds as Retry-After says.", "Converting pictures works without an account while accounts cannot be reached."}},
	fault.WorkerLost: {"The worker that had the job disappeared, and nobody took the job over in time.",
		[]string{"Send the picture again."}},
}

// problem is the page about a kind of problem.
func problem(code fault.Code) ([]byte, error) {
	a, ok := explained[code]
	if !ok {
		return nil, fmt.Errorf("nothing explains the problem %s", code)
	}
	return render("problem.html", map[string]any{
		"Code": code, "Title": code.Title(), "Status": code.Status(), "StatusText": http.StatusText(code.Status()), "Advice": a,
	})
}
