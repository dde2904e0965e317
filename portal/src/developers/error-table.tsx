import { useState } from 'react';
import { Field } from '../ui/field.tsx';
import {
  commonProblems,
  gatewayProblems,
  managementProblems,
  type ProblemEntry,
} from './problems.generated.ts';
import { t } from './texts.ts';

const groups = [
  { title: t('gatewayProblems'), problems: gatewayProblems },
  { title: t('managementProblems'), problems: managementProblems },
  { title: t('commonProblems'), problems: commonProblems },
];

/** Every error code with what to do, to search by any of its words. */
export function ErrorTable() {
  const [search, setSearch] = useState('');
  const shown = groups
    .map(({ title, problems }) => ({ title, problems: problems.filter((one) => matches(one, search)) }))
    .filter(({ problems }) => problems.length > 0);
  const total = shown.reduce((sum, { problems }) => sum + problems.length, 0);
  return (
    <>
      <Field label={t('filterErrors')} value={search} onChange={setSearch} placeholder={t('filterExample')} />
      <p className="visually-hidden" role="status">
        {search !== '' && t('errorsFound', { count: total })}
      </p>
      {total === 0 ? (
        <p className="muted">{t('noErrorMatches')}</p>
      ) : (
        <table className="errors">
          <thead>
            <tr>
              <th scope="col">{t('errorCode')}</th>
              <th scope="col">{t('errorStatus')}</th>
              <th scope="col">{t('errorHelp')}</th>
            </tr>
          </thead>
          {shown.map(({ title, problems }) => (
            <tbody key={title}>
              <tr>
                <th scope="rowgroup" colSpan={3} className="errors-group">
                  {title}
                </th>
              </tr>
              {problems.map((problem) => (
                <Row key={problem.code} problem={problem} />
              ))}
            </tbody>
          ))}
        </table>
      )}
    </>
  );
}

function Row({ problem: { code, status, title, detail } }: { problem: ProblemEntry }) {
  return (
    <tr>
      <th scope="row">
        <code>{code}</code>
      </th>
      <td>{status}</td>
      <td>
        <strong>{title}.</strong> {detail}
      </td>
    </tr>
  );
}

function matches({ code, status, title, detail }: ProblemEntry, search: string): boolean {
  const text = `${code} ${status} ${title} ${detail}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
