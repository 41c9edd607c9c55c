import type { FindDeliveriesQuery } from '../../../../contracts/deliveries';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../../../contracts/domain';

const HOUR_MS = 3_600_000;

/** How far back, in milliseconds. */
const RANGES = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS } as const;
export const RANGE_NAMES = ['1h', '24h', '7d', 'custom'] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

export const PAGE_SIZES = [10, 25, 50, 100] as const;
const DEFAULT_PAGE_SIZE = 25;

/** What the list can be narrowed to, by the names they have in the URL. */
const FILTERS = [
  'webhookId',
  'type',
  'uid',
  'status',
  'range',
  'since',
  'until',
  'documentId',
  'eventId',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

export function readFilters(params: URLSearchParams): Filters {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    })
  );
}

/** With other filters the list begins anew. */
export function withFilters(params: URLSearchParams, change: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('cursor');
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** An address with times alone means them. */
export function rangeOf({ range, since, until }: Filters): string | undefined {
  return range ?? (since === undefined && until === undefined ? undefined : 'custom');
}

export function withoutFilters(params: URLSearchParams): URLSearchParams {
  return withFilters(params, Object.fromEntries(FILTERS.map((name) => [name, undefined])));
}

export function readPageSize(params: URLSearchParams): number {
  const asked = Number(params.get('pageSize'));
  return PAGE_SIZES.find((size) => size === asked) ?? DEFAULT_PAGE_SIZE;
}

/** What is asked of the server; a time such as `24h` is told from `now`. */
export function toQuery(params: URLSearchParams, now: number): FindDeliveriesQuery {
  const { range, since, until, status, type, ...ids } = readFilters(params);
  const cursor = params.get('cursor');
  return {
    ...ids,
    ...(isStatus(status) ? { status } : {}),
    ...(isEventType(type) ? { type } : {}),
    ...(isRelative(range) ? { since: now - RANGES[range] } : timesOf({ since, until })),
    ...(cursor === null ? {} : { cursor }),
    pagination: { pageSize: readPageSize(params) },
  };
}

/** An address that was typed may hold anything: what is no date is left out. */
function timesOf(times: { since?: string; until?: string }): { since?: string; until?: string } {
  return Object.fromEntries(
    Object.entries(times).filter(
      ([, time]) => time !== undefined && !Number.isNaN(Date.parse(time))
    )
  );
}

const isRelative = (range: string | undefined): range is keyof typeof RANGES =>
  range !== undefined && range in RANGES;
const isStatus = (status: string | undefined): status is DeliveryStatus =>
  DELIVERY_STATUSES.some((known) => known === status);
const isEventType = (type: string | undefined): type is `${string}.${string}` =>
  type?.includes('.') === true;
