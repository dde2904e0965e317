import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of the table, and what DynamoDB would charge for it. */
export interface MeteredCall {
  /** Such as `GetItem`. */
  call: string;
  consistent: boolean;
  capacityUnits: number | undefined;
}

interface Capacity {
  CapacityUnits: number;
}

/** A proxy in front of a table that has each call's consumed capacity returned, and keeps it. */
export async function openMeter(tableEndpoint: string) {
  const calls: MeteredCall[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const { host: _, 'content-length': __, ...headers } = request.headers;
    const forwarded = await fetch(tableEndpoint, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: JSON.stringify({ ...body, ReturnConsumedCapacity: 'TOTAL' }),
    });
    const { ConsumedCapacity, ...rest } = (await forwarded.json()) as {
      // A list of tables for calls about several items.
      ConsumedCapacity?: Capacity | Capacity[];
    };
    const capacities = ConsumedCapacity === undefined ? [] : [ConsumedCapacity].flat();
    calls.push({
      call: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
      consistent: body.ConsistentRead === true,
      capacityUnits:
        capacities.length > 0
          ? capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0)
          : undefined,
    });
    response.writeHead(forwarded.status).end(JSON.stringify(rest));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    calls,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
