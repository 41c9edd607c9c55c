import type { DomainEvent, JsonObject } from '../../../contracts/domain';
import {
  bodyOf,
  renderBody,
  shapeKey,
  type BodyShape,
  type CoalescedEvent,
  type ToldEvent,
  type WrittenBody,
} from './body';
import { familyOf, type EventFamily } from './event-catalogue';
import { renderForm } from './form';
import type { Depths } from './depths';
import type { AttributesOf } from './schema-fields';
import { select } from './selection';

/** A JSONata expression over a JSON text; the result is one, too. */
export type Transform = (source: string, input: string) => { text: string } | { failure: string };

export interface RenderingDeps {
  maxPayloadBytes: number;
  transform: Transform;
  attributesOf: AttributesOf;
  /** Whether an event holds all that a webhook is to be told. */
  canTell: Depths['canTell'];
}

/** What is to be sent, or why there is nothing to send: then `shape` says so. */
export interface RenderedBody extends WrittenBody {
  eventId: string;
  shape: string;
}

export interface RenderOptions {
  coalesced?: readonly CoalescedEvent[];
  /** Sets the body apart from others of the same event and shape: `~dlv_…`, `@dlv_…`. */
  mark?: string;
}

/** What has fields of a content type. */
const SHAPED: readonly EventFamily[] = ['entry', 'media'];

/** Ends the shape of a body that could not be rendered; its content says why. */
export const FAILED_SHAPE = '!';

export function isFailedRender(shape: string): boolean {
  return shape.endsWith(FAILED_SHAPE);
}

/**
 * The one way from an event to the text that is signed and sent.
 *
 * A transform that fails gives no body: what is kept in its place is why, and the dispatcher fails the
 * delivery with it instead of sending something else than was asked for.
 */
export function createRender({ maxPayloadBytes, transform, attributesOf, canTell }: RenderingDeps) {
  const transformed = (
    event: ToldEvent,
    webhook: BodyShape,
    source: string,
    coalesced: RenderOptions['coalesced']
  ): { text: string } | { failure: string } => {
    const { changes, previous } = event;
    const input = { ...bodyOf(event, webhook, coalesced), changes, previous };
    const result = transform(source, JSON.stringify(input));
    if ('failure' in result) return result;
    const written = writeText(result.text, webhook);
    if ('failure' in written || Buffer.byteLength(written.text) <= maxPayloadBytes) return written;
    return { failure: `Its result has more than ${maxPayloadBytes} bytes` };
  };

  const selected = (event: DomainEvent, webhook: BodyShape): ToldEvent => {
    const isWhole = webhook.fields === null && webhook.populate === null;
    if (isWhole && event.depth === undefined) return event;
    if (!SHAPED.includes(familyOf(event.type))) return event;
    const part = (entry: JsonObject | null) =>
      entry === null ? null : select(entry, event.uid, webhook, attributesOf);
    const isCut = !canTell(webhook, event);
    return { ...event, snapshot: part(event.snapshot), previous: part(event.previous), isCut };
  };

  return (
    whole: DomainEvent,
    webhook: BodyShape,
    { coalesced, mark = '' }: RenderOptions = {}
  ): RenderedBody => {
    const event = selected(whole, webhook);
    const shape = shapeKey(webhook) + mark;
    if (webhook.transform === null) {
      const written = renderBody(event, webhook, maxPayloadBytes, coalesced);
      return { eventId: event.id, shape, ...written };
    }
    const result = transformed(event, webhook, webhook.transform, coalesced);
    return 'text' in result
      ? { eventId: event.id, shape, content: result.text, frame: null }
      : {
          eventId: event.id,
          shape: shape + FAILED_SHAPE,
          content: `The transform failed: ${result.failure}`,
          frame: null,
        };
  };
}

export type Render = ReturnType<typeof createRender>;

/** What a transform gave, in the words the receiver asked for. */
function writeText(text: string, webhook: BodyShape): { text: string } | { failure: string } {
  if (webhook.contentType === 'application/json') return { text };
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { failure: 'Its result is no object, as a form needs one' };
  }
  return { text: renderForm(value as JsonObject) };
}
