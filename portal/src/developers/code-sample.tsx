import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { config } from '../config.ts';
import { usePreference } from '../ui/preferences.ts';
import { CodeBlock } from './code-block.tsx';
import { type Form, type Language, languages, sampleFor } from './samples.ts';
import { t } from './texts.ts';

/** A program that calls the gateway, in the language that the person has chosen last, on any page. */
export function CodeSample({ form }: { form: Form }) {
  const { gatewayUrl } = config();
  const [language, setLanguage] = usePreference<Language>('language', 'curl', isLanguage);
  return (
    <Tabs
      className="code-sample"
      selectedKey={language}
      onSelectionChange={(key) => isLanguage(key) && setLanguage(key)}
    >
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
  );
}

function isLanguage(value: unknown): value is Language {
  return languages.some(({ id }) => id === value);
}
