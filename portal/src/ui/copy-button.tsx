import { useEffect, useState } from 'react';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';

/** Copies a text. @param what names it to screen readers: "Copy access key" */
export function CopyButton({
  text,
  what,
  label,
  onCopied,
}: {
  text: string;
  what: string;
  label?: string;
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
      announce(`Copied ${what}.`);
      onCopied?.();
    } catch {
      announce('Your browser blocked copying. Select the text and copy it yourself.', 'error');
    }
  };
  const shown = label !== undefined && (copied ? 'Copied' : label);
  return (
    <Button
      kind={label === undefined ? 'quiet' : 'plain'}
      size="small"
      icon={copied ? 'check' : 'copy'}
      aria-label={label === undefined ? `Copy ${what}` : `${copied ? 'Copied' : label} ${what}`}
      onPress={() => void copy()}
    >
      {shown || undefined}
    </Button>
  );
}
