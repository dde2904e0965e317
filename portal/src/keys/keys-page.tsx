import { useKeys } from '../api/keys.ts';
import { commonText } from '../texts/common.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { BeyondPolicy } from './beyond-policy.tsx';
import { Inventory } from './inventory.tsx';
import { InventoryFacts } from './inventory-facts.tsx';
import { KeyDialogs } from './key-dialogs.tsx';
import { NoKeys } from './no-keys.tsx';
import { t } from './texts.ts';
import { useKeyAction } from './use-key-action.ts';
import './keys.css';

/** API Control: all keys of the account and every action on them. */
export function KeysPage() {
  const keys = useKeys();
  const [action, setAction] = useKeyAction();
  const create = () => setAction({ kind: 'create' });
  return (
    <>
      <PageTitle title={commonText('apiControl')} intro={keys.data && <InventoryFacts keys={keys.data} />}>
        <Button kind="primary" icon="plus" onPress={create}>
          {t('create')}
        </Button>
      </PageTitle>
      {keys.isError && <ErrorMessage error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Loading what={commonText('yourKeys')} lines={6} />}
      {keys.data && <BeyondPolicy keys={keys.data} />}
      {keys.data?.length === 0 && <NoKeys onCreate={create} />}
      {keys.data && keys.data.length > 0 && <Inventory keys={keys.data} onAction={setAction} />}
      <KeyDialogs action={action} onAction={setAction} />
    </>
  );
}
