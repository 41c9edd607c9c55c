import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { onRequest, type Attack } from './attack';

const OK = 'HTTP/1.1 200 OK\r\n';

/** An answer in one piece, after which the connection stays open. */
function answer(title: string, bytes: string | Buffer, comesTo: string): Attack {
  const talk: Attack['talk'] = (socket) => onRequest(socket, () => socket.write(bytes));
  return { title, talk, comesTo };
}

const withBody = (headers: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${OK}${headers}Content-Length: ${body.length}\r\n\r\n`), body]);

const ZEROS = Buffer.alloc(20_000_000);
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** Answers that are wrong, or right and meant to do harm. */
export const ANSWERS: readonly Attack[] = [
  answer('a gzip bomb', withBody('Content-Encoding: gzip\r\n', gzipSync(ZEROS)), 'delivered'),
  answer(
    'a brotli bomb',
    withBody('Content-Encoding: br\r\n', brotliCompressSync(ZEROS, QUICK)),
    'delivered'
  ),
  answer('garbage', Buffer.from([0, 255, 254, 1, 2, 3, 13, 10, 13, 10]), 'protocol'),
  answer(
    'the preface of HTTP/2',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    'protocol'
  ),
  answer('a frame of HTTP/2', Buffer.from('000000040000000000', 'hex'), 'protocol'),
  answer('an answer of HTTP/0.9', '<html>ok</html>\r\n\r\n', 'protocol'),
  answer('headers that are too many', `${OK}${'X: y\r\n'.repeat(20_000)}\r\n`, 'protocol'),
  answer('one header that is too long', `${OK}X: ${'x'.repeat(100_000)}\r\n\r\n`, 'protocol'),
  answer(
    'a status line that is too long',
    `HTTP/1.1 200 ${'x'.repeat(50_000)}\r\nContent-Length: 0\r\n\r\n`,
    'delivered'
  ),
  answer('the status 999', 'HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n', 'http-999'),
  answer('the status 000', 'HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n', 'protocol'),
  answer('the status 099', 'HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n', 'protocol'),
  answer('a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n', 'protocol'),
  answer(
    '100 and then 200',
    `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 0\r\n\r\n`,
    'protocol'
  ),
  answer(
    '103 and then 200',
    `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}Content-Length: 0\r\n\r\n`,
    'delivered'
  ),
  answer(
    'an upgrade nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello',
    'protocol'
  ),
  answer(
    'an upgrade with 200',
    `${OK}Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n`,
    'delivered'
  ),
  answer('two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'protocol'),
  answer('a length below zero', `${OK}Content-Length: -1\r\n\r\n`, 'protocol'),
  answer('a length beyond counting', `${OK}Content-Length: ${'9'.repeat(40)}\r\n\r\n`, 'protocol'),
  answer(
    'a length and chunks',
    `${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'protocol'
  ),
  answer('chunks of no size', `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'protocol'),
  answer(
    'a chunk beyond counting',
    `${OK}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\n`,
    'protocol'
  ),
  answer(
    'trailers',
    `${OK}Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\nok\r\n0\r\nX: y\r\nSet-Cookie: a=b\r\n\r\n`,
    'delivered'
  ),
  answer('NUL in a header', `${OK}X: a\0b\r\nContent-Length: 0\r\n\r\n`, 'protocol'),
  answer(
    'bytes that are no UTF-8 in a header',
    Buffer.concat([
      Buffer.from(`${OK}X: a`),
      Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      Buffer.from('\r\nContent-Length: 0\r\n\r\n'),
    ]),
    'delivered'
  ),
  answer(
    'NUL and bytes that are no UTF-8 in the body',
    withBody('', Buffer.from([0x61, 0, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0, 0x62])),
    'delivered'
  ),
  answer(
    'headers named as what every object has',
    `${OK}__proto__: x\r\n__proto__: y\r\nconstructor: x\r\nprototype: y\r\ntostring: z\r\nContent-Length: 0\r\n\r\n`,
    'delivered'
  ),
  answer(
    'headers named as methods of the client',
    `${OK}${['set', 'get', 'has', 'delete', 'clear', 'normalize', 'concat', 'toJSON', 'then'].map((name) => `${name}: x\r\n`).join('')}Content-Length: 0\r\n\r\n`,
    'delivered'
  ),
  answer(
    'a redirect to the metadata of a cloud',
    'HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n',
    'http-302'
  ),
  answer(
    'a redirect to itself',
    'HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n',
    'http-307'
  ),
];
