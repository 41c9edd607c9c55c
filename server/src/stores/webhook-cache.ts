import type { EventType } from '../../../contracts/domain';
import { mentions } from '../domain/conditions';
import { mergeDepths, NO_DEPTH, type Depth } from '../domain/depth';
import { familyOf } from '../domain/event-catalogue';
import { isReceiversFault } from '../domain/held';
import { wantedTypes, wants, type EventSubject } from '../domain/subscription';
import type { StoredWebhook, WebhookStore } from './webhook-store';

/** What capture needs to know about a content type, looked up once per write. */
export interface Interest {
  types: ReadonlySet<EventType>;
  /** Some webhook that wants updates or publishes of the type asks what changed. */
  wantsChanges: boolean;
  /** Some webhook that wants anything of the type asks who made the change. */
  wantsActor: boolean;
  /** How deep those that want such events look into relations of the type. */
  depthOf(types: readonly EventType[]): Depth;
}

/**
 * All webhooks, in memory: capture asks at every write whether anybody could want it, and the answer
 * may cost no more than a map look-up.
 *
 * `refresh` reads one short column and loads the rest only when it differs. It runs after every
 * change made here, every half second for changes made by other instances, and before every fan-out:
 * the relay must never decide on an older list than the capture that wrote the event.
 */
export function createWebhookCache(
  store: Pick<WebhookStore, 'revision' | 'findAll'>,
  /** Whether a webhook was saved in another environment, and is to be held. */
  isElsewhere: (webhook: StoredWebhook) => boolean,
  /** How deep a webhook looks into entries of a type. */
  depthOf: (webhook: StoredWebhook, uid: string) => Depth
) {
  let webhooks: readonly StoredWebhook[] = [];
  let moved: readonly StoredWebhook[] = [];
  let revision: string | undefined;
  let interests = new Map<string, Interest | null>();
  let refreshing: Promise<void> | undefined;

  const load = async () => {
    const current = await store.revision();
    if (current === revision) return;
    const all = await store.findAll();
    moved = all.filter(isElsewhere);
    webhooks = all.map((webhook) =>
      moved.includes(webhook) ? { ...webhook, enabled: false } : webhook
    );
    revision = current;
    interests = new Map();
  };

  const computeInterest = (uid: string): Interest | null => {
    const enabled = webhooks.filter((webhook) => webhook.enabled);
    const types = wantedTypes(enabled, uid);
    if (types.size === 0) return null;
    const askedTypes = wantedTypes(enabled.filter(asksWhatChanged), uid);
    const wantsChanges = COMPARED.some((type) => askedTypes.has(type));
    const wantsActor = wantedTypes(enabled.filter(asksWho), uid).size > 0;
    return { types, wantsChanges, wantsActor, depthOf: depthsOf(enabled, uid) };
  };

  /** By type of event, so that nobody pays for what is asked of another. */
  const depthsOf = (enabled: readonly StoredWebhook[], uid: string): Interest['depthOf'] => {
    const asking = enabled
      .map((webhook) => ({ depth: depthOf(webhook, uid), types: wantedTypes([webhook], uid) }))
      .filter(({ depth }) => depth.size > 0);
    if (asking.length === 0) return () => NO_DEPTH;
    return (types) =>
      mergeDepths(
        asking.filter((one) => types.some((type) => one.types.has(type))).map(({ depth }) => depth)
      );
  };

  return {
    /** Resolves when every change that committed before the call is known. */
    async refresh(): Promise<void> {
      // A refresh under way may have read before the caller's change: let it end, then look again.
      while (refreshing !== undefined) await refreshing.catch(() => undefined);
      refreshing = load();
      try {
        await refreshing;
      } finally {
        refreshing = undefined;
      }
    },

    /**
     * Reads what there is, in the caller's transaction. Never waits for a refresh under way, which on
     * SQLite may itself wait for the connection the caller holds.
     */
    load,

    isLoaded: (): boolean => revision !== undefined,

    /** Null when no enabled webhook could want anything of the type. */
    interestIn(uid: string): Interest | null {
      let interest = interests.get(uid);
      if (interest === undefined) {
        interest = computeInterest(uid);
        interests.set(uid, interest);
      }
      return interest;
    },

    /** Who is to hear of an event: also whoever was disabled since, for whom it will be held. */
    wanting: (event: EventSubject & { createdAt: string }): StoredWebhook[] =>
      webhooks.filter((webhook) => {
        const enabled = webhook.enabled || Date.parse(event.createdAt) < heldUntil(webhook, event);
        return wants({ ...webhook, enabled }, event);
      }),

    find: (id: string): StoredWebhook | undefined => webhooks.find((webhook) => webhook.id === id),

    /** Whether any of them holds something encrypted. */
    holdSecrets: (): boolean =>
      webhooks.some(
        ({ sealedSecret, headers }) =>
          sealedSecret !== null || headers.some(({ sealed }) => sealed !== undefined)
      ),

    /** Those that came from another environment: disabled here, whatever is stored of them. */
    moved: (): readonly StoredWebhook[] => moved,

    ids: (): string[] => webhooks.map((webhook) => webhook.id),

    disabledIds: (): string[] =>
      webhooks.filter((webhook) => !webhook.enabled).map((webhook) => webhook.id),
  };
}

export type WebhookCache = ReturnType<typeof createWebhookCache>;

/** How far ahead of another's the clock of an instance may be for nothing to be lost. */
const CLOCKS_DIFFER_MS = 5_000;

/**
 * Until when what happens is held for a webhook that is disabled. Where its receiver is the reason nobody minds
 * some seconds more; where a person is, what they did next is not to be told.
 */
function heldUntil({ disabledAt, disabledReason }: StoredWebhook, { type }: EventSubject): number {
  // Of its own disabling it is not told.
  const isExact = familyOf(type) === 'webhook' || !isReceiversFault(disabledReason);
  return (disabledAt ?? 0) + (isExact ? 0 : CLOCKS_DIFFER_MS);
}

/** The events for which the state before is worth loading. */
const COMPARED: readonly EventType[] = ['entry.update', 'entry.publish', 'media.update'];

function asksWhatChanged(webhook: StoredWebhook): boolean {
  const { includePrevious, format, coalesceMs, condition, transform } = webhook;
  return (
    includePrevious ||
    format === 'thin' ||
    coalesceMs !== null ||
    (condition !== null && (mentions(condition, 'changes') || mentions(condition, 'previous'))) ||
    (transform !== null && /changes|previous/.test(transform))
  );
}

function asksWho({ includeActor, condition }: StoredWebhook): boolean {
  return includeActor || (condition !== null && mentions(condition, 'actor'));
}
