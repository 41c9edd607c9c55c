import { errors } from '@strapi/utils';
import { fullName, type AdminAction } from './permissions';
import type { RequestContext } from './request';

/** Strapi's `auth`: throws where what it has found out of a caller does not cover a scope. */
export interface Auth {
  verify(auth: unknown, config: { scope: string[] }): Promise<void>;
}

/** What a caller needs: an administrator the action, a token the scope. */
export interface Right {
  action: AdminAction;
  /** The name of a handler. */
  scope: string;
}

/** Rights beyond the one that the route itself asks for. */
export function createAccess(auth: Auth) {
  return async ({ state }: RequestContext, { action, scope }: Right): Promise<boolean> => {
    if (state.route.info.type === 'admin') return state.userAbility?.can(fullName(action)) === true;
    try {
      await auth.verify(state.auth, { scope: [fullName(scope)] });
      return true;
    } catch (error) {
      if (error instanceof errors.ForbiddenError || error instanceof errors.UnauthorizedError) {
        return false;
      }
      throw error;
    }
  };
}

export type Access = ReturnType<typeof createAccess>;
