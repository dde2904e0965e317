import type { ReactNode } from 'react';
import { config } from '../config.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ApiReference } from './api-reference.tsx';
import { Authenticate } from './authenticate.tsx';
import { CodeBlock } from './code-block.tsx';
import { Contents, type Section } from './contents.tsx';
import { ErrorTable } from './error-table.tsx';
import { t } from './texts.ts';
import './developers.css';

const sections: readonly Section[] = [
  { id: 'authenticate', title: t('authenticate') },
  { id: 'errors', title: t('errors') },
  { id: 'token-format', title: t('tokenFormat') },
  { id: 'reference', title: t('reference') },
];

/** For developers whose programs use keys. */
export function DevelopersPage() {
  const { keyPrefix } = config();
  return (
    <>
      <PageTitle title={commonText('developers')} intro={t('intro')} />
      <div className="developers">
        <Contents sections={sections} />
        <div className="stack">
          <Part id="authenticate" title={t('authenticate')}>
            <Authenticate />
          </Part>
          <Part id="errors" title={t('errors')}>
            <p>{rich(t('errorsIntro'))}</p>
            <ErrorTable />
          </Part>
          <Part id="token-format" title={t('tokenFormat')}>
            <CodeBlock what={t('tokenFormatWhat')} code={t('tokenParts', { prefix: keyPrefix })} />
            <p>{rich(t('tokenFormatHelp'))}</p>
            <p>{t('scanners')}</p>
            <CodeBlock
              what={t('regularExpression')}
              code={`\\b${keyPrefix}_[0-9A-Za-z]{24}_[0-9A-Za-z]{36}\\b`}
            />
          </Part>
          <Part id="reference" title={t('reference')}>
            <p>
              {rich(t('referenceIntro'), {
                header: <code>{t('idToken')}</code>,
                document: (text) => <a href="/api/v1/openapi.json">{text}</a>,
              })}
            </p>
            <ApiReference />
          </Part>
        </div>
      </div>
    </>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="card part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
