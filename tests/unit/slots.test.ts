import type { Claim } from '../../server/src/queue/claimed-row';
import { createSlots } from '../../server/src/queue/embedded/slots';

let time = 0;
let claims = 0;

beforeEach(() => {
  time = 1_000;
});

function claimOf(webhookId: string): Claim {
  claims += 1;
  return {
    rowId: claims,
    id: `dlv_${claims}`,
    eventId: `evt_${claims}`,
    webhookId,
    type: 'entry.create',
    shape: 'strapi',
    attemptCount: 0,
    manualCount: 0,
    orderKey: null,
    resume: null,
    traceparent: null,
    body: '{}',
    token: 'token',
  };
}

function slotsWith(allowed: Record<string, number>, counts: Record<string, number>) {
  const slots = createSlots({ concurrency: 20, now: () => time });
  const add = (more: Record<string, number>, may = allowed) =>
    slots.add({
      claims: Object.entries(more).flatMap(([id, count]) =>
        Array.from({ length: count }, () => claimOf(id))
      ),
      allowed: new Map(Object.entries(may)),
      known: Object.keys(allowed),
      due: Object.keys(allowed),
    });
  add(counts);
  return { slots, add };
}

test('no more of a lane is under way than it allows here, whatever waits', () => {
  const { slots } = slotsWith({ one: 3 }, { one: 10 });
  const [first] = slots.begin();
  expect(slots.here('one')).toMatchObject({ own: 10, running: 3, ready: 7 });
  expect(slots.begin()).toEqual([]);
  slots.ended(first!);
  expect(slots.begin()).toHaveLength(1);
});

test('a lane is provided for by what it got through lately', () => {
  const { slots } = slotsWith({ fast: 10, slow: 10 }, { fast: 10, slow: 10 });
  for (const claim of slots.begin()) {
    if (claim.webhookId === 'fast') slots.ended(claim);
  }
  expect(slots.here('fast').ahead).toBeGreaterThan(5);
  expect(slots.here('slow').ahead).toBe(0);
  time += 5_000;
  expect(slots.here('fast').ahead).toBe(0);
});

test('long bodies are not taken ahead of their slots', () => {
  const { slots, add } = slotsWith({ one: 10 }, { one: 10 });
  slots.begin().forEach(slots.ended);
  add({}, {});
  slots.add({
    claims: [{ ...claimOf('one'), body: 'x'.repeat(9 * 1_048_576) }],
    allowed: new Map([['one', 10]]),
    known: ['one'],
    due: ['one'],
  });
  slots.begin();
  expect(slots.here('one').ahead).toBe(0);
});

test('what waits can begin even where other instances took the rest of the lane meanwhile', () => {
  const { slots, add } = slotsWith({ one: 1 }, { one: 3 });
  const [first] = slots.begin();
  add({}, { one: -100 });
  slots.ended(first!);
  expect(slots.begin()).toHaveLength(1);
});

test('what is removed is not begun', () => {
  const { slots } = slotsWith({ one: 1, other: 1 }, { one: 5, other: 5 });
  slots.begin();
  const removed = slots.remove(['one', 'none']);
  removed.forEach(slots.letGo);
  expect(removed).toHaveLength(4);
  expect(slots.here('one')).toMatchObject({ own: 1, running: 1, ready: 0 });
});
