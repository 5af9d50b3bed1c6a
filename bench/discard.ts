/** How fast can rows be sent? A BigQuery that takes uploads and throws their bytes away, in a process of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let size = 0;
const server = createServer((request, response) => {
  let got = 0;
  request.on('data', (part: Buffer) => {
    got += part.length;
  });
  request.on('end', () => {
    if (request.method === 'POST') {
      size = 0;
      response.writeHead(200, { location: '/upload' }).end();
      return;
    }
    size += got;
    const ended = !(request.headers['content-range'] ?? '').endsWith('/*');
    if (ended) response.end(JSON.stringify({ size }));
    else response.writeHead(308, { range: `bytes=0-${size - 1}` }).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit());
