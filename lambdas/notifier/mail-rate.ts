import PQueue from 'p-queue';

/**
 * The mail service's sending rate, for all mails of a run whatever they are about.
 * @returns waits until one more mail may be sent
 */
export function createMailRate(mailsPerSecond: number): () => Promise<void> {
  const turns = new PQueue({ interval: 1000, intervalCap: mailsPerSecond });
  return () => turns.add(() => {});
}
