import { themes, useTheme } from '../shell/theme.ts';
import { SettingsSection } from './settings-section.tsx';
import { t } from './texts.ts';

/** Light, dark, or as the system has it: for this browser, and at once. */
export function LookForm() {
  const [theme, choose] = useTheme();
  return (
    <SettingsSection title={t('look')} help={t('lookHint')}>
      <fieldset className="segments">
        <legend className="visually-hidden">{t('look')}</legend>
        {themes.map(({ id, label }) => (
          <label key={id}>
            <input
              type="radio"
              name="look"
              className="visually-hidden"
              checked={theme === id}
              onChange={() => choose(id)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
    </SettingsSection>
  );
}
