import { useText, type Text, type TextKey } from '../hooks/useText';

/** Answers that have a sentence of their own; the others are told by their class. */
const ANSWERS = ['400', '401', '403', '404', '405', '410', '413', '429'] as const;
type Answer = (typeof ANSWERS)[number];

/** Reasons of the server that are not an answer: why there was none, or why nothing is sent any more. */
const OTHERS = [
  'timeout',
  'dns',
  'refused',
  'unreachable',
  'reset',
  'tls',
  'protocol',
  'proxy',
  'forbidden-address',
  'network',
  'secret',
  'env',
  'body',
  'transform',
  'cancelled',
  'discarded',
  'webhook-deleted',
] as const;
type Other = (typeof OTHERS)[number];

/** Why a delivery or an attempt failed, in a sentence; a reason that is not known here is told as it is. */
export function ReasonText({ reason }: { reason: string }) {
  return <>{reasonText(reason, useText())}</>;
}

export function reasonText(reason: string, t: Text): string {
  const code = /^http-(\d{3})$/.exec(reason)?.[1];
  if (code !== undefined) return t(answerKey(code), { code });
  return isOther(reason) ? t(`reason.${reason}`) : reason;
}

/** What can be done about it; null where there is nothing to say. */
export function reasonHint(reason: string, t: Text): string | null {
  const code = /^http-(\d{3})$/.exec(reason)?.[1];
  if (code !== undefined) return t(answerHintKey(code));
  return isOther(reason) && hasHint(reason) ? t(`reason-hint.${reason}`) : null;
}

function answerKey(code: string): TextKey {
  if (isOwn(code)) return `reason.http-${code}`;
  if (code.startsWith('3')) return 'reason.http-3xx';
  return code.startsWith('5') ? 'reason.http-5xx' : 'reason.http-4xx';
}

function answerHintKey(code: string): TextKey {
  if (isOwn(code)) return `reason-hint.http-${code}`;
  if (code.startsWith('3')) return 'reason-hint.http-3xx';
  return code.startsWith('5') ? 'reason-hint.http-5xx' : 'reason-hint.http-4xx';
}

/** What somebody asked for needs no advice. */
const WITHOUT_HINT = ['cancelled', 'discarded', 'webhook-deleted'] as const;
type WithoutHint = (typeof WITHOUT_HINT)[number];

const isOwn = (code: string): code is Answer => ANSWERS.some((own) => own === code);
const isOther = (reason: string): reason is Other => OTHERS.some((other) => other === reason);
const hasHint = (reason: Other): reason is Exclude<Other, WithoutHint> =>
  !WITHOUT_HINT.some((other) => other === reason);
