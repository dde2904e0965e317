import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/**
 * Classes give dark-mode readers their colours; the inline styles serve clients that drop the style sheet.
 */
const styles = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background-color: #11161d !important; }
    .card { background-color: #1b222c !important; border-color: #343f4d !important; }
    .ink { color: #e8edf3 !important; }
    .soft { color: #aab6c4 !important; }
    .rule { border-color: #343f4d !important; }
    .expired { color: #ff9d94 !important; }
    .expiring { color: #f2c063 !important; }
    .link { color: #8ab8ff !important; }
  }
`;

const fontFamily = '-apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
const pageStyle = { backgroundColor: '#f3f5f8', margin: 0, padding: 0 };

/** For body text. */
export const textStyle = { color: '#16202c', fontSize: '14px', lineHeight: '21px', margin: '16px 0' };

/** For secondary text. */
export const softTextStyle = { ...textStyle, color: '#51606f', margin: '0 0 8px' };

export const buttonStyle = {
  backgroundColor: '#0b57d0',
  borderRadius: '6px',
  color: '#ffffff',
  fontSize: '14px',
  fontWeight: 600,
  padding: '9px 16px',
};

/** A name without spaces, or a link, must not make the email wider than a narrow screen. */
export const breakAnywhere = { overflowWrap: 'anywhere', wordBreak: 'break-word' } as const;

/** The frame of every email. @param preview what inboxes show after the subject */
export function MailLayout({
  preview,
  title,
  children,
}: {
  preview: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{styles}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="page" style={pageStyle}>
        {/* Body also colours a table cell that no class reaches: this section covers it. */}
        <Section className="page" style={{ ...pageStyle, fontFamily, padding: '24px 12px' }}>
          <Container
            className="card"
            style={{
              backgroundColor: '#ffffff',
              border: '1px solid #dde3ea',
              borderRadius: '10px',
              maxWidth: '560px',
              padding: '24px 24px 16px',
            }}
          >
            <Heading
              as="h1"
              className="ink"
              style={{ ...breakAnywhere, color: '#16202c', fontSize: '20px', lineHeight: '28px', margin: 0 }}
            >
              {title}
            </Heading>
            {children}
          </Container>
        </Section>
      </Body>
    </Html>
  );
}

/** The HTML part of an email. */
export function writeHtml(mail: ReactElement): string {
  return `<!doctype html>${renderToStaticMarkup(mail)}`;
}
