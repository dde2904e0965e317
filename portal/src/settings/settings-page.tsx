import { useAccount } from '../api/account.ts';
import { commonText } from '../texts/common.ts';
import { PageTitle } from '../ui/page-title.tsx';
import { AccountActivity } from './account-activity.tsx';
import { LeadDaysForm } from './lead-days-form.tsx';
import { LookForm } from './look-form.tsx';
import { NoticeEmailsForm } from './notice-emails-form.tsx';
import { SentNotices } from './sent-notices.tsx';
import { TimeZoneForm } from './time-zone-form.tsx';
import './settings.css';

/** Settings for all keys of the account. */
export function SettingsPage() {
  const account = useAccount();
  return (
    <>
      <PageTitle title={commonText('settings')} />
      <TimeZoneForm current={account.timeZone} />
      <LeadDaysForm current={account.noticeLeadDays} />
      <NoticeEmailsForm account={account} />
      <SentNotices />
      <AccountActivity />
      <LookForm />
    </>
  );
}
