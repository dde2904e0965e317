import type { Assembly } from './assembly/assembly.ts';
import {
  apiDomain,
  distributionDomain,
  managedLoginDomain,
  userPoolProviderName,
} from './assembly/physical-names.ts';

/** Where the engine serves what the templates place in AWS. */
export interface LocalAddresses {
  /** The portal, such as `http://localhost:4000`. */
  readonly portal: string;
  /** The stand-in for the user pools. */
  readonly issuer: string;
  /** The stand-in for the identity providers that the pools federate to. */
  readonly secondIssuer: string;
  /** The REST APIs by id. */
  readonly apis: ReadonlyMap<string, string>;
}

/** Replaces every address in the templates that names one of their own resources with a local one. */
export function localizeAddresses(assembly: Assembly, addresses: LocalAddresses): void {
  for (const [id, address] of addresses.apis) {
    // With the stage's name, which a local address doesn't have, or without, as in a content security policy.
    const stages = assembly
      .resources('AWS::ApiGateway::Stage')
      .filter((stage) => stage.text('RestApiId') === id)
      .map((stage) => escapeRegExp(stage.text('StageName')));
    const stage = stages.length > 0 ? `(/(${stages.join('|')})(?![\\w-]))?` : '';
    assembly.addLocalAddress(new RegExp(`https://${escapeRegExp(apiDomain(id))}${stage}`, 'g'), address);
  }
  for (const distribution of assembly.resources('AWS::CloudFront::Distribution')) {
    const names = [
      distributionDomain(distribution.physicalName),
      ...distribution.texts('DistributionConfig.Aliases'),
    ];
    for (const name of names) addPortal(assembly, name, addresses.portal);
  }
  addPlainHttp(assembly, addresses.portal);
  for (const pool of assembly.resources('AWS::Cognito::UserPool')) {
    const provider = escapeRegExp(userPoolProviderName(pool.physicalName));
    assembly.addLocalAddress(new RegExp(`https://${provider}`, 'g'), addresses.issuer);
  }
  for (const provider of assembly.resources('AWS::Cognito::UserPoolIdentityProvider')) {
    const issuer = provider.optionalText('ProviderDetails.oidc_issuer');
    if (issuer !== undefined)
      assembly.addLocalAddress(new RegExp(`${escapeRegExp(issuer)}(?![\\w.-])`, 'g'), addresses.secondIssuer);
  }
  for (const domain of assembly.resources('AWS::Cognito::UserPoolDomain')) {
    const host = escapeRegExp(managedLoginDomain(domain.text('Domain')));
    assembly.addLocalAddress(new RegExp(`https://${host}`, 'g'), addresses.issuer);
  }
}

// A text may be composed of `https://` and a name that has already been made local.
function addPlainHttp(assembly: Assembly, portal: string): void {
  assembly.addLocalAddress(new RegExp(`https://${escapeRegExp(new URL(portal).host)}`, 'g'), portal);
}

function addPortal(assembly: Assembly, domainName: string, portal: string): void {
  assembly.addLocalAddress(new RegExp(`https://${escapeRegExp(domainName)}`, 'g'), portal);
  assembly.addLocalAddress(
    new RegExp(`(?<![\\w.-])${escapeRegExp(domainName)}(?![\\w.-])`, 'g'),
    new URL(portal).host,
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
