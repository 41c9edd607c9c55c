import { once } from 'node:events';
import http from 'node:http';
import { Webhook } from 'standardwebhooks';

/**
 * A receiver as anybody would write it: it takes the bytes as they came, has the public library of
 * Standard Webhooks check them, and refuses what it cannot trust.
 *
 * @param {string} secret
 * @param {(webhook: object) => void} onWebhook told of each request, verified or not
 * @param {{ host?: string, port?: number }} where it listens; as it comes, on a free port of loopback
 */
export async function startReceiver(secret, onWebhook, { host = '127.0.0.1', port = 0 } = {}) {
  const verifier = new Webhook(secret);

  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks).toString('utf8');
    const problem = problemWith(verifier, rawBody, request.headers);
    onWebhook({
      id: request.headers['webhook-id'] ?? '',
      event: request.headers['x-strapi-event'] ?? '',
      path: request.url,
      attempt: Number(request.headers['x-webhook-attempt']),
      verified: problem === undefined,
      problem,
      ...subjectOf(rawBody),
    });
    response.writeHead(problem === undefined ? 204 : 401).end();
  });
  server.listen(port, host);
  await once(server, 'listening');

  return {
    url: `http://${host}:${server.address().port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function problemWith(verifier, rawBody, headers) {
  try {
    verifier.verify(rawBody, headers);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** What a body is about; a file has no uid of its own in a body. */
function subjectOf(rawBody) {
  try {
    const { uid, entry, media } = JSON.parse(rawBody);
    return { uid: uid ?? 'media', documentId: String((entry ?? media)?.documentId) };
  } catch {
    return { uid: 'no JSON', documentId: '' };
  }
}
