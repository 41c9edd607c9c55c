import { once } from 'node:events';
import net from 'node:net';

/** The wanted port of the loopback interface if it is free, else any that is. */
export async function freePort(wanted) {
  return (await tryPort(wanted)) ?? (await tryPort(0));
}

async function tryPort(port) {
  const server = net.createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return undefined;
    throw error;
  } finally {
    server.close();
  }
}
