import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { commonText } from '../texts/common.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { AttentionCount } from './attention-count.tsx';
import { Brand } from './brand.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { SuspensionNotice } from './suspension-notice.tsx';

const pages: readonly (readonly [href: string, title: string, icon: IconName])[] = [
  ['/', commonText('dashboard'), 'home'],
  ['/keys', commonText('apiControl'), 'key'],
  ['/developers', commonText('developers'), 'code'],
  ['/settings', commonText('settings'), 'sliders'],
];

/** The frame around every page. On a phone, its links are a bar at the bottom. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  return (
    <>
      <a className="skip" href="#main">
        {commonText('skip')}
      </a>
      <header className="top">
        <div className="top-inside">
          <Link href="/" className="brand-link">
            <Brand />
          </Link>
          <nav aria-label={commonText('pages')}>
            {pages.map(([href, title, icon]) => (
              <Link
                key={href}
                href={href}
                aria-current={isWithin(path, href) ? 'page' : undefined}
                className="page-link"
              >
                <Icon name={icon} size={20} />
                {title}
                {href === '/' && <AttentionCount />}
              </Link>
            ))}
          </nav>
          <AccountMenu />
        </div>
      </header>
      <OfflineNotice />
      <main id="main" tabIndex={-1}>
        <SuspensionNotice />
        {children}
      </main>
    </>
  );
}

function isWithin(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
