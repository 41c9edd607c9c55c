import { useSearchParams } from 'react-router-dom';
import { INSIGHT_HOURS, type InsightHours } from '../../../../contracts/insights';

const DEFAULT: InsightHours = 24;

/** The range that is in the address: `?hours=168`. */
export function useRange(): [InsightHours, (hours: InsightHours) => void] {
  const [params, setParams] = useSearchParams();
  const given = Number(params.get('hours'));
  const hours = INSIGHT_HOURS.find((known) => known === given) ?? DEFAULT;
  return [hours, (next) => setParams({ hours: String(next) }, { replace: true })];
}
