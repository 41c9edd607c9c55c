/**
 * Why the plugin itself holds a webhook back although nothing is wrong with its receiver: `disabledReason`
 * of a webhook that is no more in the config, and of one that came from another environment.
 */
export const REMOVED_FROM_CONFIG = 'removed-from-config';
export const MOVED_ENVIRONMENT = 'moved-environment';

/** Whether a webhook was disabled for what its receiver did, and not for where it came from. */
export function isReceiversFault(disabledReason: string | null): boolean {
  return (
    disabledReason !== null &&
    disabledReason !== REMOVED_FROM_CONFIG &&
    disabledReason !== MOVED_ENVIRONMENT
  );
}
