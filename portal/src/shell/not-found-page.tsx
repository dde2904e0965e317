import { Link } from 'wouter';
import { PageTitle } from '../ui/page-title.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <p>
        Check the address, or go to the <Link href="/">Dashboard</Link> or to{' '}
        <Link href="/keys">API Control</Link>.
      </p>
    </>
  );
}
