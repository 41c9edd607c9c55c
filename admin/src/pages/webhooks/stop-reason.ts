import type { TextKey } from '../../hooks/useText';

interface StopReason {
  key: TextKey;
  values?: Record<string, string | number>;
  /** Its deliveries tell more. */
  isReceivers: boolean;
}

const FAILING = /^failing-for-([\d.]+)-hours$/;

/** The sentence for why the plugin stopped a webhook: `disabledReason` is a word for machines. */
export function stopReason(disabledReason: string): StopReason {
  if (disabledReason === 'moved-environment') {
    return { key: 'webhooks.reason.moved', isReceivers: false };
  }
  if (disabledReason === 'removed-from-config') {
    return { key: 'webhooks.reason.removed', isReceivers: false };
  }
  if (disabledReason === 'http-410') return { key: 'webhooks.reason.gone', isReceivers: true };
  const hours = FAILING.exec(disabledReason)?.[1];
  if (hours !== undefined) {
    return { key: 'webhooks.reason.failing', values: { hours: Number(hours) }, isReceivers: true };
  }
  return { key: 'webhooks.reason.other', values: { reason: disabledReason }, isReceivers: true };
}
