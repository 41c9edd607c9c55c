import type { StoreHarness } from './tables';

export function backfillSuite(harness: () => StoreHarness) {
  const start = async () => {
    const { stores, newId, now } = harness();
    const id = newId('bkf');
    const asked = {
      ...{ webhookId: 'whk_1', contentTypes: ['api::note.note', 'api::article.article'] },
      ...{ entryStatus: 'published' as const, locale: 'fr-CA', since: now() - 1_000 },
    };
    await stores.backfills.create({ id, ...asked, total: 7, createdAt: now() });
    return { id, ...asked };
  };

  test('are answered as they were asked for', async () => {
    const { stores, now } = harness();
    const { id, since, ...asked } = await start();
    expect(await stores.backfills.findOne(id)).toEqual({
      ...{ id, ...asked, since: new Date(since).toISOString(), status: 'running' },
      ...{ total: 7, count: 0, createdAt: new Date(now()).toISOString(), endedAt: null },
    });
    expect(await stores.backfills.running()).toEqual([
      { id, since, ...asked, typeIndex: 0, lastRow: 0 },
    ]);
    expect(await stores.backfills.findOne('bkf_none')).toBeNull();
  });

  test('are moved on by one instance only, and by none once they have ended', async () => {
    const { db, stores, now } = harness();
    const { id } = await start();
    const advance = async (
      to: { typeIndex: number; lastRow: number },
      from = { typeIndex: 0, lastRow: 0 }
    ) => {
      const [running] = await stores.backfills.running();
      if (running === undefined) return false;
      return db.transaction((trx) => stores.backfills.advance({ ...running, ...from }, to, 3, trx));
    };
    const [middle, end] = [
      { typeIndex: 0, lastRow: 30 },
      { typeIndex: 1, lastRow: 0 },
    ];
    expect((await Promise.all([advance(middle), advance(middle)])).sort()).toEqual([false, true]);
    expect(await advance(end, middle)).toBe(true);
    expect(await stores.backfills.running()).toMatchObject([end]);
    const [running] = await stores.backfills.running();
    expect(await stores.backfills.end(id, 'cancelled', now())).toBe(true);
    expect(await stores.backfills.end(id, 'done', now())).toBe(false);
    const late = db.transaction((trx) => stores.backfills.advance(running!, middle, 3, trx));
    expect(await late).toBe(false);
    expect(await stores.backfills.findOne(id)).toMatchObject({
      ...{ status: 'cancelled', count: 6, endedAt: new Date(now()).toISOString() },
    });
  });
}
