import { Button, Flex, Typography } from '@strapi/design-system';
import { useRBAC } from '@strapi/strapi/admin';
import type { Backfill } from '../../../../contracts/domain';
import { useCancelBackfillMutation, webhooksApi } from '../../api/webhooks-api';
import { useText } from '../../hooks/useText';
import { PERMISSIONS } from '../../permissions';
import { Notice } from './Notice';
import { Progress } from './Progress';
import { useErrorText } from './useErrorText';

const POLL_MS = 1_000;

/** How far a backfill is. It is asked about while it runs, by those who may. */
export function BackfillProgress({ started }: { started: Backfill }) {
  const t = useText();
  const errorText = useErrorText();
  const { allowedActions } = useRBAC(PERMISSIONS.readDeliveries);
  const { lifecycleFindBackfill: findBackfill } = webhooksApi.endpoints;
  const { data: current = started, error } = findBackfill.useQueryState(started.id);
  findBackfill.useQuerySubscription(started.id, {
    skip: allowedActions.canRead !== true,
    pollingInterval: current.status === 'running' ? POLL_MS : 0,
  });
  const [cancel, { isLoading: isCancelling, error: cancelError }] = useCancelBackfillMutation();
  const failure = cancelError ?? error;
  const { status, count } = current;
  // What is written meanwhile comes on top of what there was.
  const total = Math.max(current.total, count);

  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Typography role="status" fontWeight="bold">
        {t(`webhook-action.backfill.is.${status}`)}
      </Typography>
      <Progress label={t('webhook-action.backfill.progress')} value={count} max={total} />
      <Typography textColor="neutral600">
        {t('webhook-action.backfill.count', { count, total })}
      </Typography>
      {status === 'running' ? (
        <Flex justifyContent="space-between" gap={4}>
          <Typography variant="pi" textColor="neutral600">
            {t('webhook-action.backfill.goes-on')}
          </Typography>
          <Button
            variant="danger-light"
            loading={isCancelling}
            onClick={() => void cancel(started.id)}
          >
            {t('webhook-action.backfill.cancel')}
          </Button>
        </Flex>
      ) : null}
      {failure === undefined ? null : <Notice variant="danger">{errorText(failure)}</Notice>}
    </Flex>
  );
}
