import type { DomainEvent } from '../../contracts/domain';
import { ODD, type StoreHarness } from './tables';

const ALL = { events: 100, text: 1_000_000 };

export function outboxSuite(harness: () => StoreHarness) {
  const append = (events: readonly DomainEvent[], traceparent?: string) => {
    const { db, stores } = harness();
    return db.transaction((trx) => stores.outbox.append(events, trx, traceparent));
  };
  const many = (count: number) => Array.from({ length: count }, () => harness().eventOf());
  const oldest = (limits = ALL, except: readonly number[] = []) =>
    harness().stores.outbox.oldest(limits, except);
  const ids = async (limits = ALL, except: readonly number[] = []) =>
    (await oldest(limits, except)).entries.map(({ event }) => event.id);

  test('answers what was appended, to the character, in the order it was written', async () => {
    const { eventOf } = harness();
    const events = [
      eventOf({ documentId: ODD, locale: 'fr-CA', snapshot: { [ODD]: [ODD, null, 1.5] } }),
      eventOf({ snapshot: null, documentId: null, changes: [ODD], previous: { text: null } }),
      eventOf({ snapshot: {}, depth: ['author/books'], actor: null }),
    ];
    await append(events, '00-trace');
    const { entries, hasMore } = await oldest();
    expect(hasMore).toBe(false);
    expect(entries.map(({ event }) => JSON.parse(JSON.stringify(event)) as object)).toEqual(events);
    expect(entries.map(({ traceparent }) => traceparent)).toEqual(events.map(() => '00-trace'));
  });

  test('knows nothing of a transaction that was rolled back', async () => {
    const { db, stores } = harness();
    const work = db.transaction(async (trx) => {
      await stores.outbox.append(many(2), trx);
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(await ids()).toEqual([]);
  });

  test('gives as many as are asked for, and says whether there may be more', async () => {
    const events = many(5);
    await append(events);
    const told = events.map(({ id }) => id);
    expect(await ids({ ...ALL, events: 3 })).toEqual(told.slice(0, 3));
    expect((await oldest({ ...ALL, events: 3 })).hasMore).toBe(true);
    expect((await oldest({ ...ALL, events: 6 })).hasMore).toBe(false);
  });

  test('gives as much text as is asked for, and at least one however large', async () => {
    const text = 'x'.repeat(10_000);
    const events = many(4).map((event) => ({ ...event, snapshot: { text } }));
    await append(events);
    const told = events.map(({ id }) => id);
    expect(await ids({ ...ALL, text: 25_000 })).toEqual(told.slice(0, 2));
    expect((await oldest({ ...ALL, text: 25_000 })).hasMore).toBe(true);
    expect(await ids({ ...ALL, text: 1 })).toEqual(told.slice(0, 1));
  });

  test('leaves out what it is told to', async () => {
    const events = many(4);
    await append(events);
    const { entries } = await oldest();
    const except = entries.slice(1, 3).map(({ id }) => id);
    expect(await ids(ALL, except)).toEqual([events[0]!.id, events[3]!.id]);
  });

  test('takes back events of the same transaction and no others', async () => {
    const { db, stores } = harness();
    const [before, kept, undone] = many(3);
    await append([before!]);
    await db.transaction(async (trx) => {
      await stores.outbox.append([kept!, undone!], trx);
      await stores.outbox.remove([undone!], trx);
    });
    expect(await ids()).toEqual([before!.id, kept!.id]);
  });

  test('gives an entry to one who takes it, and says so to the other', async () => {
    const { db, stores } = harness();
    await append(many(5));
    const { entries } = await oldest();
    const take = (from: number, to: number) =>
      db.transaction((trx) => stores.outbox.take(entries.slice(from, to), trx));
    const [one, other] = await Promise.all([take(0, 3), take(0, 3)]);
    expect([one, other].sort()).toEqual([0, 3]);
    expect(await take(0, 5)).toBe(2);
    expect(await ids()).toEqual([]);
  });

  test('counts what waits as far as it is asked to, since when the oldest does', async () => {
    const { stores, now, wait } = harness();
    expect(await stores.outbox.waiting(10)).toEqual({ count: 0, oldestAt: null });
    const oldestAt = now();
    await append(many(1));
    wait(5_000);
    await append(many(6));
    expect(await stores.outbox.waiting(10)).toEqual({ count: 7, oldestAt });
    expect(await stores.outbox.waiting(4)).toEqual({ count: 4, oldestAt });
  });

  // SQLite has one connection: nobody writes beside a transaction.
  if (DATABASE !== 'SQLite') {
    test('gives what commits late, though what was written after it has been taken', async () => {
      const { db, stores, eventOf } = harness();
      const [early, late] = [eventOf(), eventOf()];
      let commit = (): void => undefined;
      const open = new Promise<void>((resolve) => (commit = resolve));
      let written = (): void => undefined;
      const isWritten = new Promise<void>((resolve) => (written = resolve));
      const slow = db.transaction(async (trx) => {
        await stores.outbox.append([early], trx);
        written();
        await open;
      });
      await isWritten;
      await append([late]);
      expect(await ids()).toEqual([late.id]);
      const { entries } = await oldest();
      await db.transaction((trx) => stores.outbox.take(entries, trx));
      commit();
      await slow;
      expect(await ids()).toEqual([early.id]);
    });
  }
}
