import { errors } from '@strapi/utils';
import type { RotatedSecret, RotateSecretOptions, Webhook } from '../../../contracts/domain';
import type { NewId } from '../lib/ids';
import type { SecretBox } from '../signing/secret-box';
import { generateSecret } from '../signing/secrets';
import type { Database } from '../stores/database';
import type { DeliveryStore } from '../stores/delivery-store';
import type { LaneStore } from '../stores/lane-store';
import type { NewWebhook, StoredWebhook, WebhookStore } from '../stores/webhook-store';
import { pageLimit, pageNumber } from './page';
import { isResumption, refuseManaged } from './managed';
import { toWebhook } from './webhook-answer';
import type { WebhookCheck } from './webhook-check';
import { fieldsOf } from './webhook-fields';
import {
  parseChange,
  parseCreation,
  parseRotation,
  refusal,
  type WebhookChangeInput,
  type WebhookCreation,
} from './webhook-input';
import { createWebhookSecrets } from './webhook-secrets';

export interface WebhooksDeps {
  store: WebhookStore;
  db: Pick<Database, 'join'>;
  deliveries: Pick<DeliveryStore, 'cancelAll' | 'newestAt'>;
  lanes: Pick<LaneStore, 'reset'>;
  secretBox: Pick<SecretBox, 'seal' | 'open'>;
  newId: NewId;
  now(): number;
  limit: number;
  check: WebhookCheck;
  /** @throws ValidationError when the receiver cannot be connected to. */
  verify(webhook: { url?: string; timeoutMs?: number | null }): Promise<void>;
  /** Makes what is written known to capture and relay, once the caller's transaction commits. */
  changed(): Promise<void>;
}

/** An answer that holds a secret: only where one was just generated, and only once. */
export type CreatedWebhook = Webhook | (Omit<Webhook, 'secret'> & { secret: string });

