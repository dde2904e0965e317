import { Link } from 'wouter';
import { PageTitle } from '../ui/page-title.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="Page not found" />
      <p>
        Check the address, or go to the <Link href="/">Dashboard</Link> or{' '}
        <Link href="/keys">API Control</Link>.
      </p>
    </>
  );
}
