import { useEffect, useState } from 'react';
import { commonText } from '../texts/common.ts';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';

/** Copies a text. @param what names it to screen readers: "Copy access key" */
export function CopyButton({
  text,
  what,
  label,
  kind = label === undefined ? 'quiet' : 'plain',
  size = 'small',
  onCopied,
}: {
  text: string;
  what: string;
  label?: string;
  kind?: 'primary' | 'plain' | 'quiet';
  size?: 'small' | 'normal';
  onCopied?: () => void;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await copyText(text);
      setCopied(true);
      announce(commonText('hasCopied', { what }));
      onCopied?.();
    } catch {
      announce(commonText('copyBlocked'), { kind: 'error' });
    }
  };
  const shown = label !== undefined && (copied ? commonText('copied') : label);
  return (
    <Button
      kind={kind}
      {...(size === 'small' && { size })}
      icon={copied ? 'check' : 'copy'}
      aria-label={commonText(label !== undefined && copied ? 'copiedWhat' : 'copyWhat', { what })}
      onPress={() => void copy()}
    >
      {shown || undefined}
    </Button>
  );
}
