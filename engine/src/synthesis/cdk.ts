import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/**
 * Runs `cdk synth` with the repository's own CDK.
 * @param context settings as `name=value`
 * @throws with the CDK's own output when it fails
 */
export async function runSynth(root: string, output: string, context: readonly string[]): Promise<void> {
  const cdk = join(
    dirname(createRequire(join(root, 'package.json')).resolve('aws-cdk/package.json')),
    'bin',
    'cdk',
  );
  const fixed = ['synth', '--quiet', '--no-notices', '--no-version-reporting', '--output', output];
  const child = spawn(process.execPath, [cdk, ...fixed, ...context.flatMap((setting) => ['-c', setting])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CI: 'true',
      // Whether CloudFormation would take the templates matters to those who deploy, and takes seconds.
      CDK_VALIDATION: 'false',
      // Not the region of the shell: an app may refuse to be deployed there, and nothing is deployed here.
      AWS_REGION: 'us-east-1',
      // cdk.json calls the repository's tools by name, whatever the shell's PATH is.
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    },
    // Its own process group, because the CDK starts processes that would outlive it.
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const stop = () => stopGroup(child.pid);
  process.once('exit', stop);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  process.off('exit', stop);
  if (status !== 0) throw new Error(`cdk synth failed:\n${printed.trim()}`);
}

function stopGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // It has already ended.
  }
}
