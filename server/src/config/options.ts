import type { CustomEventTypeOptions } from '../../../contracts/events';
import type { InstanceRole } from '../../../contracts/instances';
import { STANDARD_SCHEDULE } from '../domain/retry-schedule';
import type { QueueOption } from './queue-options';

/** The plugin's options, in `config/plugins.ts` under `'lifecycle-webhooks'.config`. */
export interface PluginOptions {
  /**
   * What this instance does. `'capture'`: it writes events and sends nothing, which others on the same database
   * do. `'deliver'`: it is there to deliver. The environment variable `LIFECYCLE_WEBHOOKS_ROLE` wins over it.
   * @default 'all'
   */
  role: InstanceRole;
  /**
   * What hands due deliveries to the instances that send them. `'embedded'` works on Strapi's own database
   * alone. `{ bullmq: { redis } }` and `{ bullmq: { postgres } }` hand them out through BullMQ, which the
   * site installs; the deliveries themselves stay in Strapi's database (`queue-options.ts`).
   * @default 'embedded'
   */
  queue: QueueOption;
  /**
   * How many requests may be under way at once, over all webhooks.
   * @default 64
   */
  concurrency: number;
  /**
   * How many requests to one webhook may be under way at once, over all instances; a webhook can have
   * its own.
   * @default 10
   */
  concurrencyPerWebhook: number;
  /**
   * Milliseconds one attempt may take, from connecting to the last byte of the answer.
   * @default 10_000
   */
  timeoutMs: number;
  /**
   * The waits before attempt 1, 2, …, as whole numbers of `s`, `m` or `h`; as many attempts as
   * waits. `'standard'` is the schedule of Standard Webhooks, over several days.
   * @default ['0s', '1m', '5m', '30m', '1h', '6h']
   */
  retrySchedule: readonly string[] | 'standard';
  /**
   * The part by which a wait may be longer or shorter, so that what failed together does not come
   * back together.
   * @default 0.1
   */
  retryJitter: number;
  /**
   * Bytes a body may have; a larger one is sent thin, with `truncated: true`.
   * @default 1_048_576
   */
  maxPayloadBytes: number;
  /**
   * Bytes of an answer that are read and kept; the rest is dropped, the status still counts.
   * @default 65_536
   */
  maxResponseBytes: number;
  /** For how long what has ended is kept, with its attempts; both at least a day. */
  retention: {
    /**
     * Days a delivery is kept that arrived, or was cancelled.
     * @default 7
     */
    deliveredDays: number;
    /**
     * Days a delivery is kept whose attempts are spent.
     * @default 30
     */
    failedDays: number;
  };
  /**
   * Hours of nothing but failures after which a webhook is disabled.
   * @default 120
   */
  autoDisableAfterHours: number;
  notify: {
    /**
     * Who is written to, by Strapi's email plugin, when a webhook is disabled.
     * @default []
     */
    emails: readonly string[];
  };
  network: {
    /**
     * Which receivers may be reached although their address is not public: CIDRs, IPs, host names and
     * wildcards such as `*.internal.example` (any name below, not the name itself). In production the
     * site's own network (loopback, private, shared and unique local addresses) is refused until it is
     * named here. Cloud metadata is refused everywhere until exactly its address is named, and where
     * it is reached by one of its names, exactly that name too.
     * @default []
     */
    allow: readonly string[];
    /**
     * Which receivers are never reached, in the same notations; wins over `allow`, in every environment.
     * @default []
     */
    deny: readonly string[];
    /**
     * URL of an HTTP proxy through which all deliveries go, `http://` or `https://`, with user name and
     * password where it wants them. It is asked for a tunnel (CONNECT) to the address that was checked,
     * to port 80 as well; the proxy's own address is not checked.
     * @default undefined
     */
    proxy: string | undefined;
    /**
     * Certificates of authorities, as PEM text or a list of them, that are trusted beside Node's own.
     * @default undefined
     */
    ca: string | readonly string[] | undefined;
  };
  limits: {
    /**
     * How many webhooks there may be.
     * @default 50
     */
    webhooks: number;
  };
  /** What is told by OpenTelemetry's API, where the site has registered an SDK. */
  telemetry: {
    /**
     * Whether requests carry the `traceparent` of their attempt (W3C Trace Context), so that a receiver's spans
     * join the trace of the change.
     * @default false
     */
    traceparent: boolean;
  };
  /**
   * Content types, by uid, that are never announced.
   * @default []
   */
  excludedContentTypes: readonly string[];
  /**
   * Names of environment variables that header values may refer to, as `${env:NAME}`. They are read when a
   * request is sent, and neither kept nor shown.
   * @default []
   */
  envInHeaders: readonly string[];
  /**
   * Whether writes with `strapi.db.query`, which bypass the document service, are announced.
   * @default true
   */
  captureDirectWrites: boolean;
  /**
   * Webhooks as code, each with a `key`: created, changed and disabled by what is written here at every
   * start, and read-only everywhere else. Secrets come from the environment: `secret: env('NAME')`.
   * @default []
   */
  webhooks: readonly object[];
  /**
   * Event types of the site's own, to be announced with `events.emit`.
   * @default []
   */
  eventTypes: readonly ({ type: string } & CustomEventTypeOptions)[];
}

export const DEFAULT_OPTIONS: PluginOptions = {
  role: 'all',
  queue: 'embedded',
  concurrency: 64,
  concurrencyPerWebhook: 10,
  timeoutMs: 10_000,
  retrySchedule: ['0s', '1m', '5m', '30m', '1h', '6h'],
  retryJitter: 0.1,
  maxPayloadBytes: 1_048_576,
  maxResponseBytes: 65_536,
  retention: { deliveredDays: 7, failedDays: 30 },
  autoDisableAfterHours: 120,
  notify: { emails: [] },
  network: { allow: [], deny: [], proxy: undefined, ca: undefined },
  limits: { webhooks: 50 },
  telemetry: { traceparent: false },
  excludedContentTypes: [],
  envInHeaders: [],
  captureDirectWrites: true,
  webhooks: [],
  eventTypes: [],
};

type Groups = 'retention' | 'notify' | 'network' | 'limits' | 'telemetry';

/** What a site may write: any of the options. */
export type GivenOptions = Partial<Omit<PluginOptions, Groups>> & {
  [Group in Groups]?: Partial<PluginOptions[Group]>;
};

/**
 * The options with their defaults. Strapi could fill in defaults itself, but merges lists by position:
 * a schedule of three waits would be given the last three of the default.
 */
export function withDefaults(given: GivenOptions): PluginOptions {
  return {
    ...DEFAULT_OPTIONS,
    ...given,
    retention: { ...DEFAULT_OPTIONS.retention, ...given.retention },
    notify: { ...DEFAULT_OPTIONS.notify, ...given.notify },
    network: { ...DEFAULT_OPTIONS.network, ...given.network },
    limits: { ...DEFAULT_OPTIONS.limits, ...given.limits },
    telemetry: { ...DEFAULT_OPTIONS.telemetry, ...given.telemetry },
  };
}

export function scheduleOf(options: PluginOptions): readonly string[] {
  return options.retrySchedule === 'standard' ? STANDARD_SCHEDULE : options.retrySchedule;
}
