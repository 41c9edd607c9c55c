import type { Knex } from 'knex';
import { TABLES } from '../constants';
import type { RenderedBody } from '../domain/rendering';
import type { Database } from './database';
import { insertRows, type Row } from './insert-rows';

export interface KeptBody {
  eventId: string;
  shape: string;
  content: string;
}

/** Which bodies: of events in a shape, never those of the same events in the shape of another. */
export interface BodiesInShape {
  shape: string;
  eventIds: readonly string[];
}

/** SQLite puts at most a thousand conditions together. */
const SHAPES_PER_SELECT = 200;

/** Of a body, among others. */
export const bodyKey = (eventId: string, shape: string): string => `${eventId} ${shape}`;

/**
 * The exact text of an event in a shape, kept once for all deliveries that carry it. Where it quotes the event's
 * snapshot as that is kept, it is kept without: of most events the entry is stored once.
 */
export function createBodyStore(db: Database) {
  return {
    append: (bodies: readonly RenderedBody[], trx: Knex.Transaction): Promise<void> =>
      insertRows(db, TABLES.bodies, bodies.map(toRow), trx),

    /** What is there of them; a body whose event somebody has removed is not. */
    async find(wanted: readonly BodiesInShape[], trx?: Knex.Transaction): Promise<KeptBody[]> {
      const found: KeptBody[] = [];
      for (let start = 0; start < wanted.length; start += SHAPES_PER_SELECT) {
        const rows: BodyRow[] = await db
          .table(TABLES.bodies, trx)
          .leftJoin(TABLES.events, (join) => {
            join.on(ofEvent('event_id'), ofBody('event_id')).onNotNull(ofBody('snapshot_offset'));
          })
          .select(BODY_COLUMNS)
          .where((query) => {
            for (const { shape, eventIds } of wanted.slice(start, start + SHAPES_PER_SELECT)) {
              void query.orWhere((own) => {
                void own.whereIn(ofBody('event_id'), [...eventIds]).where(ofBody('shape'), shape);
              });
            }
          });
        found.push(...rows.flatMap(toBody));
      }
      return found;
    },
  };
}

export type BodyStore = ReturnType<typeof createBodyStore>;

interface BodyRow {
  event_id: string;
  shape: string;
  content: string;
  snapshot_offset: number | null;
  snapshot: string | null;
}

const ofBody = (column: string): string => `${TABLES.bodies}.${column}`;
const ofEvent = (column: string): string => `${TABLES.events}.${column}`;

const BODY_COLUMNS = [
  ...['event_id', 'shape', 'content', 'snapshot_offset'].map(ofBody),
  ofEvent('snapshot'),
];

function toRow({ eventId, shape, content, frame }: RenderedBody): Row {
  const kept = frame ?? { content, offset: null };
  return { event_id: eventId, shape, content: kept.content, snapshot_offset: kept.offset };
}

function toBody(row: BodyRow): KeptBody[] {
  const { event_id: eventId, shape, content, snapshot_offset: offset, snapshot } = row;
  if (offset === null) return [{ eventId, shape, content }];
  if (snapshot === null) return [];
  const whole = content.slice(0, offset) + snapshot + content.slice(offset);
  return [{ eventId, shape, content: whole }];
}
