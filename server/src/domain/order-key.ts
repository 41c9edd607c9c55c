import { createHash } from 'node:crypto';
import type { DomainEvent, Webhook } from '../../../contracts/domain';

/** The same for events of one document and locale, and for no others, within one webhook. */
export function orderKey(
  webhookId: string,
  { uid, documentId, locale }: Pick<DomainEvent, 'uid' | 'documentId' | 'locale'>
): string {
  const subject = JSON.stringify([webhookId, uid, documentId, locale]);
  return createHash('sha256').update(subject).digest('hex').slice(0, 40);
}

export type InOrder = Pick<Webhook, 'ordering' | 'coalesceMs'>;

/** Whether deliveries go in the order of their documents; what is told together is about several. */
export function isOrdered({ ordering, coalesceMs }: InOrder): boolean {
  return ordering === 'document' && coalesceMs === null;
}
