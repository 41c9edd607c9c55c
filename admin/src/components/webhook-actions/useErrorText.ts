import { useCallback } from 'react';
import { useAPIErrorHandler, type BaseQueryError } from '@strapi/strapi/admin';

/** As RTK Query has it where something went wrong. */
export type Failure = BaseQueryError | { name?: string; message?: string };

/** What the server said of it. */
export function useErrorText(): (failure: Failure) => string {
  const { _unstableFormatAPIError: format } = useAPIErrorHandler();
  return useCallback((failure) => format(failure as Parameters<typeof format>[0]), [format]);
}
