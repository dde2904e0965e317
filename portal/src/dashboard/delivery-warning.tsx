import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { retryDelivery, useAccount } from '../api/account.ts';
import type { Delivery } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { exact } from '../time/format.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { t } from './texts.ts';

/** Warns that notices don't reach somebody who relies on them. */
export function DeliveryWarning({ delivery }: { delivery: Delivery }) {
  const { timeZone, leadTimeMails } = useAccount();
  const queries = useQueryClient();
  const retry = useSubmit(async () => {
    await retryDelivery();
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce(t('resumed'));
  });
  const faulty = delivery.addresses.filter(({ state }) => state !== 'ok' && state !== 'pending');
  if (delivery.state === 'ok' && faulty.length === 0) {
    return leadTimeMails !== false ? null : (
      <Callout kind="warn">
        <p>
          {t('leadTimeMailsOff')} <Link href="/settings">{t('recipients')}</Link>
        </p>
      </Callout>
    );
  }
  return (
    <Callout kind={delivery.state === 'ok' ? 'warn' : 'danger'}>
      {delivery.state !== 'ok' ? (
        <p>
          {rich(t(delivery.state === 'undeliverable' ? 'undelivered' : 'unsure'), {
            since: delivery.since && t('sinceInstant', { instant: exact(delivery.since, timeZone) }),
            reason: delivery.reason && t('becauseOf', { reason: t(delivery.reason) }),
          })}{' '}
          {t('undeliveredHelp')}
        </p>
      ) : (
        <p>{rich(t('othersUndelivered'), { addresses: faulty.map(({ email }) => email).join(', ') })}</p>
      )}
      <StillWaiting isBusy={retry.isBusy} />
      {retry.error ? <ErrorMessage error={retry.error} /> : null}
      <div className="actions">
        <Button size="small" isPending={retry.isBusy} onPress={retry.submit}>
          {t('resume')}
        </Button>
        <Link href="/settings">{t('recipients')}</Link>
      </div>
    </Callout>
  );
}
