import { styled } from 'styled-components';
import type { AttemptCounts } from '../../../../contracts/insights';

const WIDTH = 4;
const GAP = 1;
const HEIGHT = 24;
/** So that one failure among thousands is seen. */
const LEAST = 2;

/** Attempts over time, what failed above what was delivered. The label says it in words. */
export function Sparkline({ points, label }: { points: readonly AttemptCounts[]; label: string }) {
  const most = Math.max(
    1,
    ...points.map(({ delivered, retried, failed }) => delivered + retried + failed)
  );
  const width = points.length * (WIDTH + GAP);
  return (
    <svg role="img" aria-label={label} width={width} height={HEIGHT} style={{ flexShrink: 0 }}>
      <title>{label}</title>
      {points.map(({ delivered, retried, failed }, index) => {
        const [good, bad] = heights(delivered, retried + failed, most);
        const x = index * (WIDTH + GAP);
        return (
          <g key={index}>
            <Nothing x={x} y={HEIGHT - 1} width={WIDTH} height={1} />
            <Delivered x={x} y={HEIGHT - good} width={WIDTH} height={good} />
            <Failed x={x} y={HEIGHT - good - bad} width={WIDTH} height={bad} />
          </g>
        );
      })}
    </svg>
  );
}

function heights(delivered: number, failed: number, most: number): [number, number] {
  const height = (count: number) =>
    count === 0 ? 0 : Math.max(LEAST, Math.round((count / most) * HEIGHT));
  const bad = height(failed);
  return [Math.min(height(delivered), HEIGHT - bad), bad];
}

const Nothing = styled.rect`
  fill: ${({ theme }) => theme.colors.neutral200};
`;
const Delivered = styled.rect`
  fill: ${({ theme }) => theme.colors.success500};
`;
const Failed = styled.rect`
  fill: ${({ theme }) => theme.colors.danger500};
`;
