// Verifies deliveries of Lifecycle Webhooks for Strapi. Node 20 or newer, no dependencies.
//
// Hand over the body as it came, byte for byte: parsed and written again it is another text.
//
//     app.post('/hooks', express.raw({ type: '*/*' }), (request, response) => {
//       if (!verifyWebhook(request.body, request.headers, process.env.WEBHOOK_SECRET)) {
//         return response.sendStatus(401);
//       }
//       const event = JSON.parse(request.body); // known already? See its id: deliveries may come twice.
//       response.sendStatus(204);
//     });

import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a delivery may be, and how far ahead the sender's clock, in seconds. */
const TOLERANCE = 5 * 60;

/**
 * `webhook-signature` (Standard Webhooks): over id, time and body, so nothing old can be sent again.
 * While a secret is being replaced there are several signatures; one that is right is enough.
 */
export function verifyWebhook(rawBody, headers, secret, now = Date.now() / 1000) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return false;
  // Written so that what is no number is refused.
  if (!(Math.abs(now - Number(timestamp)) <= TOLERANCE)) return false;

  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const expected = createHmac('sha256', key)
    .update(`${id}.${timestamp}.`)
    .update(rawBody)
    .digest('base64');
  return signatures.split(' ').some((signature) => isEqual(signature, `v1,${expected}`));
}

/**
 * `X-Webhook-Signature: sha256=<hex>` and `X-Signature: <hex>`: over the body alone, keyed with the secret
 * as it is written. They do not tell an old delivery from a new one.
 */
export function verifyBody(rawBody, signature, secret) {
  const expected = createHmac('sha256', secret).update(rawBody).digest('hex');
  return isEqual(String(signature ?? '').replace(/^sha256=/, ''), expected);
}

/** In a time that does not depend on where the first difference is. */
function isEqual(given, expected) {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
