import type { Core } from '@strapi/strapi';
import type { Actor, DomainEvent, EventType, JsonObject } from '../../../contracts/domain';
import { changedFields } from '../domain/changes';
import type { NewId } from '../lib/ids';
import { describeError, type Logger } from '../lib/logger';
import type { OutboxStore } from '../stores/outbox-store';
import type { Interest } from '../stores/webhook-cache';
import type { Row, Snapshots } from './snapshot';

/** Something that happened to a row, on its way to becoming an event. */
export interface Fact {
  type: EventType;
  rowId: number;
  /** The row as it last was, for what is gone. */
  row?: Row;
  /** The row before, where it was loaded. */
  before?: Row | null;
  /** Told only if a field differs from `before`. */
  onlyIfChanged?: boolean;
  /** What is known of the row without reading it, for an event whose snapshot fails. */
  documentId: string | null;
  locale: string | null;
}

export interface RecorderDeps {
  db: Pick<Core.Strapi['db'], 'transaction'>;
  outbox: Pick<OutboxStore, 'append' | 'remove'>;
  snapshots: Snapshots;
  modelName(uid: string): string;
  newId: NewId;
  now(): number;
  /** Who makes the change that is under way. */
  actor(): Actor | null;
  log: Logger;
  /** Runs the work as part of the trace that is under way; it is given what is to be kept of that. */
  traced<T>(uid: string, work: (traceparent: string | null) => Promise<T>): Promise<T>;
  /** Hears once what was appended is committed. */
  committed(events: readonly DomainEvent[]): void;
}

/**
 * Writes facts to the outbox, in the transaction of the change they tell of.
 *
 * Of all that can fail here only the insert itself fails the user's write, because the alternative
 * is an event that nobody ever hears of. A snapshot that cannot be read or a comparison that cannot
 * be made is logged, and the event is announced without it.
 */
