import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { retryDelivery, useAccount } from '../api/account.ts';
import type { Delivery } from '../api/types.ts';
import { exact } from '../time/format.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';

const reasons = {
  bounced: 'email to your address bounced',
  complained: 'our email was reported as spam',
  refused: 'the email service refused your address',
  unconfirmed: 'the email service didn’t confirm our last emails',
};

/** Warns that notices don't reach somebody who relies on them. */
export function DeliveryWarning({ delivery }: { delivery: Delivery }) {
  const { timeZone, leadTimeMails } = useAccount();
  const queries = useQueryClient();
  const retry = useSubmit(async () => {
    await retryDelivery();
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce('Notices go to all your addresses again.');
  });
  const faulty = delivery.addresses.filter(({ state }) => state !== 'ok' && state !== 'pending');
  if (delivery.state === 'ok' && faulty.length === 0) {
    return leadTimeMails !== false ? null : (
      <Callout kind="warn">
        <p>
          You get no emails before keys expire: they were turned off. <Link href="/settings">Recipients</Link>
        </p>
      </Callout>
    );
  }
  return (
    <Callout kind={delivery.state === 'ok' ? 'warn' : 'danger'}>
      {delivery.state !== 'ok' ? (
        <p>
          <strong>
            {delivery.state === 'undeliverable'
              ? 'Notices aren’t reaching you by email'
              : 'Nobody knows whether notices reach you by email'}
          </strong>
          {delivery.since && ` (since ${exact(delivery.since, timeZone)})`}
          {delivery.reason && `: ${reasons[delivery.reason]}`}. Until your address works again, check this
          page for expiring keys.
        </p>
      ) : (
        <p>
          <strong>Email isn’t reaching {faulty.map(({ email }) => email).join(', ')}.</strong> Your other
          recipients still get notices.
        </p>
      )}
      <StillWaiting isBusy={retry.isBusy} />
      {retry.error ? <ErrorMessage error={retry.error} /> : null}
      <div className="actions">
        <Button size="small" isPending={retry.isBusy} onPress={retry.submit}>
          Resume emails
        </Button>
        <Link href="/settings">Recipients</Link>
      </div>
    </Callout>
  );
}
