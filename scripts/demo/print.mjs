/** One line per webhook that came in. */
export function describe({ event, uid, documentId, path, attempt, verified, problem }) {
  const columns = [
    ...[event.padEnd(18), uid.padEnd(22), documentId.padEnd(24)],
    ...[path.padEnd(8), `attempt ${attempt}`],
  ];
  return `  ← ${columns.join('  ')}  ${verified ? 'verified' : `NOT VERIFIED: ${problem}`}`;
}
