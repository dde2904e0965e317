/**
 * How much a test runs. `npm test` runs the usual size, which is to find a fault within minutes; `npm run test:large`
 * the large one, which the GitHub workflow runs as well.
 */
const isLarge = process.env.LATCHKEY_TEST_SIZE === 'large';

interface Sizes<T> {
  readonly usual: T;
  readonly large: T;
}

export function sized<T>({ usual, large }: Sizes<T>): T {
  return isLarge ? large : usual;
}

/** A number that a variable of the environment sets as well, for runs of any size. */
export function sizedBy(variable: string, sizes: Sizes<number>): number {
  return Number(process.env[variable] ?? sized(sizes));
}
