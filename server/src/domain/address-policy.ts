import { isIP } from 'node:net';
import {
  asciiName,
  isExactly,
  matchesAddress,
  matchesName,
  parseNetworkPattern,
  type NetworkPattern,
} from './network-pattern';
import { formsOf, isMetadataAddress, isMetadataName, type AddressKind } from './special-addresses';

export interface AddressPolicyOptions {
  /** Entries of `network.allow`. */
  allow: readonly string[];
  /** Entries of `network.deny`, which wins over `allow`. */
  deny: readonly string[];
  /** Whether the site's own network is refused until it is allowed. */
  production: boolean;
}

export type Verdict = { isPermitted: true } | { isPermitted: false; message: string };

export interface AddressPolicy {
  /** What can be said of a host before its addresses are looked up. */
  judgeHost(host: string): Verdict;
  /** `host` as it stands in the URL: a name, or the address itself, then without brackets. */
  judgeAddress(address: string, host: string): Verdict;
}

const PERMITTED: Verdict = { isPermitted: true };

/**
 * Which addresses an attempt may connect to (docs/decisions/0005), in this order:
 *
 * 1. `network.deny`, by name or by address: refused, whatever else is said.
 * 2. Cloud metadata, by name or by address: refused until `network.allow` holds exactly that name and
 *    exactly that address. A name alone, a wildcard or a CIDR opens none.
 * 3. `network.allow`, by name or by address.
 * 4. What is not public: refused; outside production the site's own network is permitted.
 *
 * An IPv6 address that carries an IPv4 address is judged as both.
 */
export function createAddressPolicy(options: AddressPolicyOptions): AddressPolicy {
  const allow = options.allow.map(patternOf);
  const deny = options.deny.map(patternOf);

  /** What is wrong with a kind of address, in words. */
  const objectionTo = (kind: AddressKind): string | undefined => {
    if (kind.kind === 'public' || (kind.kind === 'local' && !options.production)) return undefined;
    return kind.words;
  };

  return {
    judgeHost(host) {
      if (isIP(host) !== 0) return PERMITTED;
      const name = asciiName(host);
      if (deny.some((pattern) => matchesName(pattern, name))) return denied(host);
      if (!isMetadataName(name) || allow.some((it) => it.kind === 'name' && it.name === name)) {
        return PERMITTED;
      }
      return refused(
        `${host} is a cloud metadata service. It is only reached where network.allow names ` +
          `exactly '${name}', and its address.`
      );
    },

    judgeAddress(address, host) {
      const forms = formsOf(address);
      const [own] = forms;
      const name = asciiName(host);
      const what = host === address ? address : `${address}, an address of ${host},`;

      if (forms.some((form) => deny.some((pattern) => matchesAddress(pattern, form)))) {
        return denied(what);
      }
      const metadata = forms.find(({ ip }) => isMetadataAddress(ip));
      if (metadata !== undefined) {
        const isNamed = allow.some((it) => isExactly(it, own) || isExactly(it, metadata));
        if (!isNamed) {
          return refused(
            `${what} is a cloud metadata address. It is only reached where network.allow names ` +
              `exactly '${metadata.ip.toString()}'.`
          );
        }
      }
      if (allow.some((it) => matchesName(it, name) || isExactly(it, own))) return PERMITTED;
      for (const form of forms) {
        const words = objectionTo(form.kind);
        if (words === undefined || allow.some((it) => matchesAddress(it, form))) continue;
        const carried = form === own ? '' : ` carries ${form.ip.toString()}, which`;
        const entry = own.ip.toString();
        const entries = host === address ? `'${entry}'` : `'${entry}' or '${name}'`;
        return refused(
          `${what}${carried} is ${words}. ` +
            `To permit it, add ${entries} to network.allow in the config of the plugin.`
        );
      }
      return PERMITTED;
    },
  };
}

function refused(message: string): Verdict {
  return { isPermitted: false, message };
}

function denied(what: string): Verdict {
  return refused(`${what} is refused by network.deny, which wins over network.allow.`);
}

function patternOf(text: string): NetworkPattern {
  const pattern = parseNetworkPattern(text);
  if (pattern === undefined) throw new Error(`'${text}' is no CIDR, IP, host name or wildcard`);
  return pattern;
}
