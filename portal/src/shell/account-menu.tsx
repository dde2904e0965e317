import { useAccount } from '../api/account.ts';
import { signOut } from '../auth/session.ts';
import { config } from '../config.ts';
import { commonText } from '../texts/common.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { themes, useTheme } from './theme.ts';

/** Who is signed in, the look of the page, and the way out. */
export function AccountMenu() {
  const { email } = useAccount();
  const [theme, choose] = useTheme();
  const { supportUrl, termsUrl } = config();
  const entries = [
    ...themes.map(({ id, label }) => ({
      id,
      label: commonText('theme', { label }),
      ...(theme === id && { icon: 'check' as const }),
      onSelect: () => choose(id),
    })),
    ...linkTo('support', supportUrl),
    ...linkTo('terms', termsUrl),
    { id: 'out', label: commonText('signOut'), startsGroup: true, onSelect: () => void signOut() },
  ];
  return (
    <div className="avatar">
      <Menu title={email} entries={entries} kind="quiet">
        <span aria-hidden="true">{initialsOf(email)}</span>
        <span className="visually-hidden">{commonText('account', { email })}</span>
      </Menu>
    </div>
  );
}

function linkTo(id: 'support' | 'terms', href: string | undefined): MenuEntry[] {
  return href === undefined ? [] : [{ id, label: commonText(id), startsGroup: id === 'support', href }];
}

/** Of `dana.novak@example.com`, DN. */
function initialsOf(email: string): string {
  const [first = '', second] = (email.split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return (second ? first.slice(0, 1) + second.slice(0, 1) : first.slice(0, 2)).toUpperCase();
}
