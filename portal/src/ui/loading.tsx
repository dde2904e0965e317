import { commonText } from '../texts/common.ts';
import { useIsSlow } from './still-waiting.tsx';
import './loading.css';

/** A loading state that reserves room for the content. */
export function Loading({ what, lines = 3 }: { what: string; lines?: number }) {
  const isSlow = useIsSlow(true);
  return (
    <div className="loading">
      <p role="status">{commonText(isSlow ? 'stillLoading' : 'loading', { what })}</p>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that are all the same
        <div key={line} className="bar" aria-hidden="true" />
      ))}
    </div>
  );
}
