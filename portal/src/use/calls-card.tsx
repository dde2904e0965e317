import { useState } from 'react';
import type { DayOfUse } from '../api/types.ts';
import { shortDay } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { callsByDay } from './calls-by-day.ts';
import { CallsChart } from './calls-chart.tsx';
import { CallsTable } from './calls-table.tsx';
import { t } from './calls-texts.ts';

/** The calls of 30 days, as a chart or as a table. */
export function CallsCard({
  days,
  error,
  onRetry,
  since,
}: {
  /** Absent while they are on their way. */
  days: readonly DayOfUse[] | undefined;
  error: unknown;
  onRetry: () => void;
  /** When counting began, if that is why the first of the days have no calls; null: it hasn't. */
  since?: string | null;
}) {
  const [isTable, setTable] = useState(false);
  const calls = days && callsByDay(days);
  return (
    <section className="card calls-card">
      <header>
        <h2>{t('title', { days: 30 })}</h2>
        {calls && (
          <Button kind="quiet" size="small" onPress={() => setTable(!isTable)}>
            {t(isTable ? 'showChart' : 'showTable')}
          </Button>
        )}
      </header>
      <div className="card-content">
        {calls && (isTable ? <CallsTable days={calls} /> : <CallsChart days={calls} />)}
        {!calls &&
          (error ? (
            <ErrorMessage error={error} onRetry={onRetry} />
          ) : (
            <Loading what={t('calls')} lines={5} />
          ))}
        {since !== undefined && (
          <p className="small muted">
            {since === null ? t('notCounted') : t('countedSince', { day: shortDay(since, 'UTC') })}
          </p>
        )}
      </div>
    </section>
  );
}
