/** How does a test lose the connection to a PostgreSQL exactly at the commit of a publication? */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Proxy = { readonly url: string; broken(): number; close(): Promise<void> };

/**
 * Forwards to the server of `url`. The first commit after the publication was noted in the ledger breaks the
 * connection: `before` the server hears of it, or `after` the server has done it and before its answer is passed on.
 */
export async function breakingProxy(url: string, when: 'before' | 'after'): Promise<Proxy> {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  let broken = 0;
  const proxy = createServer((client) => {
    const upstream = connect(Number(server.port), server.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    let noted = false;
    let breaking = false;
    client.on('data', (data) => {
      const text = data.toString('latin1');
      noted ||= text.includes('sync_bot_published') && text.includes('interval');
      if (noted && broken === 0 && /Q....commit\0/s.test(text)) {
        broken++;
        breaking = true;
        if (when === 'before') {
          client.destroy();
          return;
        }
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (breaking) client.destroy();
      else client.write(data);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    broken: () => broken,
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
