import { errors } from '@strapi/utils';
import type { RequestContext } from './request';

/** Anything else is the id of nothing, and not worth asking a database for. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws NotFoundError for what cannot be an id. */
export function idOf({ params }: RequestContext, what: string): string {
  const { id = '' } = params;
  if (ID.test(id)) return id;
  throw notFound(what, id);
}

/** @throws NotFoundError where there is none. */
export async function found<T>(
  finding: Promise<T | null>,
  what: string,
  id: string | undefined
): Promise<T> {
  const thing = await finding;
  if (thing !== null) return thing;
  throw notFound(what, id ?? '');
}

function notFound(what: string, id: string) {
  return new errors.NotFoundError(`There is no ${what} '${id.slice(0, 100)}'`);
}
