import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import { NavLink, useNavigate } from 'react-router-dom';
import type { Delivery } from '../../../../contracts/domain';
import type { ContentTypeInfo } from '../../../../contracts/events';
import { DocumentLink } from '../../components/DocumentLink';
import { ReasonText } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { DeliveryStatusBadge } from '../../components/StatusBadge';
import { WebhookLink } from '../../components/WebhookLink';
import { useFigures } from '../../hooks/useFigures';
import { useCatalogue, useWebhookNames } from '../../hooks/useNames';
import { useText } from '../../hooks/useText';

const COLUMNS = ['event', 'document', 'webhook', 'status', 'answer', 'attempts'] as const;

interface Props {
  deliveries: Delivery[];
  /** Undefined where nothing can be done with what is selected. */
  selected: Delivery[] | undefined;
  onSelect(deliveries: Delivery[]): void;
}

export function DeliveriesTable({ deliveries, selected, onSelect }: Props) {
  const t = useText();
  // Once for all rows: each asks for permissions, too.
  const { contentTypeOf } = useCatalogue();
  const { mayRead, nameOf } = useWebhookNames();
  const headers = COLUMNS.map((name) => ({ name, label: t(`deliveries.column.${name}`) }));
  return (
    <Table.Root
      rows={deliveries}
      headers={headers}
      selectedRows={selected ?? []}
      onSelectedRowsChange={onSelect}
    >
      <Table.Content>
        <Table.Head>
          {selected === undefined ? null : <Table.HeaderCheckboxCell />}
          {headers.map((header) => (
            <Table.HeaderCell key={header.name} {...header} />
          ))}
        </Table.Head>
        <Table.Body>
          {deliveries.map((delivery) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              contentType={delivery.uid === null ? undefined : contentTypeOf(delivery.uid)}
              webhookName={nameOf(delivery.webhookId)}
              mayReadWebhooks={mayRead}
              isSelectable={selected !== undefined}
            />
          ))}
        </Table.Body>
      </Table.Content>
    </Table.Root>
  );
}

interface RowProps {
  delivery: Delivery;
  contentType: ContentTypeInfo | undefined;
  webhookName: string | undefined;
  mayReadWebhooks: boolean;
  isSelectable: boolean;
}

function Row({ delivery, contentType, webhookName, mayReadWebhooks, isSelectable }: RowProps) {
  const navigate = useNavigate();
  const { duration } = useFigures();
  const { id, type, documentId, webhookId, responseCode, durationMs } = delivery;
  return (
    <Table.Row onClick={() => navigate(id)} cursor="pointer">
      {isSelectable ? <Table.CheckboxCell id={id} /> : null}
      <Table.Cell>
        <Link
          tag={NavLink}
          to={id}
          onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}
        >
          {type}
        </Link>
        <Typography tag="p" variant="pi" textColor="neutral600">
          <RelativeTime at={delivery.createdAt} />
        </Typography>
      </Table.Cell>
      <Table.Cell maxWidth="15rem">
        <DocumentLink about={delivery} contentType={contentType} />
        {documentId === null ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600" ellipsis title={documentId}>
            {documentId}
          </Typography>
        )}
      </Table.Cell>
      <Table.Cell maxWidth="18rem">
        <WebhookLink id={webhookId} name={webhookName} mayRead={mayReadWebhooks} />
      </Table.Cell>
      <Table.Cell>
        <StatusAndReason delivery={delivery} />
      </Table.Cell>
      <Table.Cell>
        <Typography tag="p" textColor="neutral800">
          {responseCode ?? '–'}
        </Typography>
        {durationMs === null ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600" style={{ whiteSpace: 'nowrap' }}>
            {duration(durationMs)}
          </Typography>
        )}
      </Table.Cell>
      <Table.Cell>
        <Typography textColor="neutral800">{delivery.attemptCount}</Typography>
      </Table.Cell>
    </Table.Row>
  );
}

/** Why, where something went wrong; a delivery that waits has nothing to explain before it failed. */
function StatusAndReason({ delivery: { status, reason } }: { delivery: Delivery }) {
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <DeliveryStatusBadge status={status} />
      {reason === null || status === 'delivered' ? null : (
        <Box width="21rem">
          <Typography tag="p" variant="pi" textColor="neutral600" style={{ whiteSpace: 'normal' }}>
            <ReasonText reason={reason} />
          </Typography>
        </Box>
      )}
    </Flex>
  );
}
