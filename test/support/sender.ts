/** What no deployment goes without. */
export const sender = { senderEmail: 'keys@acme.dev' };
