/** The access key ID that a call to AWS is signed with, as its `Authorization` header says; empty if it has none. */
export function signerOf(authorization = ''): string {
  return /Credential=([^/]+)/.exec(authorization)?.[1] ?? '';
}
