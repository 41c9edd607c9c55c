/** After the tests on PostgreSQL, once. */
export default async function stopServer(): Promise<void> {
  await globalThis.startedPostgres?.stop();
}
