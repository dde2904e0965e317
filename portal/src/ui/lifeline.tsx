import './lifeline.css';

/** A place on a lifeline, in percent of its length. */
export interface Mark {
  readonly at: number;
  /** Below the line; without one, a mark stays silent. */
  readonly label?: string;
  /** An email that has been sent is filled. */
  readonly isDone?: boolean;
}

/**
 * A key's life as a line: the ring is now, dots are emails, the bar is the end. Attributes in percent place
 * everything, so nothing needs a style or is distorted.
 * @param label says in one sentence what the line shows
 */
export function Lifeline({
  label,
  now,
  emails,
  end,
  state,
}: {
  label: string;
  now: Mark;
  emails: readonly Mark[];
  end: string;
  state: 'active' | 'expiring' | 'expired';
}) {
  return (
    <svg className={`lifeline ${state}`} role="img" aria-label={label}>
      <rect className="track" y="9" width="100%" height="4" rx="2" />
      <rect className="past" y="9" width={`${now.at}%`} height="4" rx="2" />
      <rect className="left" x={`${now.at}%`} y="9" width={`${100 - now.at}%`} height="4" />
      {emails.map(({ at, label: text, isDone }) => (
        <g key={at}>
          <circle className={isDone ? 'email done' : 'email'} cx={`${at}%`} cy="11" r="4" />
          {text && (
            <text x={`${at}%`} y="34" textAnchor={anchorAt(at)}>
              {text}
            </text>
          )}
        </g>
      ))}
      <circle className="now" cx={`${now.at}%`} cy="11" r="6" />
      {now.label && (
        <text className="lead" x={`${now.at}%`} y="50" textAnchor={anchorAt(now.at)}>
          {now.label}
        </text>
      )}
      <rect className="end" x="100%" y="3" width="2.5" height="16" rx="1" />
      <text x="100%" y="34" textAnchor="end">
        {end}
      </text>
    </svg>
  );
}

/** A text at the edge stays within the line. */
function anchorAt(at: number): 'start' | 'middle' | 'end' {
  if (at < 12) return 'start';
  return at > 88 ? 'end' : 'middle';
}
