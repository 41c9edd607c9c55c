import { drip, flood, onRequest, type Attack } from './attack';

const OK = 'HTTP/1.1 200 OK\r\n';
const ANSWER = `${OK}Content-Length: 2\r\n\r\nok`;
const GIGABYTE = 2 ** 30;
const MEGABYTE = Buffer.alloc(2 ** 20, 'x');

function flow(title: string, comesTo: string, talk: Attack['talk']): Attack {
  return { title, comesTo, talk };
}

/** Spoken to in TLS, and not speaking it. */
const overTls = (attack: Attack): Attack => ({ ...attack, secure: true });

/** What takes time, or never ends. */
export const SLOW: readonly Attack[] = [
  flow('no answer at all', 'timeout', (socket) => socket.resume()),
  flow('a window that stays closed', 'timeout', (socket) => socket.pause()),
  flow('headers a byte a second', 'timeout', (socket) =>
    onRequest(socket, () => {
      let sent = 0;
      socket.write('H');
      drip(socket, () => `${OK}X-Padding: ${'x'.repeat(100)}`[(sent += 1)] ?? 'x', 1_000);
    })
  ),
  flow('a body a byte a second', 'timeout', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\n`);
      drip(socket, () => 'x', 1_000);
    })
  ),
  flow('a chunk that never ends', 'timeout', (socket) =>
    onRequest(socket, () => socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhe`))
  ),
  flow('102 again and again', 'timeout', (socket) =>
    onRequest(socket, () => drip(socket, () => 'HTTP/1.1 102 Processing\r\n\r\n', 100))
  ),
  overTls(flow('a TLS handshake that hangs', 'timeout', (socket) => socket.resume())),
];

/** What comes at full speed. */
export const FAST: readonly Attack[] = [
  flow('a body without end', 'delivered', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Connection: close\r\n\r\n`);
      flood(socket, MEGABYTE);
    })
  ),
  flow('a body of 1 GB of which it says so', 'delivered', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Content-Length: ${GIGABYTE}\r\n\r\n`);
      flood(socket, MEGABYTE, 1_024);
    })
  ),
  flow('a body of 1 GB in chunks', 'delivered', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      flood(
        socket,
        Buffer.concat([Buffer.from('100000\r\n'), MEGABYTE, Buffer.from('\r\n')]),
        1_024
      );
    })
  ),
  flow('headers without end', 'protocol', (socket) =>
    onRequest(socket, () => {
      socket.write(OK);
      flood(socket, 'X-Padding: 0123456789\r\n'.repeat(1_000));
    })
  ),
  flow('a status line without end', 'protocol', (socket) =>
    onRequest(socket, () => {
      socket.write('HTTP/1.1 200 ');
      flood(socket, MEGABYTE);
    })
  ),
  flow('a chunk extension without end', 'protocol', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n2;x=`);
      flood(socket, MEGABYTE);
    })
  ),
  flow('trailers without end', 'protocol', (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n`);
      flood(socket, 'X-Padding: 0123456789\r\n'.repeat(1_000));
    })
  ),
  flow('103 at full speed', 'protocol', (socket) =>
    onRequest(socket, () =>
      flood(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000))
    )
  ),
  flow('100 at full speed', 'protocol', (socket) =>
    onRequest(socket, () => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)))
  ),
  flow('empty lines without end', 'protocol', (socket) =>
    onRequest(socket, () => flood(socket, '\r\n'.repeat(100_000)))
  ),
];

/** What breaks off. */
export const BROKEN: readonly Attack[] = [
  flow('a reset of every connection', 'reset', (socket) => socket.resetAndDestroy()),
  flow('a reset once the request was read', 'reset', (socket) =>
    onRequest(socket, () => socket.resetAndDestroy())
  ),
  flow('an end in the middle of the body', 'reset', (socket) =>
    onRequest(socket, () => socket.end(`${OK}Content-Length: 100\r\n\r\nten bytes.`))
  ),
  flow('an end in the middle of a chunk', 'reset', (socket) =>
    onRequest(socket, () => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n64\r\nten bytes.`))
  ),
  flow('a reset in the middle of the body', 'reset', (socket) =>
    onRequest(socket, () =>
      socket.write(`${OK}Content-Length: 100\r\n\r\nten bytes.`, () => socket.resetAndDestroy())
    )
  ),
  flow('an end in the middle of the headers', 'reset', (socket) =>
    onRequest(socket, () => socket.end(`${OK}X: y\r\n`))
  ),
  flow('an answer before the request was read', 'delivered', (socket) => {
    socket.pause();
    socket.write(ANSWER);
  }),
  overTls(flow('garbage instead of TLS', 'tls', (socket) => socket.resume().end('\0\xff not TLS'))),
];
