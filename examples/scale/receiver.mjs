// The receiver of compose.yaml: it verifies each webhook and prints a line about it.
import { describe } from '../../scripts/demo/print.mjs';
import { startReceiver } from '../../scripts/demo/receiver.mjs';

const { url } = await startReceiver(
  process.env.SEARCH_WEBHOOK_SECRET,
  (webhook) => console.log(describe(webhook)),
  { host: '0.0.0.0', port: 8080 }
);
console.log(`Webhooks are awaited on ${url}`);
process.once('SIGTERM', () => process.exit());
