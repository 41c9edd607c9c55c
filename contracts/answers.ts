/** What is asked for in a list that grows: `?pagination[pageSize]=25&cursor=…`. */
export interface KeysetQuery {
  /** `pageSize`: 1 to 100. @default 25 */
  pagination?: { pageSize?: number };
  /** `meta.nextCursor` of the page before. */
  cursor?: string;
}

export interface KeysetPage<T> {
  data: T[];
  /** Null on the last page. */
  meta: { nextCursor: string | null };
}

export interface Answer<T> {
  data: T;
}
