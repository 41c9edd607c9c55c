import { createHash } from 'node:crypto';
import type {
  BodyContentType,
  BodyFormat,
  DomainEvent,
  JsonObject,
} from '../../../contracts/domain';
import { familyOf, type EventFamily } from './event-catalogue';
import { renderForm } from './form';
import { keptOf } from './kept-event';
import type { Selection } from './selection';

/** The part of a webhook that decides how a body looks. */
export interface BodyShape extends Selection {
  format: BodyFormat;
  includePrevious: boolean;
  includeActor: boolean;
  contentType: BodyContentType;
  /** JSONata; null: the body as the format has it. */
  transform: string | null;
}

/** An event as a webhook is told of it. */
export interface ToldEvent extends DomainEvent {
  /** It does not hold all that the webhook asks for below relations. */
  isCut?: boolean;
}

/** One of several events that are told in one delivery. */
export type CoalescedEvent = Pick<DomainEvent, 'id' | 'type' | 'uid' | 'documentId' | 'changes'>;

/** Two shapes with the same key give the same bytes, so a body is rendered and kept once for both. */
export function shapeKey(shape: BodyShape): string {
  const parts: string[] = [shape.format];
  if (shape.includePrevious) parts.push('previous');
  if (shape.includeActor) parts.push('actor');
  if (shape.contentType === 'application/x-www-form-urlencoded') parts.push('form');
  if (shape.fields !== null || shape.populate !== null) {
    parts.push(`select-${digest(JSON.stringify([shape.fields, shape.populate]))}`);
  }
  if (shape.transform !== null) parts.push(`transform-${digest(shape.transform)}`);
  return parts.join('+');
}

/** Short enough for a key; two that are the same by accident are not to be expected. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** What a stored body is written in, whatever its webhook has become since: its shape says it. */
export function contentTypeOf(key: string): BodyContentType {
  const [shape = ''] = key.split(/[~@!]/);
  return shape.split('+').includes('form')
    ? 'application/x-www-form-urlencoded'
    : 'application/json';
}

/** What a body says, before it is written. */
export function bodyOf(
  event: ToldEvent,
  shape: BodyShape,
  coalesced?: readonly CoalescedEvent[]
): JsonObject {
  const marks = { ...backfillMark(event), ...(event.isCut === true ? { truncated: true } : {}) };
  const whole = { ...RENDERERS[shape.format](event, shape), ...marks };
  return coalesced === undefined ? whole : { ...whole, coalesced: [...coalesced] };
}

export interface WrittenBody {
  content: string;
  /** It without the snapshot of its event as that is kept, and where that goes; null: it does not quote that. */
  frame: { content: string; offset: number } | null;
}

/**
 * A body as text, as its format has it.
 *
 * A body of more than `maxBytes` becomes a thin one that says `truncated: true`: the receiver can
 * fetch what it needs, and no event is dropped for its size.
 */
export function renderBody(
  event: ToldEvent,
  shape: BodyShape,
  maxBytes: number,
  coalesced?: readonly CoalescedEvent[]
): WrittenBody {
  const body = writeBody(event, shape, coalesced);
  if (Buffer.byteLength(body.content) <= maxBytes) return body;
  const thin = { ...renderThin(event), ...backfillMark(event), truncated: true };
  return { content: WRITERS[shape.contentType](thin), frame: null };
}

function writeBody(
  event: ToldEvent,
  shape: BodyShape,
  coalesced?: readonly CoalescedEvent[]
): WrittenBody {
  const write = WRITERS[shape.contentType];
  const whole = () => ({ content: write(bodyOf(event, shape, coalesced)), frame: null });
  const kept = keptOf(event);
  if (kept === undefined || kept.text === null || shape.contentType !== 'application/json') {
    return whole();
  }
  const around = write(bodyOf({ ...kept.fields, snapshot: null }, shape, coalesced));
  const offset = shape.format === 'thin' ? -1 : around.search(SNAPSHOT_PLACE);
  if (offset === -1) return whole();
  const [start, end] = [around.slice(0, offset), around.slice(offset + 'null'.length)];
  return { content: start + kept.text + end, frame: { content: start + end, offset } };
}

function backfillMark(event: DomainEvent): JsonObject {
  return event.backfill === true ? { backfill: true } : {};
}

const WRITERS = {
  'application/json': (body: JsonObject) => JSON.stringify(body),
  'application/x-www-form-urlencoded': renderForm,
} satisfies Record<BodyContentType, (body: JsonObject) => string>;

const RENDERERS = {
  strapi: renderStrapi,
  standard: renderStandard,
  thin: renderThin,
} satisfies Record<BodyFormat, (event: DomainEvent, shape: BodyShape) => JsonObject>;

/** Strapi's own body with an id: a receiver of Strapi's webhooks keeps working unchanged. */
function renderStrapi(event: DomainEvent, shape: BodyShape): JsonObject {
  return {
    id: event.id,
    event: event.type,
    createdAt: event.createdAt,
    ...CONTENT[familyOf(event.type)](event),
    ...asked(event, shape),
  };
}

const CONTENT = {
  entry: ({ model, uid, snapshot }: DomainEvent) => ({ model, uid, entry: snapshot }),
  media: ({ snapshot }: DomainEvent) => ({ media: snapshot }),
  webhook: ({ uid, documentId, snapshot }: DomainEvent) => ({ uid, documentId, data: snapshot }),
  custom: ({ uid, documentId, snapshot }: DomainEvent) => ({
    ...(uid === '' ? {} : { uid }),
    ...(documentId === null ? {} : { documentId }),
    data: snapshot,
  }),
} satisfies Record<EventFamily, (event: DomainEvent) => JsonObject>;

/** Standard Webhooks 1.0.0, "Payload structure": type, timestamp and data. */
function renderStandard(event: DomainEvent, shape: BodyShape): JsonObject {
  return {
    id: event.id,
    type: event.type,
    timestamp: event.createdAt,
    data: {
      model: event.model,
      uid: event.uid,
      documentId: event.documentId,
      locale: event.locale,
      [SNAPSHOT_KEYS[familyOf(event.type)]]: event.snapshot,
      ...asked(event, shape),
    },
  };
}

/** Ids and the names of what changed; the receiver fetches the rest. */
function renderThin(event: DomainEvent): JsonObject {
  return {
    id: event.id,
    eventType: event.type,
    webhookVersion: 'v1',
    data: {
      entityId: event.documentId,
      uid: event.uid,
      locale: event.locale,
      changes: event.changes ?? [],
    },
    created: event.createdAt,
    deliverySuccess: true,
  };
}

/** What is told only where it was asked for. */
function asked(event: DomainEvent, { includePrevious, includeActor }: BodyShape): JsonObject {
  return {
    ...(includePrevious ? { changes: event.changes, previous: event.previous } : {}),
    ...(includeActor ? { actor: event.actor ?? null } : {}),
  };
}

const SNAPSHOT_KEYS = {
  entry: 'entry',
  media: 'media',
  webhook: 'webhook',
  custom: 'data',
} satisfies Record<EventFamily, string>;

/** The first is it: no key before it has such a name, and in texts a quotation mark is escaped. */
const SNAPSHOT_PLACE = new RegExp(`(?<="(?:${Object.values(SNAPSHOT_KEYS).join('|')})":)null`);
