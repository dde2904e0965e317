import { useEffect, useState } from 'react';
import { commonText } from '../texts/common.ts';

/** After this long without a response, people start to wonder and press again. */
const slowMs = 5_000;

/** While `isBusy`, says that the response is slow and that waiting loses nothing. */
export function StillWaiting({ isBusy }: { isBusy: boolean }) {
  const isSlow = useIsSlow(isBusy);
  return (
    <div role="status" className={isSlow ? '' : 'visually-hidden'}>
      {isBusy && !isSlow && commonText('working')}
      {isSlow && <p className="hint waiting">{commonText('stillWaiting')}</p>}
    </div>
  );
}

/** Whether something is taking longer than people expect, or than `patienceMs`. */
export function useIsSlow(isBusy: boolean, patienceMs = slowMs): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setTimeout(() => setSlow(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isBusy, patienceMs]);
  return isSlow;
}
