import { useId } from 'react';
import { Flex, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import type { InstanceInsight } from '../../../../contracts/instances';
import { RelativeTime } from '../../components/RelativeTime';
import { useFigures } from '../../hooks/useFigures';
import { useText, type TextKey } from '../../hooks/useText';

const COLUMNS = [
  'overview.instance',
  'overview.role',
  'overview.started',
  'overview.attempts-per-minute',
  'overview.delivered-per-minute',
] as const satisfies TextKey[];

/** Every Strapi process that lives, in the order in which they started. */
export function InstancesTable({ instances }: { instances: InstanceInsight[] }) {
  const t = useText();
  const id = useId();
  return (
    <Flex tag="section" direction="column" alignItems="stretch" gap={4} aria-labelledby={id}>
      <Typography variant="delta" tag="h2" id={id}>
        {t('overview.instances')}
      </Typography>
      <Table
        colCount={COLUMNS.length}
        rowCount={instances.length + 1}
        aria-label={t('overview.instances')}
      >
        <Thead>
          <Tr>
            {COLUMNS.map((key) => (
              <Th key={key}>
                <Typography variant="sigma" textColor="neutral600">
                  {t(key)}
                </Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {instances.map((instance) => (
            <InstanceRow key={instance.id} instance={instance} />
          ))}
        </Tbody>
      </Table>
    </Flex>
  );
}

function InstanceRow({ instance }: { instance: InstanceInsight }) {
  const t = useText();
  const { count } = useFigures();
  const { host, pid, role, startedAt, attemptsPerMinute, deliveredPerMinute } = instance;
  const cells = [
    `${host} · ${pid}`,
    t(`overview.role.${role}`),
    <RelativeTime key={startedAt} at={startedAt} />,
    count(attemptsPerMinute),
    count(deliveredPerMinute),
  ];
  return (
    <Tr>
      {cells.map((cell, index) => (
        <Td key={COLUMNS[index]}>
          <Typography textColor="neutral800">{cell}</Typography>
        </Td>
      ))}
    </Tr>
  );
}
