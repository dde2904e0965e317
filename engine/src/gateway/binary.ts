/**
 * Whether API Gateway takes a payload for binary.
 * @param binaryMediaTypes of the API; types that hold `*` are patterns
 * @param header `Content-Type` of a request, or `Accept` of the one who gets the response; of several types the first counts
 */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const type = (header ?? 'application/json').split(/[,;]/)[0]?.trim().toLowerCase() ?? '';
  const [group] = type.split('/');
  return binaryMediaTypes.some(
    (candidate) => candidate === '*/*' || candidate === `${group}/*` || candidate === type,
  );
}
