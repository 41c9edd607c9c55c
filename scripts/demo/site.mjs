import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { PLAYGROUND } from '../setup.mjs';

/**
 * Where a run keeps its database, uploads and secrets: the playground's own folders, where they are
 * found again by the next run, or a folder that goes with the run.
 *
 * Secrets are made here and handed to Strapi in its environment; none is in the repository.
 */
export async function openSite({ temporary }) {
  const folder = temporary
    ? await mkdtemp(path.join(os.tmpdir(), 'lifecycle-webhooks-demo-'))
    : path.join(PLAYGROUND, '.tmp');
  const publicFolder = temporary ? path.join(folder, 'public') : path.join(PLAYGROUND, 'public');
  await mkdir(folder, { recursive: true });
  await mkdir(path.join(publicFolder, 'uploads'), { recursive: true });

  const secrets = await secretsIn(path.join(folder, 'demo-secrets.json'));
  return {
    admin: { email: 'demo@example.com', password: secrets.adminPassword },
    webhookSecret: secrets.webhookSecret,
    env: {
      ...secrets.env,
      // A .env made by hand goes on meaning what it says: its database is sealed with its keys.
      ...(temporary ? {} : await ownEnv()),
      DATABASE_FILENAME: path.join(folder, 'data.db'),
      PUBLIC_DIR: publicFolder,
    },
    close: async () => {
      if (temporary) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function secretsIn(file) {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'));
  const random = () => randomBytes(32).toString('base64');
  const secrets = {
    // Strapi asks for a lower case letter, an upper case letter and a digit.
    adminPassword: `Demo1${randomBytes(6).toString('hex')}`,
    webhookSecret: `whsec_${random()}`,
    env: {
      APP_KEYS: `${random()},${random()}`,
      ADMIN_JWT_SECRET: random(),
      API_TOKEN_SALT: random(),
      TRANSFER_TOKEN_SALT: random(),
      JWT_SECRET: random(),
      ENCRYPTION_KEY: random(),
    },
  };
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

async function ownEnv() {
  const file = path.join(PLAYGROUND, '.env');
  return existsSync(file) ? parseEnv(await readFile(file, 'utf8')) : {};
}
