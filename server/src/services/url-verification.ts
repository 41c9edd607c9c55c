import { refusal } from './webhook-input';

/** Where connecting to a receiver ended, and why. */
interface Unreachable {
  step: keyof typeof STEPS;
  reason: string;
  message: string;
}

export interface UrlVerificationDeps {
  /** Connects as an attempt would; undefined where that goes well. */
  connect(url: string, timeoutMs: number): Promise<Unreachable | undefined>;
  /** Where a webhook has none of its own. */
  timeoutMs: number;
}

const STEPS = {
  dns: 'the DNS look-up',
  address: 'the address check',
  connection: 'the connection',
  tls: 'the TLS handshake',
} as const;

/** `verify: true`: a webhook is saved only once its receiver could be connected to. */
export function createUrlVerification({ connect, timeoutMs }: UrlVerificationDeps) {
  /** @throws ValidationError naming the step that failed, and why. */
  return async (webhook: { url?: string; timeoutMs?: number | null }): Promise<void> => {
    if (webhook.url === undefined) return;
    const unreachable = await connect(webhook.url, webhook.timeoutMs ?? timeoutMs);
    if (unreachable === undefined) return;
    const { step, reason, message } = unreachable;
    throw refusal(['url'], `could not be verified: ${STEPS[step]} failed (${reason}): ${message}`);
  };
}
