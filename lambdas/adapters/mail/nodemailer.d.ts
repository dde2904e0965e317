// The part of nodemailer that composes messages. The package has no types.
declare module 'nodemailer/lib/mail-composer/index.js' {
  interface Address {
    name: string;
    address: string;
  }

  class MailComposer {
    constructor(mail: {
      from: Address;
      to: Address;
      replyTo?: Address;
      subject: string;
      text: string;
      html: string;
      headers: Record<string, string | { prepared: true; value: string }>;
      disableFileAccess: true;
      disableUrlAccess: true;
    });
    compile(): { build(): Promise<Buffer> };
  }
  export = MailComposer;
}
