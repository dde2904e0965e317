import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { config } from '../config.ts';
import { rich } from '../texts/rich.tsx';
import { CodeBlock } from './code-block.tsx';
import { type Form, forms, languages, sampleFor } from './samples.ts';
import { t } from './texts.ts';

/** The three ways to send a key, in three languages. */
export function Authenticate() {
  const [form, setForm] = useState<Form>('bearer');
  const { gatewayUrl, keyPrefix } = config();
  return (
    <>
      <p>{rich(t('authenticateIntro'), { url: <code>{gatewayUrl}</code> })}</p>
      <fieldset className="segments">
        <legend className="visually-hidden">{t('howToSend')}</legend>
        {forms.map((id) => (
          <label key={id}>
            <input
              type="radio"
              name="form"
              className="visually-hidden"
              checked={form === id}
              onChange={() => setForm(id)}
            />
            <span>{t(id)}</span>
          </label>
        ))}
      </fieldset>
      <p className="hint">{t(`${form}Use`)}</p>
      <Tabs className="tabs">
        <TabList aria-label={t('language')}>
          {languages.map(({ id, title }) => (
            <Tab key={id} id={id} className="tab">
              {title}
            </Tab>
          ))}
        </TabList>
        {languages.map(({ id, title }) => (
          <TabPanel key={id} id={id}>
            <CodeBlock what={t('sampleWhat', { language: title })} code={sampleFor(form, id, gatewayUrl)} />
          </TabPanel>
        ))}
      </Tabs>
      <p>{rich(t('whoami'), { prefix: <code>{keyPrefix}_</code> })}</p>
    </>
  );
}
