/** All that begins so at the gateway is Latchkey's: calls by which keys manage keys. The rest is the upstream's. */
export const machinePath = '/latchkey/v1';
