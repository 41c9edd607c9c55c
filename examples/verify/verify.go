// Verifies deliveries of Lifecycle Webhooks for Strapi. Go 1.16 or newer, no dependencies.
//
// Hand over the body as it came, byte for byte: parsed and written again it is another text.
//
//	http.HandleFunc("/hooks", func(w http.ResponseWriter, r *http.Request) {
//		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2<<20))
//		if err != nil || !VerifyWebhook(body, r.Header, os.Getenv("WEBHOOK_SECRET"), time.Now()) {
//			w.WriteHeader(http.StatusUnauthorized)
//			return
//		}
//		// Known already? See the id of the event: deliveries may come twice.
//		w.WriteHeader(http.StatusNoContent)
//	})

package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How old a delivery may be, and how far ahead the sender's clock.
const tolerance = 5 * time.Minute

// VerifyWebhook checks webhook-signature (Standard Webhooks): over id, time and body, so nothing old can be
// sent again. While a secret is being replaced there are several signatures; one that is right is enough.
func VerifyWebhook(rawBody []byte, headers http.Header, secret string, now time.Time) bool {
	id := headers.Get("webhook-id")
	timestamp := headers.Get("webhook-timestamp")
	signatures := headers.Get("webhook-signature")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || signatures == "" || err != nil {
		return false
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return false
	}

	key := []byte(secret)
	if strings.HasPrefix(secret, "whsec_") {
		if key, err = base64.StdEncoding.DecodeString(secret[len("whsec_"):]); err != nil {
			return false
		}
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(rawBody)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, signature := range strings.Split(signatures, " ") {
		if hmac.Equal([]byte(signature), []byte(expected)) {
			return true
		}
	}
	return false
}

// VerifyBody checks X-Webhook-Signature: sha256=<hex> and X-Signature: <hex>: over the body alone, keyed with
// the secret as it is written. They do not tell an old delivery from a new one.
func VerifyBody(rawBody []byte, signature, secret string) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(rawBody)
	expected := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(strings.TrimPrefix(signature, "sha256=")), []byte(expected))
}
