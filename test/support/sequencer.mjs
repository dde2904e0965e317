import Sequencer from '@jest/test-sequencer';

/**
 * Projects in the order in which they begin: those that need no synthesis of the app while it is going on, the short ones last.
 * Those of one step take turns: some wait most of their time, for time-outs above all, and others keep all processors busy.
 */
const steps = [['adapters'], ['templates'], ['chaos', 'browser', 'e2e'], ['engine'], ['unit']];

/** Begins with one test that has the app synthesized, so that the others need not wait for it later. */
export default class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const nameOf = ({ context }) => context.config.displayName.name;
    const inStep = (step) => step.map((name) => sorted.filter((test) => nameOf(test) === name));
    const others = sorted.filter((test) => !steps.flat().includes(nameOf(test)));
    const ordered = [...others, ...steps.flatMap((step) => takeTurns(inStep(step)))];
    const first = ordered.findIndex((test) => nameOf(test) === 'browser');
    return first < 0 ? ordered : [ordered[first], ...ordered.toSpliced(first, 1)];
  }
}

/** Each list spread evenly over the whole, in its own order. */
function takeTurns(lists) {
  return lists
    .flatMap((list) => list.map((test, index) => ({ test, at: (index + 0.5) / list.length })))
    .toSorted((left, right) => left.at - right.at)
    .map(({ test }) => test);
}
