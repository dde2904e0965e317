/** What the sign-in server hands over where it sends a page. */
export interface PageContext {
  type: string;
  body: string;
}

/** What it hands over where it looks for a grant. */
export interface GrantContext {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
  };
}
