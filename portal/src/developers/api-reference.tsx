import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { useOpenApi } from './openapi.ts';
import { OperationDetails } from './operation-details.tsx';
import { t } from './texts.ts';

/** All operations of the management API, from its OpenAPI document. */
export function ApiReference() {
  const document = useOpenApi();
  if (document.isPending) return <Loading what={t('referenceWhat')} />;
  if (document.isError)
    return <ErrorMessage error={document.error} onRetry={() => void document.refetch()} />;
  const { data } = document;
  return (
    <div className="operations">
      {Object.entries(data.paths).flatMap(([path, operations]) =>
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
    </div>
  );
}
