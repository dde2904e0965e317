/**
 * Whether API Gateway treats a payload as binary.
 * @param binaryMediaTypes of the API; types with `*` are patterns
 * @param header `Content-Type` of a request, or `Accept` for a response; the first of several types counts
 */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const type = (header ?? 'application/json').split(/[,;]/)[0]?.trim().toLowerCase() ?? '';
  const [group] = type.split('/');
  return binaryMediaTypes.some(
    (candidate) => candidate === '*/*' || candidate === `${group}/*` || candidate === type,
  );
}
