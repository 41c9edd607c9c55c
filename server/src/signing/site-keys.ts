/** The two places a Strapi site may keep a key in, as its config has them; the first is the one made for this. */
export interface SiteKeysConfig {
  /** `admin.secrets.encryptionKey` */
  encryptionKey: unknown;
  /** `server.app.keys` */
  appKeys: unknown;
}

/** What secrets may be encrypted under. */
export interface SiteKeys {
  /** Strapi's own encryption service has a key. */
  hasEncryptionKey: boolean;
  /** Newest first: a site that rotates its keys puts the new one in front. */
  appKeys: readonly string[];
}

export function siteKeys({ encryptionKey, appKeys }: SiteKeysConfig): SiteKeys {
  const keys: readonly unknown[] = Array.isArray(appKeys) ? appKeys : [];
  return {
    hasEncryptionKey: isKey(encryptionKey),
    appKeys: keys.filter(isKey),
  };
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
