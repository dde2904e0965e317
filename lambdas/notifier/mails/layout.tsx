import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Link } from '@react-email/link';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { darkStyles, type MailLook, paint, termsWords } from './mail-look.ts';

const fontFamily = '-apple-system, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif';

/** For body text. */
export const bodyText = { fontSize: '15px', lineHeight: '22px', margin: 0 };

/** For what belongs to every mail. */
export const smallText = { fontSize: '13px', lineHeight: '19px', margin: '0 0 8px' };

/** A name without spaces, or a link, must not make the email wider than a narrow screen. */
export const breakAnywhere = { overflowWrap: 'anywhere', wordBreak: 'break-word' } as const;

/**
 * The frame of every email: the brand and a heading on a card, and what belongs to every mail below it.
 * @param preview what inboxes show after the subject
 * @param title as the subject; names in the heading are isolated
 */
export function MailLayout({
  look,
  preview,
  title,
  heading,
  footer,
  children,
}: {
  look: MailLook;
  preview: string;
  title: string;
  heading: ReactNode;
  footer: ReactNode;
  children: ReactNode;
}) {
  const page = paint(look, 'page', { margin: 0, padding: 0 });
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no" />
        <title>{title}</title>
        {styleSheets(look).map((css) => (
          <style key={css}>{css}</style>
        ))}
      </Head>
      <Preview>{preview}</Preview>
      <Body {...page}>
        {/* Body also colours a table cell that no class reaches: this section covers it. */}
        <Section {...page} style={{ ...page.style, fontFamily, padding: '32px 12px' }}>
          <Container {...paint(look, 'card', { borderRadius: '12px', maxWidth: '560px' })}>
            <Inset className="inside" padding="24px 28px 28px">
              <Brand look={look} />
              <Heading
                as="h1"
                {...paint(look, 'ink', {
                  ...breakAnywhere,
                  fontSize: '22px',
                  fontWeight: 600,
                  letterSpacing: '-0.02em',
                  lineHeight: '29px',
                  margin: '0 0 8px',
                })}
              >
                {heading}
              </Heading>
              {children}
            </Inset>
          </Container>
          <Container style={{ maxWidth: '560px' }}>
            <Inset className="below" padding="20px 29px 0">
              {footer}
              {look.termsUrl && <Terms look={look} url={look.termsUrl} />}
            </Inset>
          </Container>
        </Section>
      </Body>
    </Html>
  );
}

/** Outlook knows the padding of a cell, and not that of a table. */
function Inset({
  className,
  padding,
  children,
}: {
  className: string;
  padding: string;
  children: ReactNode;
}) {
  return (
    <table role="presentation" width="100%" border={0} cellPadding="0" cellSpacing="0">
      <tbody>
        <tr>
          <td className={className} style={{ padding }}>
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Terms({ look, url }: { look: MailLook; url: string }) {
  return (
    <Text {...paint(look, 'muted', smallText)}>
      <Link href={url} {...paint(look, 'link', { textDecoration: 'underline' })}>
        {termsWords}
      </Link>
    </Text>
  );
}

/** The logo and the name, which can be read while images are off. */
function Brand({ look }: { look: MailLook }) {
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0" style={{ margin: '0 0 22px' }}>
      <tbody>
        <tr>
          {look.logo ? (
            <td width={look.logo.width}>
              <img
                src={look.logo.url}
                width={look.logo.width}
                height={look.logo.height}
                alt=""
                style={{ display: 'block' }}
              />
            </td>
          ) : (
            <Tile look={look} />
          )}
          <td
            {...paint(look, 'ink', {
              ...breakAnywhere,
              fontSize: '15px',
              fontWeight: 600,
              lineHeight: '22px',
              paddingLeft: '10px',
            })}
          >
            <bdi>{look.brandName}</bdi>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** The first letter of the name: nothing that has to be loaded. */
function Tile({ look }: { look: MailLook }) {
  const [letter = ''] = look.brandName;
  return (
    <td
      aria-hidden="true"
      align="center"
      width="24"
      height="24"
      {...paint(look, 'tile', {
        borderRadius: '6px',
        fontSize: '13px',
        fontWeight: 600,
        lineHeight: '24px',
      })}
    >
      {letter.toUpperCase()}
    </td>
  );
}

/**
 * Dark colours for readers who have them; and for narrow screens, narrower margins. Apart, because some mail
 * programs drop a whole style sheet for one rule that they don't know.
 */
function styleSheets(look: MailLook): string[] {
  return [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    'a[x-apple-data-detectors]{color:inherit!important;text-decoration:none!important}',
    '@media (max-width:599px){.inside{padding-left:18px!important;padding-right:18px!important}.below{padding-left:19px!important;padding-right:19px!important}}',
    `@media (prefers-color-scheme:dark){${darkStyles(look)}}`,
  ];
}

/** The HTML part of an email. */
export function writeHtml(mail: ReactElement): string {
  return `<!doctype html>${renderToStaticMarkup(mail)}`;
}
