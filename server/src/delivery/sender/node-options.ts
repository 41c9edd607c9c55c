/** What decides which address and which TLS a connection gets, and is each thread's own. */
const OF_CONNECTIONS =
  /(?<=^|\s)--((dns-result-order|network-family-autoselection-attempt-timeout)(=|\s+)\S+|(no-)?network-family-autoselection|tls-(min|max)-v1\.\d)(?=\s|$)/g;

/**
 * Node's options as the thread takes them over: of connections. Not what the process was told to load first:
 * instrumentation is meant for the site's own thread, and some of it opens a port. Not what only a process can
 * have either, `--use-openssl-ca` say: it holds for all threads, and Node refuses to give it to one.
 *
 * @param argv as `process.execArgv` has it; it wins over `NODE_OPTIONS`.
 */
export function threadOptions(argv: readonly string[], environment: NodeJS.ProcessEnv) {
  const { NODE_OPTIONS = '', ...env } = environment;
  const kept = [NODE_OPTIONS, ...argv].join(' ').match(OF_CONNECTIONS) ?? [];
  return { execArgv: kept.map((option) => option.replace(/\s+/, '=')), env };
}
