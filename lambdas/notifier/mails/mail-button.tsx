import { Button } from '@react-email/button';
import { type MailLook, paint } from './mail-look.ts';

/** In the brand's colour: `filled` for what is most urgent, `outlined` for the rest. */
export function MailButton({
  look,
  part,
  href,
  children,
}: {
  look: MailLook;
  part: 'filled' | 'outlined';
  href: string;
  children: string;
}) {
  return (
    <Button
      href={href}
      {...paint(look, part, { borderRadius: '8px', fontSize: '14px', fontWeight: 600, padding: '10px 16px' })}
    >
      {children}
    </Button>
  );
}
