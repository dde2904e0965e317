import { describeError } from '../api/problem.ts';
import { commonText } from '../texts/common.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';

/** Replaces a page, or everything, that has failed: says so, and offers a way on. */
export function PageFailure({ error }: { error: unknown }) {
  return (
    <div role="alert">
      <Callout kind="danger">
        <Explanation error={error} />
        <div className="actions">
          <Button size="small" kind="primary" onPress={() => location.reload()}>
            {commonText('reload')}
          </Button>
          {/* Loads the page anew: whatever has failed may fail again. */}
          <a href="/keys">{commonText('backToKeys')}</a>
        </div>
      </Callout>
    </div>
  );
}

/** What has failed. */
export function Explanation({ error }: { error: unknown }) {
  const { title, detail } = describeError(error);
  return (
    <p>
      <strong>{title}.</strong> {detail}
    </p>
  );
}
