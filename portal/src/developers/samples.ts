import { brandName } from '../shell/brand-name.ts';
import { variableNames } from './variables.ts';

export type Form = 'bearer' | 'header' | 'basic';
export type Language = 'curl' | 'typescript' | 'python';

export const forms: readonly Form[] = ['bearer', 'header', 'basic'];

export const languages: readonly { id: Language; title: string }[] = [
  { id: 'curl', title: 'curl' },
  { id: 'typescript', title: 'TypeScript' },
  { id: 'python', title: 'Python' },
];

type Variables = ReturnType<typeof variableNames>;

/** A complete program that calls the gateway, with the key from the environment. */
export function sampleFor(form: Form, language: Language, gatewayUrl: string): string {
  const url = `${gatewayUrl}v1/whoami`;
  const variables = variableNames(brandName());
  switch (language) {
    case 'curl':
      return `curl ${url} \\\n  ${curlOption(form, variables)}`;
    case 'typescript':
      return `${typescriptSetup(form, variables)}const response = await fetch('${url}', {
  headers: { ${typescriptHeader(form, variables)} },
});
if (!response.ok) {
  const { code, detail } = await response.json();
  throw new Error(\`\${code}: \${detail}\`);
}
console.log(await response.json());`;
    case 'python':
      return `import os
import requests

response = requests.get(
    "${url}",
    ${pythonOption(form, variables)},
    timeout=10,
)
if not response.ok:
    problem = response.json()
    raise RuntimeError(f"{problem['code']}: {problem['detail']}")
print(response.json())`;
  }
}

function curlOption(form: Form, { token, accessKey, secretKey }: Variables): string {
  switch (form) {
    case 'bearer':
      return `-H "Authorization: Bearer $${token}"`;
    case 'header':
      return `-H "x-api-key: $${token}"`;
    case 'basic':
      return `-u "$${accessKey}:$${secretKey}"`;
  }
}

function typescriptSetup(form: Form, { accessKey, secretKey }: Variables): string {
  if (form !== 'basic') return '';
  return `const { ${accessKey}, ${secretKey} } = process.env;
const credentials = btoa(\`\${${accessKey}}:\${${secretKey}}\`);
`;
}

function typescriptHeader(form: Form, { token }: Variables): string {
  switch (form) {
    case 'bearer':
      return `authorization: \`Bearer \${process.env.${token}}\``;
    case 'header':
      return `'x-api-key': process.env.${token} ?? ''`;
    case 'basic':
      return `authorization: \`Basic \${credentials}\``;
  }
}

function pythonOption(form: Form, { token, accessKey, secretKey }: Variables): string {
  switch (form) {
    case 'bearer':
      return `headers={"Authorization": f"Bearer {os.environ['${token}']}"}`;
    case 'header':
      return `headers={"x-api-key": os.environ["${token}"]}`;
    case 'basic':
      return `auth=(os.environ["${accessKey}"], os.environ["${secretKey}"])`;
  }
}
