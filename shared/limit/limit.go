// Package limit bounds how often one client may ask for something that costs
// much. It counts in one process only: what all processes of a function have
// together is for the platform to limit.
package limit

import (
	"container/list"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

const (
	// clientsKept bounds memory. Whoever is forgotten for another one starts
	// with all tries, so a botnet can get around this limit, though not around
	// the queue for hashes.
	clientsKept = 4096
	// crowd is how many people an address that is no public one may stand for.
	crowd = 50
)

// Client is who a request comes from, as far as an address tells: the first
// one in X-Forwarded-For, which the gateway sets and proxies behind it append
// to. One household has a whole /64 of IPv6. It is empty for no address.
func Client(header http.Header) string {
	first, _, _ := strings.Cut(header.Get("X-Forwarded-For"), ",")
	ip, err := netip.ParseAddr(strings.TrimSpace(first))
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		return netip.PrefixFrom(ip, 64).Masked().Addr().String()
	}
	return ip.String()
}

var carriers = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598

// isCrowd tells addresses that are rather a proxy's or a router's than one
// client's: unless the gateway trusts its ingress, everybody may share one.
func isCrowd(client string) bool {
	ip, err := netip.ParseAddr(client)
	return err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() || carriers.Contains(ip)
}

// Limiter gives each client a bucket of tries that fills again with time.
// Addresses that are not public, and none, have 50 times as many: they tend to
// be a proxy's.
type Limiter struct {
	burst float64
	every time.Duration // for one more try
	now   func() time.Time

	mu      sync.Mutex
	recent  *list.List // of *clientTries, the latest in front
	clients map[string]*list.Element
}

type clientTries struct {
	client string
	left   float64
	at     time.Time
}

// New allows burst tries at once and perMinute more in each minute.
func New(burst, perMinute int, now func() time.Time) *Limiter {
	return &Limiter{
		burst: float64(burst), every: max(time.Minute/time.Duration(perMinute), 1), now: now,
		recent: list.New(), clients: map[string]*list.Element{},
	}
}

// Take uses up one try. Its error is fault.TooManyRequests: none is left.
func (l *Limiter) Take(client string) error {
	burst, every := l.burst, l.every
	if isCrowd(client) {
		burst, every = burst*crowd, max(every/crowd, 1)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	t := l.of(client, burst, now)
	t.left = min(burst, t.left+max(0, float64(now.Sub(t.at))/float64(every)))
	t.at = now
	if t.left < 1 {
		wait := time.Duration((1 - t.left) * float64(every))
		return fault.New(fault.TooManyRequests, "Too many requests from your address. Wait before the next one.").After(max(wait, 1))
	}
	t.left--
	return nil
}

// of finds a client's tries; the one not seen for longest makes room.
func (l *Limiter) of(client string, burst float64, now time.Time) *clientTries {
	if e, ok := l.clients[client]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*clientTries)
	}
	if l.recent.Len() >= clientsKept {
		oldest := l.recent.Remove(l.recent.Back()).(*clientTries)
		delete(l.clients, oldest.client)
	}
	t := &clientTries{client: client, left: burst, at: now}
	l.clients[client] = l.recent.PushFront(t)
	return t
}
