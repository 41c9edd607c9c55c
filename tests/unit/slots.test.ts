import type { Claim } from '../../server/src/queue/claimed-row';
import type { Attempted } from '../../server/src/queue/holding';
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

/** Ends slots, as if all they held had become of it what is said. */
const end = (
  slots: ReturnType<typeof createSlots>,
  begun: readonly (readonly Claim[])[],
  attempted: Attempted = 'delivered'
) =>
  begun.forEach((slot) => {
    if (attempted === 'left') slots.left(slot);
    slots.ended(
      slot[0]!.webhookId,
      slot.map(() => attempted)
    );
  });

test('no more of a lane is under way than it allows here, whatever waits', () => {
  const { slots } = slotsWith({ one: 3 }, { one: 10 });
  const [first] = slots.begin();
  expect(slots.here('one')).toMatchObject({ own: 10, running: 3, ready: 7 });
  expect(slots.begin()).toEqual([]);
  end(slots, [first!]);
  expect(slots.begin()).toHaveLength(1);
});

test('a lane is provided for by what it got through lately', () => {
  const { slots } = slotsWith({ fast: 10, slow: 10 }, { fast: 10, slow: 10 });
  const begun = slots.begin();
  end(
    slots,
    begun.filter(([claim]) => claim?.webhookId === 'fast')
  );
  expect(slots.here('fast').ahead).toBeGreaterThan(5);
  expect(slots.here('slow').ahead).toBe(0);
  time += 5_000;
  expect(slots.here('fast').ahead).toBe(0);
});

test('long bodies are not taken ahead of their slots', () => {
  const { slots, add } = slotsWith({ one: 10 }, { one: 10 });
  end(slots, slots.begin());
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
  end(slots, [first!]);
  expect(slots.begin()).toHaveLength(1);
});

test('the last slot is kept for a lane whose result is still to be written', () => {
  const slots = createSlots({ concurrency: 2, now: () => time });
  const add = (claims: Claim[]) =>
    slots.add({
      claims,
      allowed: new Map([
        ['fast', 5],
        ['hanging', 5],
      ]),
      known: ['fast', 'hanging'],
      due: ['hanging'],
    });
  add([claimOf('fast')]);
  const [fast] = slots.begin();
  end(slots, [fast!]);
  expect(slots.here('fast')).toMatchObject({ own: 1, running: 0 });
  add([claimOf('hanging'), claimOf('hanging')]);
  expect(slots.begin().flat()).toHaveLength(1);
  expect(slots.here('hanging')).toMatchObject({ running: 1, ready: 1 });
});

test('what is removed is not begun', () => {
  const { slots } = slotsWith({ one: 1, other: 1 }, { one: 5, other: 5 });
  slots.begin();
  const removed = slots.remove(['one', 'none']);
  removed.forEach(slots.letGo);
  expect(removed).toHaveLength(4);
  expect(slots.here('one')).toMatchObject({ own: 1, running: 1, ready: 0 });
});

describe('what a slot is given at once', () => {
  /** A lane of two slots that got through so many requests just now. */
  const after = (requests: number, attempted: Attempted = 'delivered') => {
    const { slots, add } = slotsWith({ one: 2 }, { one: requests });
    for (let begun = slots.begin(); begun.length > 0; begun = slots.begin()) {
      end(slots, begun, attempted);
      begun.flat().forEach(slots.letGo);
      if (attempted === 'left') break;
    }
    return { slots, add };
  };

  test('is one at first, whatever waits', () => {
    const { slots } = slotsWith({ one: 2 }, { one: 50 });
    expect(slots.begin().map((slot) => slot.length)).toEqual([1, 1]);
  });

  test('is about what it gets through in 25 milliseconds', () => {
    const { slots, add } = after(120);
    add({ one: 50 });
    // 120 in 300 ms and two slots: five of them in 25 ms.
    expect(slots.begin().map((slot) => slot.length)).toEqual([5, 5]);
  });

  test('is dealt out, the first to come among the first to go', () => {
    const { slots, add } = after(120);
    add({ one: 6 });
    const [one, other] = slots.begin().map((slot) => slot.map(({ rowId }) => rowId));
    const first = one![0]!;
    expect({ one, other }).toEqual({
      one: [first, first + 2, first + 4],
      other: [first + 1, first + 3, first + 5],
    });
  });

  test('is one where it did not go well', () => {
    const { slots, add } = after(120, 'failed');
    add({ one: 50 });
    expect(slots.begin().map((slot) => slot.length)).toEqual([1, 1]);
  });

  test('comes back where it was left, to be begun first, in its order and one at a time', () => {
    const { slots, add } = after(120);
    add({ one: 20 });
    const begun = slots.begin();
    const [one, other] = begun;
    slots.left(one!.slice(1));
    slots.ended('one', ['failed', 'left', 'left', 'left', 'left']);
    expect(slots.here('one')).toMatchObject({ running: 1, ready: 14 });
    expect(slots.begin()).toEqual([[one![1]]]);
    end(slots, [other!]);
    expect(slots.begin().flat().slice(0, 1)).toEqual([one![2]]);
  });
});
