import Sequencer from '@jest/test-sequencer';

/** Projects in the order in which they begin: those that need no synthesis of the app while it is going on, the short ones last. */
const order = ['adapters', 'templates', 'chaos', 'browser', 'e2e', 'engine', 'unit'];

/** Begins with one test that has the app synthesized, so that the others need not wait for it later. */
export default class extends Sequencer {
  sort(tests) {
    const rank = ({ context }) => order.indexOf(context.config.displayName.name);
    const sorted = super.sort(tests).toSorted((left, right) => rank(left) - rank(right));
    const first = sorted.findIndex(({ context }) => context.config.displayName.name === 'browser');
    return first < 0 ? sorted : [sorted[first], ...sorted.toSpliced(first, 1)];
  }
}
