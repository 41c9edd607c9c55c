import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  readFilters,
  readPageSize,
  toQuery,
  withFilters,
  withoutFilters,
  type Filters,
} from './params';

/** The state of the list, which is its address: it can be sent to somebody, and survives a reload. */
export function useDeliveriesParams() {
  const [params, setParams] = useSearchParams();
  // The time of this address: told anew on each render, it would be another question each time.
  const query = useMemo(() => toQuery(params, Date.now()), [params]);
  const filters = readFilters(params);
  return {
    query,
    filters,
    isFiltered: Object.keys(filters).length > 0,
    isFirstPage: !params.has('cursor'),
    pageSize: readPageSize(params),
    setFilters: (change: Filters) => setParams(withFilters(params, change)),
    clearFilters: () => setParams(withoutFilters(params)),
    setPageSize: (size: number) => {
      const next = withFilters(params, {});
      next.set('pageSize', String(size));
      setParams(next);
    },
    toPage: (cursor: string) => {
      const next = new URLSearchParams(params);
      next.set('cursor', cursor);
      setParams(next);
    },
    toNewest: () => setParams(withFilters(params, {})),
  };
}