export function createRecorder(deps: RecorderDeps) {
  const { db, outbox, snapshots, newId, now, log } = deps;

  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      log.error(`${what}: ${describeError(error)}. The event is announced without it.`);
      return null;
    }
  };

  /** What differs; null where nobody asked, undefined where nothing differs and that is no fact. */
  const compare = async (
    uid: string,
    fact: Fact,
    snapshot: JsonObject | null,
    { wantsChanges, isDeep }: { wantsChanges: boolean; isDeep: boolean }
  ): Promise<Pick<DomainEvent, 'changes' | 'previous'> | undefined> => {
    const nothing = { changes: null, previous: null };
    const { before } = fact;
    if (before === undefined || snapshot === null) return nothing;
    const difference = await attempt(`The changes of ${uid} could not be told`, async () => {
      const rendered = before === null ? null : await snapshots.render(uid, before);
      const isDeeper = rendered?.depth !== undefined && !isDeep;
      const previous = isDeeper
        ? snapshots.oneLevel(uid, rendered.snapshot)
        : (rendered?.snapshot ?? null);
      const changes = changedFields(previous, snapshot, snapshots.plainFieldsOf(uid));
      return { changes, previous };
    });
    if (difference === null) return nothing;
    if (fact.onlyIfChanged === true && difference.changes.length === 0) return undefined;
    return wantsChanges ? difference : nothing;
  };

  const toEvents = async (
    uid: string,
    facts: readonly Fact[],
    { wantsChanges, wantsActor, depthOf }: Interest
  ): Promise<DomainEvent[]> => {
    const missing = facts.filter((fact) => fact.row === undefined).map((fact) => fact.rowId);
    const depth = depthOf(facts.map((fact) => fact.type));
    const loaded =
      missing.length === 0
        ? new Map<number, Row>()
        : await attempt(`Entries of ${uid} could not be read`, () =>
            snapshots.load(uid, missing, depth)
          );

    const written: DomainEvent[] = [];
    for (const fact of facts) {
      const row = fact.row ?? loaded?.get(fact.rowId);
      // Gone again before anybody could hear of it, by a hook whose delete is told by itself.
      if (row === undefined && loaded !== null && !isEnd(fact.type)) continue;
      const rendered =
        row === undefined
          ? null
          : await attempt(`An entry of ${uid} could not be rendered`, () =>
              snapshots.render(uid, fact.type === 'entry.unpublish' ? unpublished(row) : row)
            );
      const snapshot = rendered?.snapshot ?? null;
      const isDeep = rendered?.depth !== undefined;
      const difference = await compare(uid, fact, snapshot, { wantsChanges, isDeep });
      if (difference === undefined) continue;
      written.push({
        id: newId('evt'),
        type: fact.type,
        uid,
        model: deps.modelName(uid),
        documentId: text(row?.documentId) ?? fact.documentId,
        locale: text(row?.locale) ?? fact.locale,
        snapshot: snapshot ?? reference(fact),
        ...difference,
        ...(wantsActor ? { actor: deps.actor() } : {}),
        depth: rendered?.depth,
        createdAt: new Date(now()).toISOString(),
      });
    }
    return written;
  };

  /** Draft discards already in the outbox, by the transaction they are to commit with. */
  const discards = new WeakMap<object, DomainEvent[]>();

  /**
   * The Content Manager's "unpublish and discard draft" discards first, because the draft is made
   * from the published version. It is one click, and is told in the order a person would: the events
   * of its discard, which nobody can have seen yet, are written anew behind those of the unpublish.
   */
  const putDiscardsLast = async (written: DomainEvent[], trx: Transaction) => {
    const earlier = (discards.get(trx) ?? []).filter(
      (discard) =>
        !written.some((event) => event.type !== 'entry.unpublish' && isSameEntry(event, discard))
    );
    const overtaken = earlier.filter((discard) =>
      written.some((event) => event.type === 'entry.unpublish' && isSameEntry(event, discard))
    );
    if (overtaken.length > 0) await outbox.remove(overtaken, trx);
    const createdAt = new Date(now()).toISOString();
    const ordered = [
      ...written,
      ...overtaken.map((event) => ({ ...event, id: newId('evt'), createdAt })),
    ];
    const own = ordered.filter((event) => event.type === 'entry.draft-discard');
    discards.set(trx, [...earlier, ...own]);
    return ordered;
  };

  const append = async (
    uid: string,
    wanted: readonly Fact[],
    interest: Interest,
    traceparent: string | null
  ): Promise<void> => {
    const written = await toEvents(uid, wanted, interest);
    if (written.length === 0) return;
    await db.transaction(async ({ trx, onCommit }) => {
      try {
        await outbox.append(await putDiscardsLast(written, trx), trx, traceparent);
      } catch (cause) {
        // What the database said stands in the message: who writes sees no more than that.
        throw new Error(
          `[lifecycle-webhooks] The change of ${uid} was not saved: its event could not be written to the outbox: ${describeError(cause)}`,
          { cause }
        );
      }
      onCommit(() => deps.committed(written));
    });
  };

  return {
    /**
     * Appends an event for each fact that somebody could want, in order.
     * @throws Error when the outbox cannot be written; the caller's transaction must not commit.
     */
    async record(uid: string, facts: readonly Fact[], interest: Interest): Promise<void> {
      const wanted = facts.filter((fact) => interest.types.has(fact.type));
      if (wanted.length === 0) return;
      await deps.traced(uid, (traceparent) => append(uid, wanted, interest, traceparent));
    },
  };
}

export type Recorder = ReturnType<typeof createRecorder>;

type Transaction = Parameters<OutboxStore['append']>[1];

function isSameEntry(a: DomainEvent, b: DomainEvent): boolean {
  return a.uid === b.uid && a.documentId === b.documentId && a.locale === b.locale;
}

/** Whether the event tells of a row that is no more. */
function isEnd(type: EventType): boolean {
  return type === 'entry.delete' || type === 'entry.unpublish' || type === 'media.delete';
}

/** The entry as it is from now on: what was published no longer is. */
function unpublished(row: Row): Row {
  return { ...row, publishedAt: null };
}

function reference(fact: Fact): JsonObject {
  return { id: fact.rowId, documentId: fact.documentId, locale: fact.locale };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
