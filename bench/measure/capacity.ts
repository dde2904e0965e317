import type { MeteredCall } from '../../test/support/capacity-meter.ts';

/** What DynamoDB charges for some calls. */
export function sumUnits(calls: readonly MeteredCall[]): { readUnits: number; writeUnits: number } {
  const units = { readUnits: 0, writeUnits: 0 };
  for (const { call, capacityUnits = 0 } of calls) {
    if (call === 'GetItem' || call === 'Query') units.readUnits += capacityUnits;
    else units.writeUnits += capacityUnits;
  }
  return units;
}
