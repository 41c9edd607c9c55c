export const PLUGIN_ID = 'lifecycle-webhooks';

/** Where the pages are. */
export const BASE_PATH = `/settings/${PLUGIN_ID}`;
