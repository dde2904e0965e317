import { useEffect, useState } from 'react';

/** After so long without an answer people begin to wonder, and to press again. */
const slowMs = 5_000;

/** Says that an answer takes long, and that nothing is lost by waiting; as long as `isBusy`. */
export function StillWaiting({ isBusy }: { isBusy: boolean }) {
  const isSlow = useIsSlow(isBusy);
  return (
    <div role="status" className={isSlow ? '' : 'visually-hidden'}>
      {isBusy && !isSlow && 'Working…'}
      {isSlow && (
        <p className="hint waiting">
          Still waiting for a response. The network or the server is slow. Nothing is lost, and you don’t need
          to press again.
        </p>
      )}
    </div>
  );
}

/** Whether something has been going on for longer than people expect. */
export function useIsSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isBusy]);
  return isSlow;
}
