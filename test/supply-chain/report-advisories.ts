import { bundling } from '../../lib/handler-code.ts';
import { findBundleAdvisories } from './bundle-advisories.ts';
import { findBundledPackages } from './bundle-licences.ts';

// `npm run advisories`: the known vulnerabilities of what is bundled. Asks npm's registry, hence no part of the tests.
// Ends with 1 when there are some, or when the registry does not tell.
try {
  const packages = await findBundledPackages(bundling);
  const found = await findBundleAdvisories(packages);
  for (const { name, version, severity, title, url, bundles } of found)
    console.log([`${name} ${version}`, severity, title, url, bundles.join(' ')].join('\t'));
  console.log(`${found.length} known vulnerabilities in ${packages.length} bundled packages.`);
  if (found.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
