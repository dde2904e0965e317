import { useEffect, useState } from 'react';

/** After this long without a response, people start to wonder and press again. */
const slowMs = 5_000;

/** While `isBusy`, says that the response is slow and that waiting loses nothing. */
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

/** Whether something is taking longer than people expect. */
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
