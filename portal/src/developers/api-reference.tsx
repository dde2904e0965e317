import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { useOpenApi } from './openapi.ts';
import { OperationDetails } from './operation-details.tsx';
import { t } from './texts.ts';

/** All operations of the management API, from its OpenAPI document, by what they are about. */
export function ApiReference() {
  const document = useOpenApi();
  if (document.isPending) return <Loading what={t('referenceWhat')} />;
  if (document.isError)
    return <ErrorMessage error={document.error} onRetry={() => void document.refetch()} />;
  const { data } = document;
  const groups = Object.entries(Object.groupBy(Object.entries(data.paths), ([path]) => groupOf(path)));
  return (
    <div className="operations">
      {groups.map(([group, paths = []]) => (
        <details key={group} open className="operation-group">
          <summary>{titleOf(group)}</summary>
          {paths.flatMap(([path, operations]) =>
            Object.entries(operations).map(([method, operation]) => (
              <OperationDetails
                key={operation.operationId}
                method={method}
                path={path}
                operation={operation}
                spec={data}
              />
            )),
          )}
        </details>
      ))}
    </div>
  );
}

/** Of `/api/v1/keys/{accessKey}`, `keys`. */
function groupOf(path: string): string {
  return path.split('/')[3] ?? '';
}

function titleOf(group: string): string {
  switch (group) {
    case 'account':
      return t('groupAccount');
    case 'keys':
      return t('groupKeys');
    case 'notices':
      return t('groupNotices');
    case 'notice-emails':
      return t('groupLinks');
    default:
      return group;
  }
}
