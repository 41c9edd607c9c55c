import { errors } from '@strapi/utils';

export interface PageQuery {
  /** 1 to 100, 25 unless given. */
  pageSize?: number;
  /** `meta.nextCursor` of the page before. */
  cursor?: string;
}

export interface Page<T> {
  data: T[];
  meta: { nextCursor: string | null };
}

/** @throws ValidationError for a size outside 1–100. */
export function pageLimit(pageSize = 25): number {
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 100) return pageSize;
  throw new errors.ValidationError('pageSize must be a whole number from 1 to 100');
}

/** @throws ValidationError for a page before the first. */
export function pageNumber(page = 1): number {
  if (Number.isInteger(page) && page >= 1) return page;
  throw new errors.ValidationError('page must be a whole number from 1');
}

/** A page of a list that was read one row too far, to tell whether there is more. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  const data = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? (data.at(-1)?.id ?? null) : null;
  return { data, meta: { nextCursor } };
}
