import type { FailureReason } from '../domain/outcome';

const REASONS: Record<string, FailureReason> = {
  FORBIDDEN_ADDRESS: 'forbidden-address',
  PROXY: 'proxy',
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_INFO: 'reset',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ANSWER_TOO_LONG: 'protocol',
  // What undici takes for impossible, such as a status below 100.
  ERR_ASSERTION: 'protocol',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  EPROTO: 'tls',
  // The certificate checks of OpenSSL (X509_verify_cert_error_string), as Node names them.
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  INVALID_CA: 'tls',
  INVALID_PURPOSE: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
  HOSTNAME_MISMATCH: 'tls',
};

const REASONS_BY_START: readonly [string, FailureReason][] = [
  ['EAI_', 'dns'],
  ['ERR_TLS', 'tls'],
  ['ERR_SSL', 'tls'],
  ['CERT_', 'tls'],
  ['CRL_', 'tls'],
  ['UNABLE_TO_', 'tls'],
  ['ERROR_IN_C', 'tls'],
];

/** What undici calls an answer with 100 or 101 to a request that asked for neither. */
const NO_ANSWERS = ['bad response', 'bad upgrade'];

/** By shape: an error of Node itself may belong to another realm than this module's `Error`. */
interface Failure {
  name?: string;
  code?: string;
  message?: string;
  cause?: unknown;
  /** Of an AggregateError, whose own message is empty: one per address that was tried. */
  errors?: unknown[];
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null;
}

/** Which reason an exchange without an answer is given. */
export function reasonOf(error: unknown): FailureReason {
  for (let failure = error; isFailure(failure); failure = failure.cause) {
    const { name, code, message } = failure;
    // undici leaves out the code of the first, and gives the others that of a connection that broke off.
    if (name === 'HTTPParserError' || NO_ANSWERS.includes(message ?? '')) return 'protocol';
    if (typeof code !== 'string') continue;
    const reason = REASONS[code] ?? REASONS_BY_START.find(([start]) => code.startsWith(start))?.[1];
    if (reason !== undefined) return reason;
  }
  return 'network';
}

/** Of a name with thousands of addresses each one tells why it could not be reached. */
const MOST_ERRORS = 4;
const MOST_CHARACTERS = 1_000;
export const CUT = '…';

/** @returns at most so many characters, and `…` in place of the rest. */
export function messageOf(error: unknown): string {
  const message = textOf(error);
  return message.length > MOST_CHARACTERS ? message.slice(0, MOST_CHARACTERS) + CUT : message;
}

function textOf(error: unknown): string {
  if (!isFailure(error)) return String(error);
  const { message, errors, code } = error;
  if (message !== undefined && message !== '') return message;
  if (errors === undefined) return code ?? 'unknown error';
  const told = errors.slice(0, MOST_ERRORS).map(textOf).join('; ');
  const left = errors.length - MOST_ERRORS;
  return left > 0 ? `${told}; and ${left} more` : told;
}
