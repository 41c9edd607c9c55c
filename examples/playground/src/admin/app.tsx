/** English is always there; these are the other languages the plugin speaks. */
export default {
  config: { locales: ['de', 'fr'] },
  bootstrap() {},
};
