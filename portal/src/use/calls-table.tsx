import { count } from '../time/format.ts';
import { outcomes } from '../ui/bars.tsx';
import type { CallsOfDay } from './calls-by-day.ts';
import { dayOf } from './calls-chart.tsx';
import { t } from './calls-texts.ts';

/** What the chart shows, in numbers. */
export function CallsTable({ days }: { days: readonly CallsOfDay[] }) {
  return (
    <table className="calls-table">
      <caption>{t('caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('day')}</th>
          {outcomes.map((outcome) => (
            <th key={outcome} scope="col">
              {t(outcome)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.date}>
            <th scope="row">{dayOf(day)}</th>
            {outcomes.map((outcome) => (
              <td key={outcome}>{count(day[outcome])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
