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

function slotsWith(
  allowed: Record<string, number>,
  counts: Record<string, number>,
  concurrency = 20
) {
  const slots = createSlots({ concurrency, now: () => time });
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

/** Ends requests, as if of all of them had become what is said. */
const end = (
  slots: ReturnType<typeof createSlots>,
  claims: readonly Claim[],
  attempted: Attempted = 'delivered'
) => slots.ended(claims.map((claim) => ({ claim, attempted })));

/** What is begun, over all lanes. */
const begin = (slots: ReturnType<typeof createSlots>) =>
  slots.begin().flatMap(({ claims: begun }) => begun);

test('no more of a lane is under way than it allows here, whatever waits', () => {
  const { slots } = slotsWith({ one: 3 }, { one: 10 });
  const [first] = begin(slots);
  expect(slots.here('one')).toMatchObject({ own: 10, running: 3, ready: 7 });
  expect(slots.begin()).toEqual([]);
  end(slots, [first!]);
  expect(slots.begin()).toMatchObject([{ claims: [{}], atOnce: 3 }]);
});

test('a lane is provided for by what it got through lately', () => {
  const { slots } = slotsWith({ fast: 10, slow: 10 }, { fast: 10, slow: 10 });
  const begun = begin(slots);
  end(
    slots,
    begun.filter(({ webhookId }) => webhookId === 'fast')
  );
  expect(slots.here('fast').ahead).toBeGreaterThan(5);
  expect(slots.here('slow').ahead).toBe(0);
  time += 5_000;
  expect(slots.here('fast').ahead).toBe(0);
});

describe('a lane that ran dry', () => {
  const aheadAfter = (
    count: number,
    { ended = count, tookMs = 0, last = 'delivered' as Attempted } = {}
  ) => {
    const { slots } = slotsWith({ one: 100 }, { one: count }, 100);
    const begun = begin(slots);
    time += tookMs;
    slots.ended(
      begun
        .slice(0, ended)
        .map((claim, index) => ({ claim, attempted: index === ended - 1 ? last : 'delivered' }))
    );
    return slots.here('one').ahead;
  };

  test('would have got through more, and is provided for as if it had', () => {
    expect(aheadAfter(10, { ended: 9 })).toBe(9);
    expect(aheadAfter(10)).toBe(40);
  });

  test('of many might have got through a little more', () => {
    expect(aheadAfter(64)).toBe(64 + 3 * 64);
    expect(aheadAfter(90)).toBe(90 + 3 * 64);
  });

  test('is none where its receiver was what took the time', () => {
    expect(aheadAfter(10, { tookMs: 1_000 })).toBe(10);
    expect(aheadAfter(10, { last: 'failed' })).toBe(10);
  });
});

describe('a claim within a transaction', () => {
  const from = (more: object) => {
    const { slots } = slotsWith({ one: 2, other: 2 }, { other: 2 });
    begin(slots);
    const allowed = new Map([['one', 2]]);
    slots.addFrom({ claims: [], allowed, emptied: new Set(), ...more });
    return slots;
  };

  test('that has not emptied a lane leaves a reason to look into it', () => {
    expect(from({}).isShort(['one'])).toBe(true);
    expect(from({ emptied: new Set(['one']) }).isShort(['one'])).toBe(false);
  });

  test('that has filled a lane leaves none until there is room', () => {
    const slots = from({ claims: [claimOf('one'), claimOf('one')] });
    const begun = begin(slots);
    expect(slots.isShort(['one'])).toBe(false);
    end(slots, begun, 'failed');
    begun.forEach(slots.letGo);
    expect(slots.isShort(['one'])).toBe(true);
  });

  test('says nothing of other lanes', () => {
    const slots = slotsWith({ one: 2, other: 2 }, {}).slots;
    slots.addFrom({ claims: [], allowed: new Map([['one', 2]]), emptied: new Set(['one']) });
    expect(slots.isShort()).toBe(true);
    expect(slots.isShort(['one'])).toBe(false);
  });
});

describe('long bodies', () => {
  const MB = 1_048_576;
  const long = (count: number): Claim[] =>
    Array.from({ length: count }, () => ({ ...claimOf('one'), body: 'x'.repeat(MB) }));

  /** Two lanes that get through much, one of which is then given so many long bodies. */
  const given = (count: number) => {
    const { slots } = slotsWith({ one: 2, other: 2 }, { one: 120, other: 120 });
    for (let begun = begin(slots); begun.length > 0; begun = begin(slots)) end(slots, begun);
    expect(slots.here('one').ahead).toBeGreaterThan(50);
    const allowed = new Map([['one', 2]]);
    slots.addFrom({ claims: long(count), allowed, emptied: new Set() });
    return slots;
  };
  const isAhead = (slots: ReturnType<typeof createSlots>) =>
    ['one', 'other'].map((id) => slots.here(id).ahead > 0);

  test('that wait in a lane are enough for it, and nothing to the others', () => {
    const slots = given(7);
    expect(isAhead(slots)).toEqual([false, true]);
    // Of those that were handed over two are under way, which is nothing that waits.
    const begun = begin(slots);
    expect(begun).toHaveLength(7);
    expect(isAhead(slots)).toEqual([false, true]);
    end(slots, begun.slice(0, 1));
    expect(isAhead(slots)).toEqual([true, true]);
    end(slots, begun.slice(1, 2), 'left');
    end(slots, begun.slice(2));
    expect(slots.textRoom()).toBe(63 * MB);
    begin(slots);
    end(slots, begun.slice(1, 2));
    expect(slots.textRoom()).toBe(64 * MB);
  });

  test('that come to very much in all are enough for all', () => {
    const slots = given(65);
    expect(slots.textRoom()).toBe(0);
    expect(isAhead(slots)).toEqual([false, false]);
    slots.remove(['one']);
    expect(slots.textRoom()).toBe(64 * MB);
    expect(isAhead(slots)).toEqual([true, true]);
  });
});

test('what waits can begin even where other instances took the rest of the lane meanwhile', () => {
  const { slots, add } = slotsWith({ one: 1 }, { one: 3 });
  const [first] = begin(slots);
  add({}, { one: -100 });
  end(slots, [first!]);
  expect(begin(slots)).toHaveLength(1);
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
  const [fast] = begin(slots);
  end(slots, [fast!]);
  expect(slots.here('fast')).toMatchObject({ own: 1, running: 0 });
  add([claimOf('hanging'), claimOf('hanging')]);
  expect(begin(slots)).toHaveLength(1);
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

test('the slots of a webhook that is gone come free when its requests have ended', () => {
  const { slots } = slotsWith({ one: 2 }, { one: 2 });
  const begun = begin(slots);
  begun.forEach(slots.letGo);
  slots.add({ claims: [], allowed: new Map(), known: [], due: [] });
  end(slots, begun);
  expect(slots.free()).toBe(20);
  expect(slots.here('one')).toMatchObject({ own: 0, running: 0 });
});

describe('another look at the lanes', () => {
  test('finds nothing in a lane that has under way all it may', () => {
    const { slots } = slotsWith({ one: 2 }, { one: 2 });
    const [first, other] = begin(slots);
    expect(slots.isShort()).toBe(false);
    end(slots, [first!, other!], 'failed');
    // Nothing is got through any more.
    time += 5_000;
    expect(slots.isShort()).toBe(false);
    slots.letGo(first!);
    expect(slots.isShort()).toBe(true);
  });

  test('finds what a lane that was not to be had may have', () => {
    const { slots } = slotsWith({ one: 0 }, {});
    expect(slots.isShort()).toBe(true);
  });

  test('finds more for a lane that gets through more than it waits for', () => {
    const { slots } = slotsWith({ one: 2 }, { one: 20 });
    for (let begun = begin(slots); begun.length > 0; begun = begin(slots)) end(slots, begun);
    expect(slots.here('one')).toMatchObject({ own: 20, ready: 0 });
    expect(slots.isShort()).toBe(true);
  });
});

describe('what is handed over at once', () => {
  /** A lane of two slots that got through so many requests just now. */
  const after = (requests: number, attempted: Attempted = 'delivered') => {
    const { slots, add } = slotsWith({ one: 2, other: 20 }, { one: requests });
    let begun: Claim[] = [];
    const endedAre = (some: readonly Claim[]) => {
      end(slots, some, attempted);
      some.forEach(slots.letGo);
    };
    for (let more = begin(slots); more.length > 0; more = begin(slots)) {
      begun = [...begun, ...more];
      // One is always under way: a lane that ran dry would seem to be faster.
      endedAre(begun.splice(0, begun.length - 1));
    }
    endedAre(begun);
    return { slots, add };
  };
  const sizes = (slots: ReturnType<typeof createSlots>) =>
    slots.begin().map(({ claims: { length }, atOnce }) => ({ length, atOnce }));

  test('is one for each slot at first, whatever waits', () => {
    const { slots } = slotsWith({ one: 2 }, { one: 50 });
    expect(sizes(slots)).toEqual([{ length: 2, atOnce: 2 }]);
  });

  test('is about what the lane gets through in 80 milliseconds', () => {
    const { slots, add } = after(35);
    add({ one: 50 });
    // 38 in 300 ms (the last of them counts four times) and two slots: five of them for each in 80 ms.
    expect(sizes(slots)).toEqual([{ length: 10, atOnce: 2 }]);
  });

  test('is filled up once half of it has ended, and not before', () => {
    const { slots, add } = after(35);
    add({ one: 50 });
    const begun = begin(slots);
    end(slots, begun.slice(0, 4));
    expect(slots.begin()).toEqual([]);
    end(slots, begun.slice(4, 5));
    expect(sizes(slots)).toEqual([{ length: 5, atOnce: 2 }]);
  });

  test('is not filled up while another lane wants its slots, which then come free one by one', () => {
    const { slots, add } = after(35);
    add({ one: 50 });
    const begun = begin(slots);
    add({ other: 30 });
    expect(sizes(slots)).toEqual([{ length: 18, atOnce: 18 }]);
    end(slots, begun.slice(0, 8));
    expect(slots.begin()).toEqual([]);
    expect(slots.here('one')).toMatchObject({ running: 2 });
    end(slots, begun.slice(8, 9));
    expect(slots.here('one')).toMatchObject({ running: 1 });
    // What it gets again it gets with a handful, as any slot; by now that is one more.
    expect(sizes(slots)).toEqual([{ length: 6, atOnce: 2 }]);
    expect(slots.free()).toBe(0);
  });

  test('leaves a slot that comes free to who has fewer', () => {
    const { slots, add } = slotsWith({ early: 15, late: 15 }, { early: 30 });
    const early = begin(slots);
    add({ late: 30 });
    expect(begin(slots)).toHaveLength(5);
    end(slots, early.slice(0, 1));
    expect(begin(slots).map(({ webhookId }) => webhookId)).toEqual(['late']);
  });

  test('takes no more slots than it has something to send in', () => {
    const { slots, add } = after(35);
    add({ one: 10 });
    const [first] = begin(slots);
    // Nothing went well since, and the lane may have more: what is there already suffices.
    end(slots, [first!], 'failed');
    add({ one: 10 }, { one: 9 });
    expect(slots.begin()).toEqual([]);
    expect(slots.here('one')).toMatchObject({ running: 2 });
  });

  test('is one for each slot where it did not go well', () => {
    const { slots, add } = after(35, 'failed');
    add({ one: 50 });
    expect(sizes(slots)).toEqual([{ length: 2, atOnce: 2 }]);
  });

  test('comes back where it was left, to be begun first, in its order and one for each slot', () => {
    const { slots, add } = after(35);
    add({ one: 20 });
    const [one, other, ...left] = begin(slots);
    end(slots, [one!], 'failed');
    end(slots, left, 'left');
    expect(slots.here('one')).toMatchObject({ running: 1, ready: 18 });
    expect(begin(slots)).toEqual([left[0]]);
    end(slots, [other!], 'failed');
    expect(begin(slots)).toEqual([left[1]]);
  });

  test('takes no slot from the others while it waits', () => {
    const { slots, add } = after(35);
    add({ one: 50 });
    const begun = begin(slots);
    expect(slots.here('one')).toMatchObject({ running: 2, ready: 40 });
    expect(slots.free()).toBe(18);
    end(slots, begun);
    expect(slots.free()).toBe(20);
  });
});
