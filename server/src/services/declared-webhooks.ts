import { isDeepStrictEqual } from 'node:util';
import { isReceiversFault, REMOVED_FROM_CONFIG } from '../domain/held';
import type { NewId } from '../lib/ids';
import type { Logger } from '../lib/logger';
import type { SecretBox } from '../signing/secret-box';
import type { Database } from '../stores/database';
import type { LaneStore } from '../stores/lane-store';
import type { StoredWebhook, WebhookChange, WebhookStore } from '../stores/webhook-store';
import { inConfig, type Declaration } from './declarations';
import type { WebhookCheck } from './webhook-check';
import { fieldsOf } from './webhook-fields';
import type { ParsedCreation } from './webhook-input';
import { createWebhookSecrets } from './webhook-secrets';

export interface DeclaredWebhooksDeps {
  db: Pick<Database, 'join'>;
  declarations: readonly Declaration[];
  store: Pick<WebhookStore, 'findAll' | 'findByKey' | 'create' | 'edit' | 'alone'>;
  lanes: Pick<LaneStore, 'reset'>;
  secretBox: Pick<SecretBox, 'seal' | 'open'>;
  check: WebhookCheck;
  /** Whether it was saved in another environment. */
  isElsewhere(webhook: StoredWebhook): boolean;
  newId: NewId;
  now(): number;
  log: Logger;
}

/**
 * Webhooks as code. Guarantees: after `apply` the database has each webhook of the config as it stands
 * there, under its key, once, also where several instances start at once; one that is no more in the
 * config is disabled, and what waits for it is held.
 *
 * What did not change is not written: neither does a restart end the overlap of a rotated secret, nor are
 * other instances made to read all webhooks again.
 */
export function createDeclaredWebhooks(deps: DeclaredWebhooksDeps) {
  const { declarations, store, lanes, now, log } = deps;
  const secrets = createWebhookSecrets(deps);

  /**
   * One that its receiver has caused to be disabled stays so: a restart tells nothing new of a receiver.
   * Another URL is another receiver.
   */
  const switched = (input: ParsedCreation, stored: StoredWebhook): WebhookChange => {
    const enabled = input.enabled ?? true;
    const staysDisabled = isReceiversFault(stored.disabledReason) && input.url === stored.url;
    if (enabled === stored.enabled || (enabled && staysDisabled)) {
      return { enabled: stored.enabled };
    }
    return { enabled, disabledReason: null, disabledAt: enabled ? null : now() };
  };

  /** What is stored otherwise than it is declared. */
  const difference = ({ path, input }: Declaration, stored: StoredWebhook): WebhookChange => {
    const declared: WebhookChange = {
      ...fieldsOf(input),
      ...switched(input, stored),
      managed: true,
      ...inConfig(path, () => ({
        headers: secrets.headers(input.headers ?? [], stored.headers),
        ...secrets.replacing(stored, input.secret ?? null, undefined),
      })),
    };
    const differing = Object.entries(declared).filter(
      ([name, value]) => !isDeepStrictEqual(value, stored[name as keyof WebhookChange])
    );
    return Object.fromEntries(differing);
  };

  const create = async ({ path, input }: Declaration): Promise<void> => {
    await store.create({
      id: deps.newId('whk'),
      managed: true,
      disabledReason: null,
      disabledAt: null,
      ...fieldsOf(input),
      ...inConfig(path, () => ({
        headers: secrets.headers(input.headers ?? [], []),
        ...secrets.first(input.secret ?? null),
      })),
    });
    log.info(`Webhook '${input.key}' is created from the config`);
  };

  const change = async (declaration: Declaration, stored: StoredWebhook): Promise<void> => {
    const names = Object.keys(difference(declaration, stored));
    if (names.length === 0 && !deps.isElsewhere(stored)) return;
    let changed: WebhookChange = {};
    await deps.db.join(async () => {
      await store.edit(stored.id, (current) => (changed = difference(declaration, current)));
      if (changed.url !== undefined || changed.enabled === true) await lanes.reset(stored.id);
    });
    log.info(`Webhook '${declaration.key}' is changed from the config: ${names.join(', ')}`);
  };

  const applyOne = async (declaration: Declaration): Promise<void> => {
    const find = () => store.findByKey(declaration.key);
    // Another instance that starts at the same time may be first: then it is there when the turn comes.
    const stored =
      (await find()) ??
      (await store.alone(async () => {
        const others = await find();
        if (others === null) await create(declaration);
        return others;
      }));
    if (stored !== null) await change(declaration, stored);
  };

  /** What the config does not name any more is the site's to keep or to delete. */
  const release = async (stored: StoredWebhook): Promise<void> => {
    await store.edit(stored.id, ({ enabled }) => ({
      managed: false,
      ...(enabled
        ? { enabled: false, disabledReason: REMOVED_FROM_CONFIG, disabledAt: now() }
        : {}),
    }));
    log.warn(`Webhook '${stored.key}' is no more in the config, and disabled`);
  };

  return {
    /**
     * Before anything is sent.
     * @throws Error naming the path of what is wrong; then nothing was written.
     */
    async apply(): Promise<void> {
      for (const { path, input } of declarations) {
        inConfig(path, () => {
          deps.check(input, input);
        });
      }
      for (const declaration of declarations) await applyOne(declaration);
      const keys = new Set(declarations.map(({ key }) => key));
      for (const stored of await store.findAll()) {
        if (stored.managed && !keys.has(stored.key ?? '')) await release(stored);
      }
    },
  };
}

export type DeclaredWebhooks = ReturnType<typeof createDeclaredWebhooks>;
