import { errors } from '@strapi/utils';
import type { NewId } from '../lib/ids';
import type { SecretBox } from '../signing/secret-box';
import { generateSecret } from '../signing/secrets';
import type { StoredWebhook, WebhookStore } from '../stores/webhook-store';
import { refuseManaged } from './managed';
import type { WebhookCheck } from './webhook-check';
import { fieldsOf } from './webhook-fields';
import {
  parseChange,
  parseCreation,
  type WebhookChangeInput,
  type WebhookCreation,
} from './webhook-input';
import { createWebhookSecrets } from './webhook-secrets';

/**
 * A webhook that is not saved: a new one, or changes of the one with the id. The latter keep its secrets, to
 * whatever URL they lead: who may send them must be one who may change the webhook.
 */
export type WebhookDraft = WebhookCreation | (WebhookChangeInput & { id: string });

export interface WebhookDraftsDeps {
  store: Pick<WebhookStore, 'findOne'>;
  secretBox: Pick<SecretBox, 'seal' | 'open'>;
  check: WebhookCheck;
  newId: NewId;
  now(): number;
}

/** Webhooks as they would be stored, by the rules by which they are. Writes nothing. */
export function createWebhookDrafts({ store, check, newId, now, ...deps }: WebhookDraftsDeps) {
  const secrets = createWebhookSecrets({ ...deps, now });

  const stored = async (id: string): Promise<StoredWebhook> => {
    const webhook = await store.findOne(id);
    if (webhook === null) throw new errors.NotFoundError(`There is no webhook '${id}'`);
    return webhook;
  };

  const created = (data: unknown): StoredWebhook => {
    const input = parseCreation(data);
    check(input, input);
    const secret = input.generateSecret === true ? generateSecret() : (input.secret ?? null);
    return {
      id: newId('whk'),
      managed: false,
      disabledReason: null,
      disabledAt: null,
      ...fieldsOf(input),
      headers: secrets.headers(input.headers ?? [], []),
      ...secrets.first(secret),
      environment: null,
      createdAt: now(),
      updatedAt: now(),
    };
  };

  /** One that comes from the config is as it is there: its secrets go nowhere else. */
  const changed = (webhook: StoredWebhook, data: object): StoredWebhook => {
    if (Object.keys(data).length > 0) refuseManaged(webhook);
    const input = parseChange(data);
    const { secret, generateSecret: generate, overlapHours, headers, ...rest } = input;
    const { authorization, ...fields } = rest;
    check({ ...fields, headers }, { ...webhook, ...fields });
    const newSecret = generate === true ? secrets.generateFor(webhook) : secret;
    const given = Object.entries(fields).filter(
      ([name, value]) => name !== 'verify' && value !== undefined
    );
    return {
      ...webhook,
      ...Object.fromEntries(given),
      ...(headers === undefined ? {} : { headers: secrets.headers(headers, webhook.headers) }),
      ...(authorization === undefined
        ? {}
        : { headers: secrets.authorized(webhook.headers, authorization) }),
      ...(newSecret === undefined ? {} : secrets.replacing(webhook, newSecret, overlapHours)),
    };
  };

  /** @throws ValidationError naming what is wrong with which field; NotFoundError. */
  return async (subject: unknown): Promise<StoredWebhook> => {
    if (typeof subject === 'string') return stored(subject);
    if (typeof subject !== 'object' || subject === null) return created(subject);
    const { id, ...data } = subject as { id?: unknown };
    return typeof id === 'string' ? changed(await stored(id), data) : created(subject);
  };
}

export type WebhookDrafts = ReturnType<typeof createWebhookDrafts>;
