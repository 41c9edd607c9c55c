import type { Core } from '@strapi/strapi';
import type { DomainEvent } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import type { NewId } from '../lib/ids';
import type { Logger } from '../lib/logger';
import type { OutboxStore } from '../stores/outbox-store';
import type { Interest, WebhookCache } from '../stores/webhook-cache';
import { currentAction } from './action';
import { currentActor } from './actor';
import { createDocumentActions } from './document-actions';
import { announceMediaMoves } from './media-moves';
import { createRecorder } from './recorder';
import { createRowChanges } from './row-changes';
import type { Snapshots } from './snapshot';
import { extendWriteTransactions } from './write-transactions';

export interface CaptureDeps {
  strapi: Core.Strapi;
  outbox: OutboxStore;
  webhooks: Pick<WebhookCache, 'isLoaded' | 'load' | 'interestIn'>;
  snapshots: Snapshots;
  /** Whether entries of a type can be announced; undefined when there is no such type. */
  canBeAnnounced(uid: string): boolean | undefined;
  captureDirectWrites: boolean;
  newId: NewId;
  now(): number;
  log: Logger;
  /** Runs the work as part of the trace that is under way; it is given what is to be kept of that. */
  traced<T>(uid: string, work: (traceparent: string | null) => Promise<T>): Promise<T>;
  /** Events were committed. */
  committed(events: readonly DomainEvent[]): void;
}

/** Turns changes of content into events, from its start on. */
export function createCapture(deps: CaptureDeps) {
  const { strapi, webhooks, snapshots, log } = deps;
  const announced = new Map<string, boolean>();
  let hasTables = false;
  let stop: (() => void) | undefined;

  const isAnnounced = (uid: string): boolean => {
    let known = announced.get(uid);
    if (known === undefined) {
      known = deps.canBeAnnounced(uid) === true;
      announced.set(uid, known);
    }
    return known;
  };

  /**
   * What some webhook wants of a type. Asked from the moment Strapi has created the tables: plugins
   * may write content in a bootstrap that comes before this one's, and migrations before either.
   */
  const interestIn = async (uid: string): Promise<Interest | null> => {
    if (!hasTables || (uid !== FILE_UID && !isAnnounced(uid))) return null;
    if (!webhooks.isLoaded()) await webhooks.load();
    return webhooks.interestIn(uid);
  };

  const isTold = (uid: string) =>
    uid === FILE_UID || deps.captureDirectWrites || currentAction() !== undefined;

  return {
    /** Before the database is there: from now on every write is seen. */
    start(): void {
      strapi.hook('strapi::content-types.afterSync').register(async () => {
        hasTables = true;
      });
      const recorder = createRecorder({
        ...deps,
        db: strapi.db,
        actor: () => currentActor(strapi),
        modelName: (uid) => strapi.contentType(uid as never).modelName,
      });
      const actions = createDocumentActions({ strapi, interestIn, recorder, snapshots, log });
      const rows = createRowChanges({ ...deps, interestIn, recorder });
      actions.register();
      announceMediaMoves({ strapi, interestIn, recorder });
      const unsubscribe = rows.register();
      const restore = extendWriteTransactions({
        db: strapi.db,
        isWanted: async (uid) => isTold(uid) && (await interestIn(uid)) !== null,
        actions,
        log,
      });
      stop = () => {
        restore();
        unsubscribe();
      };
    },

    /** Leaves Strapi's database as it was found. */
    stop: (): void => stop?.(),
  };
}
