import {
  createAddressPolicy,
  type AddressPolicyOptions,
} from '../../server/src/domain/address-policy';

const IN_PRODUCTION: AddressPolicyOptions = { allow: [], deny: [], production: true };

/** Why an address of a host is not connected to; undefined where it is permitted. */
export function refusal(
  address: string,
  given: Partial<AddressPolicyOptions> = {},
  host = address
): string | undefined {
  const policy = createAddressPolicy({ ...IN_PRODUCTION, ...given });
  for (const verdict of [policy.judgeHost(host), policy.judgeAddress(address, host)]) {
    if (!verdict.isPermitted) return verdict.message;
  }
  return undefined;
}
