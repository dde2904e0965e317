import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { config } from '../config.ts';
import { CodeBlock } from './code-block.tsx';
import { type Form, forms, languages, sampleFor } from './samples.ts';

/** The three ways to send a key, in three languages. */
export function Authenticate() {
  const [form, setForm] = useState<Form>('bearer');
  const { gatewayUrl, keyPrefix } = config();
  return (
    <>
      <p>
        Send your key with each call to <code>{gatewayUrl}</code>, in one of three ways. Keep it in an
        environment variable or a secret store, never in your code.
      </p>
      <fieldset className="segments">
        <legend className="visually-hidden">How to send the key</legend>
        {forms.map(({ id, title }) => (
          <label key={id}>
            <input
              type="radio"
              name="form"
              className="visually-hidden"
              checked={form === id}
              onChange={() => setForm(id)}
            />
            <span>{title}</span>
          </label>
        ))}
      </fieldset>
      <p className="hint">{forms.find(({ id }) => id === form)?.use}</p>
      <Tabs className="tabs">
        <TabList aria-label="Language">
          {languages.map(({ id, title }) => (
            <Tab key={id} id={id} className="tab">
              {title}
            </Tab>
          ))}
        </TabList>
        {languages.map(({ id, title }) => (
          <TabPanel key={id} id={id}>
            <CodeBlock what={`${title} sample`} code={sampleFor(form, id, gatewayUrl)} />
          </TabPanel>
        ))}
      </Tabs>
      <p>
        <code>GET /v1/whoami</code> returns which key a program uses and when it expires. Every token starts
        with <code>{keyPrefix}_</code>. An expired key is refused with <code>401 key_expired</code>. Set a new
        date on the API Control page, and the same access key and secret key work again.
      </p>
    </>
  );
}
