import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { retryDelivery, useAccount } from '../api/account.ts';
import type { Delivery } from '../api/types.ts';
import { exact } from '../time/format.ts';
import { Callout, ErrorAdvice } from '../ui/advice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { StillWaiting } from '../ui/still-waiting.tsx';
import { useSubmit } from '../ui/use-submit.ts';

const reasons = {
  bounced: 'mail to your address came back',
  complained: 'our mail was reported as unwanted',
  refused: 'the mail service refused your address',
};

/** Says when mail does not reach somebody who relies on it. */
export function DeliveryWarning({ delivery }: { delivery: Delivery }) {
  const { timeZone } = useAccount();
  const queries = useQueryClient();
  const retry = useSubmit(async () => {
    await retryDelivery();
    await queries.invalidateQueries({ queryKey: ['notices'] });
    announce('Notices are sent to all of your addresses again.');
  });
  const faulty = delivery.addresses.filter(({ state }) => state === 'bounced' || state === 'complained');
  if (delivery.state === 'ok' && faulty.length === 0) return null;
  return (
    <Callout kind={delivery.state === 'ok' ? 'warn' : 'danger'}>
      {delivery.state === 'undeliverable' ? (
        <p>
          <strong>You get no notices by mail</strong>
          {delivery.since && ` since ${exact(delivery.since, timeZone)}`}
          {delivery.reason && `: ${reasons[delivery.reason]}`}. Look here for what expires, and see to it that
          the address works.
        </p>
      ) : (
        <p>
          <strong>Mail does not reach {faulty.map(({ email }) => email).join(', ')}.</strong> Your other
          addresses still get the notices.
        </p>
      )}
      <StillWaiting isBusy={retry.isBusy} />
      {retry.error ? <ErrorAdvice error={retry.error} /> : null}
      <div className="actions">
        <Button size="small" isPending={retry.isBusy} onPress={retry.submit}>
          The address works again
        </Button>
        <Link href="/settings">Notice addresses</Link>
      </div>
    </Callout>
  );
}
