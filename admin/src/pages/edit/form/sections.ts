/** The tabs of the page. The first suffices for a plain webhook. */
export const SECTIONS = ['webhook', 'signature', 'headers', 'body', 'delivery'] as const;
export type Section = (typeof SECTIONS)[number];

const FIELDS: Record<Exclude<Section, 'webhook'>, readonly string[]> = {
  signature: ['signatureSchemes'],
  headers: ['headers'],
  body: [
    'format',
    'fields',
    'populate',
    'includePrevious',
    'includeActor',
    'condition',
    'transform',
  ],
  delivery: [
    'maxAttempts',
    'timeoutMs',
    'rateLimitPerSecond',
    'concurrency',
    'ordering',
    'coalesceMs',
  ],
};

/** Where a field is, by its path: `headers.1.name`. */
export function sectionOf(path: string): Section {
  const [field = ''] = path.split('.');
  return (
    SECTIONS.find((section) => section !== 'webhook' && FIELDS[section].includes(field)) ??
    'webhook'
  );
}

/** The first section, from left to right, with one of the fields. */
export function firstSectionOf(paths: readonly string[]): Section {
  const found = new Set(paths.map(sectionOf));
  return SECTIONS.find((section) => found.has(section)) ?? 'webhook';
}
