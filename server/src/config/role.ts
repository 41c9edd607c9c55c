import { INSTANCE_ROLES, type InstanceRole } from '../../../contracts/instances';

/** One build and one config serve all instances; what tells them apart is their environment. */
export const ROLE_VARIABLE = 'LIFECYCLE_WEBHOOKS_ROLE';

/**
 * The role of this instance: of its environment, else of the config.
 * @throws Error saying what is allowed, where the environment has something else.
 */
export function roleOf(
  { role }: { role: InstanceRole },
  environment: Readonly<Record<string, string | undefined>>
): InstanceRole {
  const given = environment[ROLE_VARIABLE];
  // Set to nothing is how compose files and manifests leave a variable out.
  if (given === undefined || given === '') return role;
  const known = INSTANCE_ROLES.find((name) => name === given);
  if (known === undefined) {
    const allowed = INSTANCE_ROLES.map((name) => `'${name}'`).join(', ');
    throw new Error(`${ROLE_VARIABLE} is '${given}'. Allowed: ${allowed}.`);
  }
  return known;
}
