import { useState } from 'react';
import { config } from '../config.ts';
import { rich } from '../texts/rich.tsx';
import { CodeSample } from './code-sample.tsx';
import { type Form, forms } from './samples.ts';
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
      <p className="muted">{t(`${form}Use`)}</p>
      <CodeSample form={form} />
      <p>{rich(t('whoami'), { prefix: <code>{keyPrefix}_</code> })}</p>
    </>
  );
}
