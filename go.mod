module github.com/reverie-image/reverie

go 1.25.0

require (
	github.com/chromedp/chromedp v0.23.0
	github.com/openfaas/templates-sdk/go-http v0.0.0-20220408082716-5981c545cb03
	github.com/reverie-image/reverie/shared v0.0.0
	github.com/versity/versitygw v1.8.0
)

replace github.com/reverie-image/reverie/shared => ./shared
