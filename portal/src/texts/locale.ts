/** The one language of the portal, its dates and numbers included, whatever the browser's own. Mails use it too. */
export const locale = 'en-GB';
