import type { Core } from '@strapi/strapi';
import type { Actor, ActorType } from '../../../contracts/domain';

/** What Strapi's authentication leaves at a request, as far as it is read here. */
interface AuthState {
  auth?: {
    strategy?: { name?: string };
    credentials?: { id?: number | string } | null;
  };
}

/** Who is signed in, by the strategy that let them in. */
const TYPES: ReadonlyMap<string | undefined, ActorType> = new Map([
  ['admin', 'admin'],
  ['admin-token', 'admin'],
  ['api-token', 'api-token'],
  ['content-api-token', 'api-token'],
  ['users-permissions', 'user'],
]);

/** Who makes the change that is under way: the account of the request, if there is one. Never more than its id. */
export function currentActor(strapi: Core.Strapi): Actor | null {
  const state: AuthState | undefined = strapi.requestContext.get()?.state;
  const type = TYPES.get(state?.auth?.strategy?.name);
  const id = state?.auth?.credentials?.id;
  return type === undefined || id === undefined ? null : { type, id: String(id) };
}
