import { type ReactNode, useState } from 'react';
import { ThemeChoice } from '../src/shell/theme-choice.tsx';
import { announce } from '../src/ui/announcer.tsx';
import { Badge } from '../src/ui/badge.tsx';
import { Button } from '../src/ui/button.tsx';
import { Callout } from '../src/ui/callout.tsx';
import { CopyButton } from '../src/ui/copy-button.tsx';
import { DialogButton } from '../src/ui/dialog-button.tsx';
import { ErrorMessage } from '../src/ui/error-message.tsx';
import { Field } from '../src/ui/field.tsx';
import { Lifeline } from '../src/ui/lifeline.tsx';
import { loadOnce } from '../src/ui/load-once.ts';
import { Loading } from '../src/ui/loading.tsx';
import { Menu, type MenuEntry } from '../src/ui/menu.tsx';
import { PageTitle } from '../src/ui/page-title.tsx';
import { SplitButton } from '../src/ui/split-button.tsx';
import { Trend } from '../src/ui/trend.tsx';
import { CallsCard } from '../src/use/calls-card.tsx';
import { RotationSpecimens } from './rotation-specimens.tsx';

const dialogs = loadOnce(() => import('../src/ui/dialog.tsx'));
const nothing = () => undefined;
const periods: readonly MenuEntry[] = [
  { id: '30', label: 'For 30 days', detail: 'through 7 Jan 2027', onSelect: nothing },
  { id: '90', label: 'For 90 days', detail: 'through 8 Mar 2027', onSelect: nothing },
];
const actions: readonly MenuEntry[] = [
  { id: 'edit', label: 'Edit…', icon: 'pencil', shortcut: 'E', onSelect: nothing },
  { id: 'extend', label: 'Extend…', icon: 'calendar', onSelect: nothing },
  { id: 'delete', label: 'Delete…', icon: 'trash', kind: 'danger', startsGroup: true, onSelect: nothing },
];
const usage = Array.from({ length: 30 }, (_, day) => {
  const answered = day % 7 === 5 ? 0 : 40 + ((day * 13) % 30);
  const clientErrors = day % 9 === 4 ? 6 : 0;
  const serverErrors = day === 12 ? 12 : 0;
  return {
    date: new Date(Date.UTC(2026, 10, 9 + day)).toISOString().slice(0, 10),
    calls: answered + clientErrors + serverErrors,
    clientErrors,
    serverErrors,
    refused: day === 29 ? 25 : 0,
  };
});

/** Every component in each of its states: for looking at, by people and by axe. */
export function Gallery() {
  const [name, setName] = useState('');
  return (
    <main>
      <PageTitle title="Components" intro="What the portal is made of. Only the local engine has this page.">
        <ThemeChoice label="Look" />
      </PageTitle>
      <Specimen title="Buttons">
        <div className="actions">
          <Button kind="primary">Primary</Button>
          <Button>Secondary</Button>
          <Button kind="quiet">Quiet</Button>
          <Button kind="danger">Danger</Button>
          <Button icon="plus">With an icon</Button>
          <Button icon="copy" aria-label="Copy" />
          <Button size="small">Small</Button>
          <Button isPending>Pending</Button>
          <Button isPending icon="plus">
            Pending with an icon
          </Button>
          <Button isDisabled>Disabled</Button>
          <CopyButton text="lk_example" what="example" label="Copy example" />
        </div>
        <div className="actions">
          <SplitButton
            kind="primary"
            label="Restore Checkout"
            moreLabel="Restore Checkout for…"
            entries={periods}
          >
            Restore
          </SplitButton>
          <SplitButton label="Extend Export" moreLabel="Extend Export by…" entries={periods}>
            Extend
          </SplitButton>
          <Menu label="More actions for Export" title="Export" entries={actions} kind="quiet" icon="more" />
        </div>
      </Specimen>
      <Specimen title="Badges and tags">
        <div className="actions">
          <Badge status="expired">Expired 1 hour ago</Badge>
          <Badge status="expiring">Expires in 4 days</Badge>
          <Badge status="active">Active</Badge>
          <Badge status="quiet">Expired</Badge>
          <span className="tag">Default</span>
        </div>
      </Specimen>
      <Specimen title="Fields">
        <Field label="Name" value={name} onChange={setName} hint="Name it after the program that uses it." />
        <Field label="Date" value="2020-01-01" onChange={nothing} error="That date is in the past." />
        <label className="check">
          <input type="checkbox" defaultChecked /> May manage keys
        </label>
      </Specimen>
      <Specimen title="Dialogs and messages">
        <div className="actions">
          <DialogButton
            part={dialogs}
            dialog={({ Dialog, DialogActions }, close) => (
              <Dialog title="Delete “Checkout”?" role="alertdialog" onClose={close}>
                <p>In use. Nobody can bring a deleted key back.</p>
                <DialogActions>
                  <Button autoFocus onPress={close}>
                    Cancel
                  </Button>
                  <Button kind="danger" onPress={close}>
                    Delete key
                  </Button>
                </DialogActions>
              </Dialog>
            )}
          >
            Open a dialog
          </DialogButton>
          <Button onPress={() => announce('Checkout works again until 8 March 2027.', { undo: nothing })}>
            Show a message
          </Button>
          <Button onPress={() => announce('The server can’t be reached.', { kind: 'error' })}>
            Show an error
          </Button>
        </div>
      </Specimen>
      <Specimen title="Banners and errors">
        <Callout kind="info">
          <p>Days end in UTC. Your device is in Asia/Kolkata.</p>
        </Callout>
        <Callout kind="warn">
          <p>Emails before an expiry are turned off.</p>
        </Callout>
        <Callout kind="danger">
          <p>Emails don’t reach you.</p>
        </Callout>
        <ErrorMessage error={new TypeError('an example')} onRetry={nothing} />
        <Loading what="your keys" lines={3} />
      </Specimen>
      <Specimen title="Charts">
        <Lifeline
          label="Emailed on 13 November and 6 December. One more email on 12 December, when the key expires."
          now={{ at: 85.4, label: 'Today' }}
          emails={[
            { at: 0.8, label: '13 Nov, emailed', isDone: true },
            { at: 66, label: '6 Dec, emailed', isDone: true },
            { at: 94.5 },
          ]}
          end="12 Dec"
          state="expiring"
        />
        <Trend
          days={usage}
          since="2026-11-09"
          label="Calls a day: about 50, none on Saturdays, 25 refused today."
        />
        <CallsCard days={usage} error={undefined} onRetry={nothing} since="2026-11-20T00:00:00Z" />
        <CallsCard days={undefined} error={new TypeError('an example')} onRetry={nothing} />
      </Specimen>
      <Specimen title="Secrets of a key">
        <RotationSpecimens />
      </Specimen>
    </main>
  );
}

function Specimen({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card specimen">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
