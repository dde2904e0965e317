import { Link } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Teaches what keys are for, where there is none. */
export function NoKeys({ onCreate }: { onCreate: () => void }) {
  return (
    <section className="empty card">
      <Icon name="key" size={40} />
      <h2>You have no keys</h2>
      <p>A key lets one of your programs call the API. Three habits keep that safe and quiet:</p>
      <ul>
        <li>One key per program, named after it: you can stop one without stopping the others.</li>
        <li>An expiry for each: we write to you and warn you here long before it comes.</li>
        <li>Expire instead of delete: a new date brings an expired key back, with the same secret.</li>
      </ul>
      <Button kind="primary" icon="plus" onPress={onCreate}>
        Create your first key
      </Button>
      <p>
        <Link href="/developers">How programs use a key</Link>
      </p>
    </section>
  );
}
