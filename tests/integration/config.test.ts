import { rmSync } from 'node:fs';
import { startInstance } from '../helpers/instance';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi } from '../helpers/strapi';

test.each<[object, string]>([
  [{ timeoutMs: 10 }, "'timeoutMs' is 10. Allowed: a whole number from 1000 to 60000"],
  [{ retrySchedule: ['soon'] }, `'retrySchedule' is ["soon"]. Allowed: 'standard', or a list`],
  [{ role: 'worker' }, `'role' is "worker". Allowed: 'all', 'capture', 'deliver'.`],
  [{ limits: { webhooks: 0 } }, "'limits.webhooks' is 0. Allowed: a whole number from 1 to 10000"],
  [{ network: { allow: ['10.0.0.0/33'] } }, `'network.allow' is ["10.0.0.0/33"]. Allowed: a list`],
  [
    { timeout: 5_000 },
    "'timeout' is no option. Options are: role, queue, concurrency, concurrencyPerWebhook",
  ],
])('a config of %j stops the boot and says what is allowed', async (config, message) => {
  await expect(startStrapi({ config })).rejects.toThrow(message);
});

test('a role in the environment that there is not stops the process, whatever the config says', async () => {
  const dir = temporaryDir();
  const starting = startInstance(
    dir,
    { config: { role: 'capture' } },
    { LIFECYCLE_WEBHOOKS_ROLE: 'worker' }
  );
  await expect(starting).rejects.toThrow(
    "LIFECYCLE_WEBHOOKS_ROLE is 'worker'. Allowed: 'all', 'capture', 'deliver'."
  );
  rmSync(dir, { recursive: true, force: true });
});
