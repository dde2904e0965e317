import { config } from '../config.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ApiReference } from './api-reference.tsx';
import { Authenticate } from './authenticate.tsx';
import { CodeBlock } from './code-block.tsx';
import {
  commonProblems,
  gatewayProblems,
  managementProblems,
  type ProblemEntry,
} from './problems.generated.ts';
import { t } from './texts.ts';
import './developers.css';

const sections = [
  ['authenticate', t('authenticate')],
  ['errors', t('errors')],
  ['token-format', t('tokenFormat')],
  ['reference', t('reference')],
] as const;

/** For developers whose programs use keys. */
export function DevelopersPage() {
  const { keyPrefix } = config();
  return (
    <div className="developers">
      <PageTitle title={commonText('developers')} />
      <nav className="contents" aria-label={t('onThisPage')}>
        {sections.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      <section id="authenticate" className="card">
        <h2>{t('authenticate')}</h2>
        <Authenticate />
      </section>
      <section id="errors" className="card">
        <h2>{t('errors')}</h2>
        <p>{rich(t('errorsIntro'))}</p>
        <ProblemTable title={t('gatewayProblems')} problems={gatewayProblems} />
        <ProblemTable title={t('managementProblems')} problems={managementProblems} />
        <ProblemTable title={t('commonProblems')} problems={commonProblems} />
      </section>
      <section id="token-format" className="card">
        <h2>{t('tokenFormat')}</h2>
        <CodeBlock what={t('tokenFormatWhat')} code={t('tokenParts', { prefix: keyPrefix })} />
        <p>{rich(t('tokenFormatHelp'))}</p>
        <p>{t('scanners')}</p>
        <CodeBlock
          what={t('regularExpression')}
          code={`\\b${keyPrefix}_[0-9A-Za-z]{24}_[0-9A-Za-z]{36}\\b`}
        />
      </section>
      <section id="reference" className="card">
        <h2>{t('reference')}</h2>
        <p>
          {rich(t('referenceIntro'), {
            header: <code>{t('idToken')}</code>,
            document: (text) => <a href="/api/v1/openapi.json">{text}</a>,
          })}
        </p>
        <ApiReference />
      </section>
    </div>
  );
}

function ProblemTable({ title, problems }: { title: string; problems: readonly ProblemEntry[] }) {
  return (
    <>
      <h3>{title}</h3>
      <dl className="problems">
        {problems.map(({ code, status, title, detail }) => (
          <div key={code}>
            <dt>
              <code>{code}</code> <span className="tag">{status}</span>
            </dt>
            <dd>
              <strong>{title}.</strong> {detail}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