/** `strapi.plugin('lifecycle-webhooks').service('webhooks')` */
export function createWebhooksService(deps: WebhooksDeps) {
  const { store, deliveries, lanes, check, newId, now, changed } = deps;
  const secrets = createWebhookSecrets(deps);

  /** A key is one webhook's alone. */
  const checkKey = async (key: string | null | undefined, id?: string) => {
    if (key === null || key === undefined) return;
    const other = await store.findByKey(key);
    if (other !== null && other.id !== id) {
      throw refusal(['key'], `the webhook '${other.name}' has the key '${key}' already`);
    }
  };

  /** Writes a webhook with a key, when nobody else can take that meanwhile. */
  const withKey = <T>(key: string | null | undefined, id: string, write: () => Promise<T>) =>
    store.alone(async () => {
      await checkKey(key, id);
      return write();
    });

  const answers = async (webhooks: readonly StoredWebhook[]): Promise<Webhook[]> => {
    const newest = await deliveries.newestAt(webhooks.map(({ id }) => id));
    return webhooks.map((webhook) => toWebhook(webhook, now(), newest.get(webhook.id)));
  };

  const answer = async (webhook: StoredWebhook, generated?: string): Promise<CreatedWebhook> => {
    const [answered] = (await answers([webhook])) as [Webhook];
    return generated === undefined ? answered : { ...answered, secret: generated };
  };

  /** Since when a webhook is disabled; one that the plugin has disabled keeps its reason. */
  const switched = (stored: StoredWebhook, enabled: boolean | undefined) => {
    if (enabled === undefined || enabled === stored.enabled) return {};
    return { disabledReason: null, disabledAt: enabled ? null : now() };
  };

  const tooMany = () =>
    new errors.ValidationError(
      `There are ${deps.limit} webhooks already. To allow more, set limits.webhooks in the plugin's config.`
    );

  const notFound = (id: string) => new errors.NotFoundError(`There is no webhook '${id}'`);

  const update = async (id: string, data: WebhookChangeInput): Promise<CreatedWebhook> => {
    const { secret, generateSecret: generate, overlapHours, headers, ...given } = parseChange(data);
    const { authorization, verify, ...rest } = given;
    await checkKey(rest.key, id);
    if (verify === true) await deps.verify({ ...((await store.findOne(id)) ?? {}), ...rest });
    let generated: string | undefined;
    const edited = () =>
      store.edit(id, (stored) => {
        if (!isResumption(stored, data)) refuseManaged(stored);
        check({ ...rest, headers }, { ...stored, ...rest });
        generated = generate === true ? secrets.generateFor(stored) : undefined;
        const newSecret = generated ?? secret;
        return {
          ...rest,
          ...switched(stored, rest.enabled),
          ...(headers === undefined ? {} : { headers: secrets.headers(headers, stored.headers) }),
          ...(authorization === undefined
            ? {}
            : { headers: secrets.authorized(stored.headers, authorization) }),
          ...(newSecret === undefined ? {} : secrets.replacing(stored, newSecret, overlapHours)),
        };
      });
    const edit = () =>
      deps.db.join(async () => {
        const webhook = await edited();
        // A new start: neither its old failures nor an old wish to be left alone count any more.
        if (rest.enabled === true || rest.url !== undefined) await lanes.reset(id);
        return webhook;
      });
    const webhook = await (rest.key === undefined ? edit() : withKey(rest.key, id, edit));
    if (webhook === null) throw notFound(id);
    await changed();
    return answer(webhook, generated);
  };

  const rotateSecret = async (
    id: string,
    options: RotateSecretOptions = {}
  ): Promise<RotatedSecret> => {
    const { overlapHours, secret: given } = parseRotation(options);
    let secret = '';
    const webhook = await store.edit(id, (stored) => {
      refuseManaged(stored);
      secret = given ?? secrets.generateFor(stored);
      return secrets.replacing(stored, secret, overlapHours);
    });
    if (webhook === null) throw notFound(id);
    await changed();
    return { secret };
  };

  return {
    /**
     * @returns the webhook; `secret` is the secret itself when `generateSecret` made one.
     * @throws ValidationError naming what is wrong with which field.
     */
    async create(data: WebhookCreation): Promise<CreatedWebhook> {
      const input = parseCreation(data);
      check(input, input);
      if ((await store.count()) >= deps.limit) throw tooMany();
      if (input.verify === true) await deps.verify(input);
      const generated = input.generateSecret === true ? generateSecret() : undefined;
      const id = newId('whk');
      const created: NewWebhook = {
        id,
        managed: false,
        disabledReason: null,
        disabledAt: null,
        ...fieldsOf(input),
        headers: secrets.headers(input.headers ?? [], []),
        ...secrets.first(generated ?? input.secret ?? null),
      };
      const webhook = await withKey(input.key, id, async () => {
        if ((await store.count()) >= deps.limit) throw tooMany();
        return store.create(created);
      });
      await changed();
      return answer(webhook, generated);
    },

    /**
     * Changes the given fields only; none of a webhook that comes from the config. A secret that is
     * replaced goes on signing for `overlapHours` (24 unless given); `secret: null` ends all of them at
     * once.
     * @throws ValidationError, NotFoundError, ForbiddenError
     */
    update,

    /**
     * Replaces the secret; the present one goes on signing beside it until the overlap ends.
     * @throws ValidationError, NotFoundError, ForbiddenError
     */
    rotateSecret,

    /**
     * Deletes the webhook and cancels what waits for it.
     * @throws NotFoundError, ForbiddenError
     */
    async delete(id: string): Promise<void> {
      const stored = await store.findOne(id);
      if (stored !== null) refuseManaged(stored);
      if (stored === null || !(await store.delete(id))) throw notFound(id);
      await changed();
      await deliveries.cancelAll(id, 'webhook-deleted', now());
    },

    async findOne(id: string): Promise<Webhook | null> {
      const webhook = await store.findOne(id);
      return webhook === null ? null : ((await answers([webhook]))[0] ?? null);
    },

    /**
     * Pages from 1; `pageSize` from 1 to 100, 25 unless given.
     * @throws ValidationError
     */
    async findMany(query: { page?: number; pageSize?: number } = {}) {
      const [page, pageSize] = [pageNumber(query.page), pageLimit(query.pageSize)];
      const [webhooks, total] = [await store.findPage(page, pageSize), await store.count()];
      const pageCount = Math.ceil(total / pageSize);
      return {
        data: await answers(webhooks),
        meta: { pagination: { page, pageSize, pageCount, total } },
      };
    },

    /** Also one that comes from the config, where the plugin itself has disabled it. */
    enable: (id: string) => update(id, { enabled: true }),

    /** What waits for the webhook is held until it is enabled again. */
    disable: (id: string) => update(id, { enabled: false }),
  };
}

export type WebhooksService = ReturnType<typeof createWebhooksService>;
