import { useEffect, useState } from 'react';

/** After so long it should be said that it is the network, not the page. */
const slowMs = 4_000;

/** Says that something is being loaded, with room for what will come. */
export function Loading({ what, lines = 3 }: { what: string; lines?: number }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading">
      <p role="status">{slow ? `Still loading ${what}. The network is slow…` : `Loading ${what}…`}</p>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that are all the same
        <div key={line} className="bar" aria-hidden="true" />
      ))}
    </div>
  );
}
