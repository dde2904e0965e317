import { sample } from 'openapi-sampler';
import { useState } from 'react';
import { CodeBlock } from './code-block.tsx';
import { fieldsOf } from './openapi.ts';
import type { OpenAPISpec, Operation, SampleSchema } from './openapi-types.ts';
import { t } from './texts.ts';

/** One operation: its request and responses, with examples. Rendered only once it is opened. */
export function OperationDetails({
  method,
  path,
  operation,
  spec,
}: {
  method: string;
  path: string;
  operation: Operation;
  spec: OpenAPISpec;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={`method ${method}`}>{method.toUpperCase()}</span>
        <code>{path}</code>
        <span className="summary-text">{operation.summary}</span>
      </summary>
      {isOpen && <Details operation={operation} spec={spec} />}
    </details>
  );
}

function Details({ operation, spec }: { operation: Operation; spec: OpenAPISpec }) {
  const { description, parameters = [], requestBody, responses } = operation;
  const request = requestBody?.content['application/json']?.schema;
  return (
    <div className="operation">
      {description && <p>{description}</p>}
      {parameters.length > 0 && (
        <>
          <h3>{t('parameters')}</h3>
          <dl className="fields">
            {parameters.map(({ name, in: place, required, description, schema }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>{' '}
                  <span className="muted">{required ? t('required', { place }) : place}</span>
                </dt>
                <dd>{description ?? schema.description ?? ''}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {request && <Body title={t('request')} what={t('exampleRequest')} schema={request} spec={spec} />}
      {Object.entries(responses).map(([status, { description, content }]) => {
        const schema = content?.['application/json']?.schema;
        return schema ? (
          <Body
            key={status}
            title={`${status}: ${description}`}
            what={t('exampleResponse', { status })}
            schema={schema}
            spec={spec}
          />
        ) : (
          <p key={status} className="response">
            <strong>{status}</strong> {description.replaceAll('`', '')}
          </p>
        );
      })}
    </div>
  );
}

function Body({
  title,
  what,
  schema,
  spec,
}: {
  title: string;
  what: string;
  schema: SampleSchema;
  spec: OpenAPISpec;
}) {
  return (
    <>
      <h3>{title}</h3>
      <dl className="fields">
        {fieldsOf(schema, spec).map(({ name, type, isRequired, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>{' '}
              <span className="muted">
                {type}
                {isRequired ? '' : t('optional')}
              </span>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
      <CodeBlock what={what} code={JSON.stringify(sample(schema, {}, spec), null, 2)} />
    </>
  );
}
