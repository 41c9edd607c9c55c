import type { DomainEvent } from '../../contracts/domain';
import { createRecorder, type Fact, type RecorderDeps } from '../../server/src/capture/recorder';
import { NO_DEPTH } from '../../server/src/domain/depth';

const interest = {
  types: new Set(['entry.create', 'entry.update'] as const),
  wantsChanges: true,
  wantsActor: false,
  depthOf: () => NO_DEPTH,
};
const created: Fact = { type: 'entry.create', rowId: 1, documentId: 'doc', locale: 'en' };

/** A recorder over parts of which some fail. */
function recorderWith(snapshots: Partial<RecorderDeps['snapshots']>) {
  const appended: DomainEvent[] = [];
  const logged: string[] = [];
  const trx = {};
  const recorder = createRecorder({
    db: {
      transaction: (work: (context: object) => Promise<unknown>) =>
        work({ trx, onCommit: () => undefined }),
    } as unknown as RecorderDeps['db'],
    outbox: {
      append: async (events) => void appended.push(...events),
      remove: async () => undefined,
    },
    snapshots: {
      load: async () => new Map([[1, { id: 1, documentId: 'doc', text: 'x' }]]),
      render: async () => ({ snapshot: { text: 'x' }, depth: undefined }),
      oneLevel: (_uid, snapshot) => snapshot,
      readAs: (row) => row,
      plainFieldsOf: () => new Set(['text']),
      ...snapshots,
    },
    modelName: () => 'note',
    newId: () => 'evt_1',
    now: () => 0,
    actor: () => ({ type: 'admin', id: '1' }),
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message) => void logged.push(message),
    },
    traced: (_uid, work) => work(null),
    committed: () => undefined,
  });
  return { recorder, appended, logged };
}

const fail = () => Promise.reject(new Error('on purpose'));

test('an entry that cannot be read is announced by reference, and the log says why', async () => {
  const { recorder, appended, logged } = recorderWith({ load: fail });
  await recorder.record('api::note.note', [created], interest);
  expect(appended).toEqual([
    expect.objectContaining({
      type: 'entry.create',
      documentId: 'doc',
      snapshot: { id: 1, documentId: 'doc', locale: 'en' },
    }),
  ]);
  expect(logged).toEqual([expect.stringContaining('on purpose')]);
});

test('an entry that cannot be rendered is announced by reference', async () => {
  const { recorder, appended } = recorderWith({ render: fail });
  await recorder.record('api::note.note', [created], interest);
  expect(appended[0]?.snapshot).toEqual({ id: 1, documentId: 'doc', locale: 'en' });
});

test('an update that cannot be compared is announced without its changes', async () => {
  const { recorder, appended } = recorderWith({
    plainFieldsOf: () => {
      throw new Error('on purpose');
    },
  });
  const updated: Fact = { ...created, type: 'entry.update', before: { id: 1, text: 'old' } };
  await recorder.record('api::note.note', [updated], interest);
  expect(appended[0]).toMatchObject({ snapshot: { text: 'x' }, changes: null, previous: null });
});

test('who made a change is told only where somebody asked', async () => {
  const { recorder, appended } = recorderWith({});
  await recorder.record('api::note.note', [created], interest);
  await recorder.record('api::note.note', [created], { ...interest, wantsActor: true });
  expect(appended.map(({ actor }) => actor)).toEqual([undefined, { type: 'admin', id: '1' }]);
});
