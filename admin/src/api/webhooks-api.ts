import { adminApi, type useAPIErrorHandler } from '@strapi/strapi/admin';
import type {
  CancelDeliveryResponse,
  CreateReplayRequest,
  CreateReplayResponse,
  DiscardDeliveriesResponse,
  FindDeliveriesQuery,
  FindDeliveriesResponse,
  FindDeliveryResponse,
  RedeliverResponse,
} from '../../../contracts/deliveries';
import type {
  BackfillOptions,
  CancelBackfillResponse,
  CreateBackfillResponse,
  FindBackfillResponse,
} from '../../../contracts/backfills';
import type {
  Backfill,
  RedeliveryRender,
  Replay,
  RotatedSecret,
  RotateSecretOptions,
  Webhook,
} from '../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../contracts/events';
import type { FindInsightsResponse, InsightsSeriesQuery } from '../../../contracts/insights';
import type {
  MatchResponse,
  PreviewTestResponse,
  SendTestResponse,
  TestPreview,
  TestResult,
  TestSendOptions,
  WebhookDraftInput,
} from '../../../contracts/test-send';
import type {
  CreateWebhookResponse,
  FindWebhookResponse,
  FindWebhooksResponse,
  ImportFromStrapiResponse,
  ImportOptions,
  RotateSecretResponse,
  StrapiImport,
  UpdateWebhookResponse,
  WebhookInput,
} from '../../../contracts/webhooks';

type Created = CreateWebhookResponse['data'];
type Detail = FindDeliveryResponse['data'];
type Insights = FindInsightsResponse['data'];

/** A webhook and what is asked of it. */
interface Of<T> {
  id: string;
  data: T;
}

/** A webhook as it is on the form, and what a preview or a test tells of. */
export type PreviewRequest = { webhook: WebhookDraftInput } & TestSendOptions;

/** What became of several redeliveries: how many are sent, and why the others are not. */
interface Redelivered {
  count: number;
  errors: Parameters<ReturnType<typeof useAPIErrorHandler>['_unstableFormatAPIError']>[0][];
}

const path = (rest: string) => `/lifecycle-webhooks${rest}`;
const post = (rest: string, data: unknown = {}) => ({
  url: path(rest),
  method: 'POST' as const,
  data,
});
const get = (rest: string, params: object = {}) => ({ url: path(rest), config: { params } });

const LIST = 'LIST';
const list = <Type extends string>(type: Type) => ({ type, id: LIST });

/**
 * All the panel asks of the server. What writes names what it makes stale, so that no page has to ask
 * again by itself. A `Delivery` is stale by its id, a list of them by `LIST`.
 *
 * `adminApi` is one for Strapi and all plugins, and of two endpoints of one name the first to come is used for
 * both, without a word: Strapi has a `createWebhook`, too. So each name here begins with `lifecycle`.
 */
