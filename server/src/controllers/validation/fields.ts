import { z } from 'zod';
import type { IdPrefix } from '../../lib/ids';

/** A number as a query has it: text. */
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

export const pageSize = wholeNumber.refine(
  (size) => size >= 1 && size <= 100,
  'must be a whole number from 1 to 100'
);

export const page = wholeNumber.refine((number) => number >= 1, 'must be a whole number from 1');

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** An id in a query; what is none is told, as nothing would be found for it without a word. */
export const idOfKind = (prefix: IdPrefix) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`), `must be an id such as ${prefix}_…`);

export const cursorOfKind = (prefix: IdPrefix) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-9a-z]{26}$`),
      'must be the meta.nextCursor of a page of this list'
    );

/** What lists that grow have in common. */
export const keyset = (prefix: IdPrefix) => ({
  pagination: z.strictObject({ pageSize }).partial().optional(),
  cursor: cursorOfKind(prefix).optional(),
});
