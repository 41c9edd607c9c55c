const HOUR_MS = 3_600_000;

const AGO_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

export type SinceChoice = keyof typeof AGO_MS | 'always' | 'custom';

export interface Since {
  choice: SinceChoice;
  /** The time of one's own, once it is given. */
  at?: Date;
}

/** ISO 8601 as the server takes it; null: always, undefined: the time of one's own is not given yet. */
export function timeOf({ choice, at }: Since, now: number): string | null | undefined {
  if (choice === 'always') return null;
  if (choice === 'custom') return at?.toISOString();
  return new Date(now - AGO_MS[choice]).toISOString();
}
