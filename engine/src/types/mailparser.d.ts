// The part of mailparser that reads messages. The package has no types.
declare module 'mailparser' {
  export interface ParsedMail {
    subject?: string;
    text?: string;
    html?: string | false;
    /** As received, with names in lower case for looking up. */
    headerLines: readonly { key: string; line: string }[];
  }

  export function simpleParser(source: Buffer, options?: { skipTextToHtml?: boolean }): Promise<ParsedMail>;
}
