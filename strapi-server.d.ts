export { default } from './dist/server/src';
export type { PluginOptions, Services } from './dist/server/src';
