/** Ends every run with one plain line that any tool can read: how many tests passed, failed and were skipped. */
export default class SummaryReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.stdout.write(`\nTests: ${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}