export const webhooksApi = adminApi
  .enhanceEndpoints({
    addTagTypes: [
      'LifecycleWebhook',
      'LifecycleWebhookDelivery',
      'LifecycleWebhookInsights',
      'LifecycleWebhookBackfill',
    ],
  })
  .injectEndpoints({
    endpoints: (build) => ({
      lifecycleFindWebhooks: build.query<
        FindWebhooksResponse,
        { page?: number; pageSize?: number }
      >({
        query: (pagination) => get('/webhooks', { pagination }),
        providesTags: (found) => [
          list('LifecycleWebhook'),
          ...(found?.data ?? []).map(({ id }) => ({ type: 'LifecycleWebhook' as const, id })),
        ],
      }),
      lifecycleFindWebhook: build.query<Webhook, string>({
        query: (id) => get(`/webhooks/${id}`),
        transformResponse: ({ data }: FindWebhookResponse) => data,
        providesTags: (_found, _error, id) => [{ type: 'LifecycleWebhook', id }],
      }),
      lifecycleCreateWebhook: build.mutation<Created, WebhookInput>({
        query: (data) => post('/webhooks', data),
        transformResponse: ({ data }: CreateWebhookResponse) => data,
        invalidatesTags: [list('LifecycleWebhook'), 'LifecycleWebhookInsights'],
      }),
      /** PUT, which the panel's own client can send: it stands for PATCH. */
      lifecycleUpdateWebhook: build.mutation<Created, Of<WebhookInput & { overlapHours?: number }>>(
        {
          query: ({ id, data }) => ({ url: path(`/webhooks/${id}`), method: 'PUT', data }),
          transformResponse: ({ data }: UpdateWebhookResponse) => data,
          invalidatesTags: (_done, _error, { id }) => [
            { type: 'LifecycleWebhook', id },
            list('LifecycleWebhookDelivery'),
            'LifecycleWebhookInsights',
          ],
        }
      ),
      lifecycleDeleteWebhook: build.mutation<void, string>({
        query: (id) => ({ url: path(`/webhooks/${id}`), method: 'DELETE' }),
        invalidatesTags: [
          list('LifecycleWebhook'),
          list('LifecycleWebhookDelivery'),
          'LifecycleWebhookInsights',
        ],
      }),
      lifecycleRotateSecret: build.mutation<RotatedSecret, Of<RotateSecretOptions>>({
        query: ({ id, data }) => post(`/webhooks/${id}/rotate-secret`, data),
        transformResponse: ({ data }: RotateSecretResponse) => data,
        invalidatesTags: (_done, _error, { id }) => [{ type: 'LifecycleWebhook', id }],
      }),
      lifecycleImportFromStrapi: build.mutation<StrapiImport, ImportOptions>({
        query: (options) => post('/import-from-strapi', options),
        transformResponse: ({ data }: ImportFromStrapiResponse) => data,
        invalidatesTags: [list('LifecycleWebhook'), 'LifecycleWebhookInsights'],
      }),

      lifecycleFindEventTypes: build.query<FindEventTypesResponse, void>({
        query: () => get('/event-types'),
      }),

      /**
       * Of a webhook that is not saved, or of the stored one with the changes given. No query: of one, the store
       * would keep what was asked, with the secrets that are being typed.
       */
      lifecyclePreviewDraft: build.mutation<TestPreview, PreviewRequest>({
        query: (draft) => post('/preview', draft),
        transformResponse: ({ data }: PreviewTestResponse) => data,
      }),
      lifecycleMatchDraft: build.query<MatchResponse['data'], WebhookDraftInput>({
        query: (webhook) => post('/match', { webhook }),
        transformResponse: ({ data }: MatchResponse) => data,
        keepUnusedDataFor: 0,
      }),
      lifecycleTestDraft: build.mutation<TestResult, PreviewRequest>({
        query: (draft) => post('/test', draft),
        transformResponse: ({ data }: SendTestResponse) => data,
      }),
      lifecycleTestWebhook: build.mutation<TestResult, Of<TestSendOptions>>({
        query: ({ id, data }) => post(`/webhooks/${id}/test`, data),
        transformResponse: ({ data }: SendTestResponse) => data,
      }),

      lifecycleFindDeliveries: build.query<FindDeliveriesResponse, FindDeliveriesQuery>({
        query: (filters) => get('/deliveries', filters),
        providesTags: [list('LifecycleWebhookDelivery')],
      }),
      lifecycleFindDelivery: build.query<Detail, string>({
        query: (id) => get(`/deliveries/${id}`),
        transformResponse: ({ data }: FindDeliveryResponse) => data,
        providesTags: (_found, _error, id) => [{ type: 'LifecycleWebhookDelivery', id }],
      }),
      lifecycleRedeliver: build.mutation<
        RedeliverResponse['data'],
        Of<{ render: RedeliveryRender }>
      >({
        query: ({ id, data }) => post(`/deliveries/${id}/redeliver`, data),
        transformResponse: ({ data }: RedeliverResponse) => data,
        invalidatesTags: (_done, _error, { id }) => [
          list('LifecycleWebhookDelivery'),
          { type: 'LifecycleWebhookDelivery', id },
        ],
      }),
      /** Several, as they were: at most a page of them, one after another. */
      lifecycleRedeliverAll: build.mutation<Redelivered, string[]>({
        queryFn: async (ids, _api, _options, request) => {
          const errors: Redelivered['errors'] = [];
          for (const id of ids) {
            const { error } = await request(post(`/deliveries/${id}/redeliver`));
            if (error !== undefined) errors.push(error);
          }
          return { data: { count: ids.length - errors.length, errors } };
        },
        invalidatesTags: ['LifecycleWebhookDelivery'],
      }),
      lifecycleCancelDelivery: build.mutation<CancelDeliveryResponse['data'], string>({
        query: (id) => post(`/deliveries/${id}/cancel`),
        transformResponse: ({ data }: CancelDeliveryResponse) => data,
        invalidatesTags: (_done, _error, id) => [
          list('LifecycleWebhookDelivery'),
          { type: 'LifecycleWebhookDelivery', id },
        ],
      }),
      lifecycleDiscardDeliveries: build.mutation<DiscardDeliveriesResponse['data'], string>({
        query: (webhookId) => post(`/webhooks/${webhookId}/discard`),
        transformResponse: ({ data }: DiscardDeliveriesResponse) => data,
        invalidatesTags: ['LifecycleWebhookDelivery', 'LifecycleWebhookInsights'],
      }),
      lifecycleReplay: build.mutation<Replay, Of<CreateReplayRequest>>({
        query: ({ id, data }) => post(`/webhooks/${id}/replay`, data),
        transformResponse: ({ data }: CreateReplayResponse) => data,
        invalidatesTags: [list('LifecycleWebhookDelivery')],
      }),
      lifecycleBackfill: build.mutation<Backfill, Of<BackfillOptions>>({
        query: ({ id, data }) => post(`/webhooks/${id}/backfill`, data),
        transformResponse: ({ data }: CreateBackfillResponse) => data,
      }),
      lifecycleFindBackfill: build.query<Backfill, string>({
        query: (id) => get(`/backfills/${id}`),
        transformResponse: ({ data }: FindBackfillResponse) => data,
        providesTags: (_found, _error, id) => [{ type: 'LifecycleWebhookBackfill', id }],
      }),
      lifecycleCancelBackfill: build.mutation<Backfill, string>({
        query: (id) => post(`/backfills/${id}/cancel`),
        transformResponse: ({ data }: CancelBackfillResponse) => data,
        invalidatesTags: (_done, _error, id) => [{ type: 'LifecycleWebhookBackfill', id }],
      }),

      lifecycleFindInsights: build.query<Insights, InsightsSeriesQuery>({
        query: (range) => get('/insights', range),
        transformResponse: ({ data }: FindInsightsResponse) => data,
        providesTags: ['LifecycleWebhookInsights'],
      }),
    }),
  });

