import type { ReactNode } from 'react';
import { Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { Card } from '../../components/Card';

export interface ChartLine {
  label: string;
  color: string;
  /** As in SVG, so that lines differ by more than their colour. */
  dash?: string;
}

interface ChartFrameProps {
  title: string;
  /** What the chart shows, in a sentence. */
  summary: string;
  legend: ChartLine[];
  /** The head and the rows of the table that is read in the place of the chart. */
  head: string[];
  rows: string[][];
  children: ReactNode;
}

/** A title, a legend, the chart as one image, and its points for those who do not see it. */
export function ChartFrame({ title, summary, legend, head, rows, children }: ChartFrameProps) {
  const lines = (
    <Flex gap={4} paddingTop={1} aria-hidden>
      {legend.map((line) => (
        <LegendEntry key={line.label} {...line} />
      ))}
    </Flex>
  );
  return (
    <Card title={title} lead={lines}>
      <div role="img" aria-label={summary}>
        {children}
      </div>
      <VisuallyHidden tag="div">
        <PointsTable title={title} head={head} rows={rows} />
      </VisuallyHidden>
    </Card>
  );
}

function LegendEntry({ label, color, dash }: ChartLine) {
  return (
    <Flex gap={2}>
      <svg width="16" height="10">
        <line
          x1="0"
          x2="16"
          y1="5"
          y2="5"
          stroke={color}
          strokeWidth={dash === undefined ? 10 : 2}
          strokeDasharray={dash}
        />
      </svg>
      <Typography variant="pi" textColor="neutral600">
        {label}
      </Typography>
    </Flex>
  );
}

function PointsTable({ title, head, rows }: { title: string; head: string[]; rows: string[][] }) {
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([time, ...values]) => (
          <tr key={time}>
            <th scope="row">{time}</th>
            {values.map((value, index) => (
              <td key={head[index + 1]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
