# Verifies deliveries of Lifecycle Webhooks for Strapi. Python 3.8 or newer, no dependencies.
#
# Hand over the body as it came, byte for byte: parsed and written again it is another text.
#
#     @app.post("/hooks")                                       # Flask
#     def hooks():
#         if not verify_webhook(request.get_data(), request.headers, os.environ["WEBHOOK_SECRET"]):
#             return "", 401
#         event = request.get_json(force=True)  # known already? See its id: deliveries may come twice.
#         return "", 204

import base64
import hashlib
import hmac
import time

# How old a delivery may be, and how far ahead the sender's clock, in seconds.
TOLERANCE = 5 * 60


def verify_webhook(raw_body, headers, secret, now=None):
    """`webhook-signature` (Standard Webhooks): over id, time and body, so nothing old can be sent again.

    While a secret is being replaced there are several signatures; one that is right is enough.
    """
    event_id = headers.get("webhook-id")
    timestamp = headers.get("webhook-timestamp")
    signatures = headers.get("webhook-signature")
    if not event_id or not timestamp or not signatures:
        return False
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
        return False

    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    content = f"{event_id}.{timestamp}.".encode() + raw_body
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest())
    expected = b"v1," + digest
    return any(hmac.compare_digest(given.encode(), expected) for given in signatures.split(" "))


def verify_body(raw_body, signature, secret):
    """`X-Webhook-Signature: sha256=<hex>` and `X-Signature: <hex>`.

    Over the body alone, keyed with the secret as it is written. They do not tell an old delivery from a
    new one.
    """
    given = signature or ""
    if given.startswith("sha256="):
        given = given[len("sha256=") :]
    expected = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode(), expected.encode())
