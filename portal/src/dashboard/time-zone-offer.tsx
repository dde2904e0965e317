import { useAccount, useChangeAccount } from '../api/account.ts';
import { ownTimeZone } from '../time/zone-names.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { usePreference } from '../ui/preferences.ts';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** A new account has UTC: offers the zone of this device, until it is taken or declined. */
export function TimeZoneOffer() {
  const { accountId, timeZone } = useAccount();
  const changeAccount = useChangeAccount();
  const [isDeclined, setDeclined] = usePreference(`utc.${accountId}`, false, (value) => value === true);
  const here = ownTimeZone();
  const take = useSubmit(async () => void (await changeAccount({ timeZone: here })));
  if (timeZone !== 'UTC' || /^(UTC|GMT|Etc\/.*)$/.test(here) || isDeclined) return null;
  return (
    <Callout kind="info">
      <p>{t('inUtc', { timeZone: here })}</p>
      {take.error ? <ErrorMessage error={take.error} /> : null}
      <div className="actions">
        <Button size="small" kind="primary" isPending={take.isBusy} onPress={take.submit}>
          {t('useZone', { timeZone: here })}
        </Button>
        <Button size="small" onPress={() => setDeclined(true)}>
          {t('keepUtc')}
        </Button>
      </div>
    </Callout>
  );
}
