import { Link } from 'wouter';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { PageTitle } from '../ui/page-title.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title={commonText('notFound')} />
      <p>
        {rich(commonText('notFoundHelp'), {
          dashboard: <Link href="/">{commonText('dashboard')}</Link>,
          keys: <Link href="/keys">{commonText('apiControl')}</Link>,
        })}
      </p>
    </>
  );
}
