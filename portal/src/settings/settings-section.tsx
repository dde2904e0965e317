import { type ReactNode, useId } from 'react';

/** A part of the settings: what it is about on the left, its form on the right. */
export function SettingsSection({
  id,
  title,
  help,
  children,
}: {
  id?: string;
  title: string;
  help: string;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className="settings-section" id={id} aria-labelledby={heading}>
      <div>
        <h2 id={heading}>{title}</h2>
        <p className="hint">{help}</p>
      </div>
      <div className="card">{children}</div>
    </section>
  );
}
