import { createHash, createHmac } from 'node:crypto';

/** What tells one installation of a site from another, and does not travel with its database. */
export interface Environment {
  /** `app.keys`, the newest first. */
  appKeys: readonly string[];
  /** `server.url`; undefined where the site does not set it. */
  publicUrl: string | undefined;
}

/** Enough to tell environments apart; of a key nothing else is kept. */
const CHARACTERS = 16;

/**
 * The mark that a webhook carries of where it was saved: a hash of each key, and of the public URL where
 * there is one (docs/decisions/0010).
 */
export function environmentMark({ appKeys, publicUrl }: Environment): string {
  const keys = appKeys.map((key) =>
    createHmac('sha256', key).update('strapi-plugin-lifecycle-webhooks environment').digest('hex')
  );
  const isPublic = publicUrl !== undefined && /^https?:\/\//i.test(publicUrl);
  const url = isPublic ? createHash('sha256').update(new URL(publicUrl).href).digest('hex') : '';
  return `${keys.map(short).join(',')}|${short(url)}`;
}

/**
 * Whether a mark is of another environment: one that shares no key with this one, or has another public
 * URL. Keys that are rotated as Strapi means it, the new one in front of the old, share the old one; what
 * only one of the two knows tells nothing.
 */
export function isElsewhere(mark: string | null, here: string): boolean {
  if (mark === null) return false;
  const [there, present] = [partsOf(mark), partsOf(here)];
  const isComparable = there.keys.length > 0 && present.keys.length > 0;
  const hasOtherKeys = isComparable && !there.keys.some((key) => present.keys.includes(key));
  const hasOtherUrl = there.url !== '' && present.url !== '' && there.url !== present.url;
  return hasOtherKeys || hasOtherUrl;
}

/** Whether a mark lacks something of this environment: it was made before a key or the URL was there. */
export function isIncomplete(mark: string | null, here: string): boolean {
  const [there, present] = [partsOf(mark ?? ''), partsOf(here)];
  const lacksKey = present.keys.some((key) => !there.keys.includes(key));
  return lacksKey || (there.url === '' && present.url !== '');
}

function partsOf(mark: string) {
  const [keys = '', url = ''] = mark.split('|');
  return { keys: keys.split(',').filter((key) => key !== ''), url };
}

function short(hash: string): string {
  return hash.slice(0, CHARACTERS);
}