export const {
  useLifecycleFindWebhooksQuery: useFindWebhooksQuery,
  useLifecycleFindWebhookQuery: useFindWebhookQuery,
  useLifecycleCreateWebhookMutation: useCreateWebhookMutation,
  useLifecycleUpdateWebhookMutation: useUpdateWebhookMutation,
  useLifecycleDeleteWebhookMutation: useDeleteWebhookMutation,
  useLifecycleRotateSecretMutation: useRotateSecretMutation,
  useLifecycleImportFromStrapiMutation: useImportFromStrapiMutation,
  useLifecycleFindEventTypesQuery: useFindEventTypesQuery,
  useLifecyclePreviewDraftMutation: usePreviewDraftMutation,
  useLifecycleMatchDraftQuery: useMatchDraftQuery,
  useLifecycleTestDraftMutation: useTestDraftMutation,
  useLifecycleTestWebhookMutation: useTestWebhookMutation,
  useLifecycleFindDeliveriesQuery: useFindDeliveriesQuery,
  useLifecycleFindDeliveryQuery: useFindDeliveryQuery,
  useLifecycleRedeliverMutation: useRedeliverMutation,
  useLifecycleRedeliverAllMutation: useRedeliverAllMutation,
  useLifecycleCancelDeliveryMutation: useCancelDeliveryMutation,
  useLifecycleDiscardDeliveriesMutation: useDiscardDeliveriesMutation,
  useLifecycleReplayMutation: useReplayMutation,
  useLifecycleBackfillMutation: useBackfillMutation,
  useLifecycleFindBackfillQuery: useFindBackfillQuery,
  useLifecycleCancelBackfillMutation: useCancelBackfillMutation,
  useLifecycleFindInsightsQuery: useFindInsightsQuery,
} = webhooksApi;
