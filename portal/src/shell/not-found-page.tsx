import { Link, useLocation } from 'wouter';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import '../ui/page-failure.css';

/** For an address that no page has. */
export function NotFoundPage() {
  const [path] = useLocation();
  return (
    <>
      <PageTitle title={commonText('notFound')} />
      <section className="page-failure">
        <p>{rich(commonText('notFoundHelp'), { path: <code>{path}</code> })}</p>
        <div className="actions">
          <Link href="/" className="button primary">
            {commonText('openDashboard')}
          </Link>
          <Link href="/keys" className="button">
            {commonText('backToKeys')}
          </Link>
        </div>
      </section>
    </>
  );
}
