import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAccount } from '../api/account.ts';
import { signOut } from '../auth/session.ts';
import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { Brand } from './brand.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { currentTheme, setTheme, type Theme } from './theme.ts';

const pages = [
  ['/', commonText('dashboard')],
  ['/keys', commonText('apiControl')],
  ['/developers', commonText('developers')],
  ['/settings', commonText('settings')],
] as const;

const themes: [Theme, string][] = [
  ['system', commonText('themeSystem')],
  ['light', commonText('themeLight')],
  ['dark', commonText('themeDark')],
];

/** The frame around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const { email } = useAccount();
  const [theme, setShownTheme] = useState(currentTheme);
  const choose = (next: Theme) => {
    setTheme(next);
    setShownTheme(next);
  };
  const entries = [
    ...themes.map(([id, label]) => ({
      id,
      label: theme === id ? commonText('chosen', { label }) : label,
      onSelect: () => choose(id),
    })),
    { id: 'out', label: commonText('signOut'), onSelect: () => void signOut() },
  ];
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
            {pages.map(([href, title]) => (
              <Link
                key={href}
                href={href}
                aria-current={isWithin(path, href) ? 'page' : undefined}
                className="page-link"
              >
                {title}
              </Link>
            ))}
          </nav>
          <Menu label={email} entries={entries}>
            <Button kind="quiet" icon="person" aria-label={commonText('account', { email })} />
          </Menu>
        </div>
      </header>
      <OfflineNotice />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function isWithin(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
