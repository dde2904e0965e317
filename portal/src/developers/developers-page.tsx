import { config } from '../config.ts';
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
import './developers.css';

const sections = [
  ['authenticate', 'Authenticate'],
  ['errors', 'Errors'],
  ['token-format', 'Token format'],
  ['reference', 'API reference'],
] as const;

/** For developers whose programs use keys. */
export function DevelopersPage() {
  const { keyPrefix } = config();
  return (
    <div className="developers">
      <PageTitle title="Developers" />
      <nav className="contents" aria-label="On this page">
        {sections.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      <section id="authenticate" className="card">
        <h2>Authenticate</h2>
        <Authenticate />
      </section>
      <section id="errors" className="card">
        <h2>Errors</h2>
        <p>
          Every error response is a problem document (<code>application/problem+json</code>). Branch on{' '}
          <code>code</code>; <code>title</code> and <code>detail</code> are written for people. Include the{' '}
          <code>requestId</code> when you report a problem.
        </p>
        <ProblemTable title="Calls with a key" problems={gatewayProblems} />
        <ProblemTable title="Management API" problems={managementProblems} />
        <ProblemTable title="Both APIs" problems={commonProblems} />
      </section>
      <section id="token-format" className="card">
        <h2>Token format</h2>
        <CodeBlock what="token format" code={`${keyPrefix}_<access key: 24>_<secret key: 30><checksum: 6>`} />
        <p>
          Everything after the prefix is base62: <code>0-9</code>, <code>A-Z</code>, <code>a-z</code>. The
          access key is public and may appear in logs. The checksum, a CRC-32 of everything before it, catches
          typos right away. Only the secret key proves who is calling.
        </p>
        <p>Secret scanners can find leaked tokens with this regular expression:</p>
        <CodeBlock what="regular expression" code={`\\b${keyPrefix}_[0-9A-Za-z]{24}_[0-9A-Za-z]{36}\\b`} />
      </section>
      <section id="reference" className="card">
        <h2>API reference</h2>
        <p>
          This portal uses the management API too. Authenticate with the ID token of a sign-in, not with a
          key: <code>Authorization: Bearer &lt;ID token&gt;</code>.{' '}
          <a href="/api/v1/openapi.json">OpenAPI document</a>
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
