/** Headers every delivery sets itself, in lower case: whatever a site configures, these win. */
const RESERVED = new Set([
  'content-type',
  'content-length',
  'transfer-encoding',
  'connection',
  'host',
  'x-strapi-event',
  'x-webhook-id',
  'x-webhook-event',
  'x-webhook-delivery',
  'x-webhook-attempt',
  'x-webhook-test',
  'x-webhook-signature',
  'x-signature',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
]);

export function isReservedHeader(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}
