import { startReceiver, type Receiver } from './receiver';

/** A receiver that knows when it heard of which note, by the note's text. */
export interface TimedReceiver extends Receiver {
  heardAt(text: string): number | undefined;
}

export async function startTimedReceiver(): Promise<TimedReceiver> {
  const receiver = await startReceiver();
  const times = new Map<string, number>();
  receiver.answerWith(({ json }, response) => {
    const { text } = (json.entry ?? {}) as { text?: string };
    if (text !== undefined && !times.has(text)) times.set(text, performance.now());
    response.writeHead(200).end('ok');
  });
  return Object.assign(receiver, { heardAt: (text: string) => times.get(text) });
}

/**
 * Writes notes one after another, at most one every `everyMs`, and waits until all were heard of.
 * @returns milliseconds from asking for the write to its receipt, of 95 in 100 at most.
 */
export async function p95OfNotes(
  receiver: TimedReceiver,
  write: (text: string) => Promise<unknown>,
  { count, everyMs, label }: { count: number; everyMs: number; label: string }
): Promise<number> {
  receiver.clear();
  const begun = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const text = `${label} ${index}`;
    const startedAt = performance.now();
    begun.set(text, startedAt);
    await write(text);
    const left = everyMs - (performance.now() - startedAt);
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }
  await receiver.waitFor(count);
  const took = [...begun].map(([text, at]) => (receiver.heardAt(text) ?? Infinity) - at);
  took.sort((one, other) => one - other);
  return took[Math.ceil(count * 0.95) - 1] ?? Infinity;
}
