import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { BundledPackage } from './bundle-licences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A known vulnerability of a package that is part of a bundle. */
export interface BundleAdvisory {
  /** Of the package, as bundled. */
  name: string;
  version: string;
  title: string;
  /** `low`, `moderate`, `high` or `critical`. */
  severity: string;
  url: string;
  /** The bundles that hold the package. */
  bundles: string[];
}

/** The part of what `npm audit --json` prints that is read here. */
interface AuditReport {
  vulnerabilities?: Record<
    string,
    {
      nodes: string[];
      /** Advisories of the package itself, and names of packages by which it is affected. */
      via: (string | { title: string; severity: string; url: string; name: string })[];
    }
  >;
  /** Why there is no report. */
  message?: string;
}

/**
 * Asks npm's registry for the known vulnerabilities of the installed packages, and keeps those of packages that are part of a bundle:
 * those of tools that nobody deploys are for `npm audit`.
 * @param registry absent: npm's own setting
 * @throws Error when the registry does not tell, with its response
 */
export async function findBundleAdvisories(
  packages: readonly BundledPackage[],
  registry?: string,
): Promise<BundleAdvisory[]> {
  const { vulnerabilities, message } = await audit(registry);
  if (!vulnerabilities)
    throw new Error(
      `The registry does not tell which packages have known vulnerabilities: ${message}\n` +
        'Set a registry that answers npm audit, or go where npm reaches one, and try again.',
    );
  return packages.flatMap(({ name, version, bundles, folder }) => {
    const found = vulnerabilities[name];
    if (!found?.nodes.includes(folder)) return [];
    return found.via
      .filter((via) => typeof via === 'object')
      .map(({ title, severity, url }) => ({ name, version, title, severity, url, bundles }));
  });
}

async function audit(registry: string | undefined): Promise<AuditReport> {
  const options = ['--json', '--package-lock-only', ...(registry ? ['--registry', registry] : [])];
  // Through the shell, since npm is a script of its own on Windows.
  const npm = spawn(['npm', 'audit', ...options].join(' '), {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // It ends with 1 when it has found something, too.
  const printed = await text(npm.stdout);
  return printed.trim() === '' ? { message: 'npm printed nothing' } : (JSON.parse(printed) as AuditReport);
}
