/**
 * Loads what shows a secret. To be loaded before the call that makes one: only its response carries the secret,
 * which would be lost with a page that can't show it.
 */
export const loadSecretDialog = () => import('./secret-dialog.tsx');
