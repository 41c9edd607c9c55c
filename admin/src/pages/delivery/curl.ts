import type { DeliveryRequest } from '../../../../contracts/domain';

/** Linux takes no single argument of more than 128 KiB. */
const LONGEST_ARGUMENT = 100_000;

/**
 * The request as a command for a POSIX shell. What is hidden in the request (`[secret]`, `[signature]`) is
 * hidden in the command: whoever runs it puts it in.
 */
export function toCurl({ method, url, headers, body }: DeliveryRequest): string {
  const options = [
    // As they are: curl would take brackets in a URL for ranges.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    `--request ${method}`,
    `--url ${quote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `--header ${quote(headerLine(name, value))}`),
  ];
  if (body === null) return join(['curl', ...options]);
  if (new TextEncoder().encode(body).length <= LONGEST_ARGUMENT) {
    return join(['curl', ...options, `--data-raw ${quote(body)}`]);
  }
  // `printf` is part of the shell, which takes longer arguments than a program.
  return `printf %s ${quote(body)} | ${join(['curl', ...options, '--data-binary @-'])}`;
}

/** In curl's own way for one without a value: with a colon it would leave the header out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`;
}

/** Nothing is special between single quotes but their end. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function join(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}
