import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../contracts/domain';

/** Fields that differ between two versions of the same entry without anyone having changed them. */
const BOOKKEEPING = new Set([
  'id',
  'documentId',
  'locale',
  'createdAt',
  'updatedAt',
  'publishedAt',
  'firstPublishedAt',
  'createdBy',
  'updatedBy',
]);

/** Top-level fields whose value is taken as it is, however it looks: JSON attributes and scalars. */
export type PlainFields = ReadonlySet<string>;

/**
 * The names of the top-level fields that differ between two snapshots of an entry.
 *
 * Without an earlier snapshot, every field that holds something counts as changed. Relations and
 * media are compared by whom they point to, components by their fields: Strapi gives a component a
 * new row id with every published version.
 */
export function changedFields(
  before: JsonObject | null,
  after: JsonObject,
  plainFields: PlainFields
): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  return [...names].filter((name) => {
    if (BOOKKEEPING.has(name)) return false;
    const [old, current] = [before?.[name] ?? null, after[name] ?? null];
    if (before === null) return !isEmpty(current);
    return plainFields.has(name)
      ? !isDeepStrictEqual(old, current)
      : !isDeepStrictEqual(identity(old), identity(current));
  });
}

function identity(value: Json): Json {
  if (Array.isArray(value)) return value.map(identity);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.documentId === 'string') return value.documentId;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id')
      .map(([key, nested]) => [key, identity(nested)])
  );
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
