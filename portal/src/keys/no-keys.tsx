import { Link } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** The empty state: explains what keys are for. */
export function NoKeys({ onCreate }: { onCreate: () => void }) {
  return (
    <section className="empty card">
      <Icon name="key" size={40} />
      <h2>No API keys yet</h2>
      <p>A key lets one of your programs call the API. Three habits keep your keys safe:</p>
      <ul>
        <li>
          Create one key per program and name it after the program. You can stop one without stopping the
          others.
        </li>
        <li>Give every key an expiration date. We warn you here and by email before the key expires.</li>
        <li>
          Expire keys instead of deleting them. A new date restores an expired key, with the same secret.
        </li>
      </ul>
      <Button kind="primary" icon="plus" onPress={onCreate}>
        Create your first key
      </Button>
      <p>
        <Link href="/developers">How to use a key</Link>
      </p>
    </section>
  );
}
