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
        Send the key with each call to <code>{gatewayUrl}</code>, in one of three forms. Keep it in the
        environment or in a secret store, never in the code.
      </p>
      <fieldset className="segments">
        <legend className="visually-hidden">Form of the credential</legend>
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
        <code>GET /v1/whoami</code> answers which key a program uses and how long it lasts. A token starts
        with <code>{keyPrefix}_</code>. An expired key is refused with <code>401 key_expired</code>: give it a
        new date on the page API Control, and the same key and secret work again.
      </p>
    </>
  );
}
