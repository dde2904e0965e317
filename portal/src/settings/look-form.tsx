import { ThemeChoice } from '../shell/theme-choice.tsx';
import { SettingsSection } from './settings-section.tsx';
import { t } from './texts.ts';

/** How the portal looks in this browser. */
export function LookForm() {
  return (
    <SettingsSection title={t('look')} help={t('lookHint')}>
      <ThemeChoice label={t('look')} />
    </SettingsSection>
  );
}
