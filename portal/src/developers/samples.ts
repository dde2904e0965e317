export type Form = 'bearer' | 'header' | 'basic';
export type Language = 'curl' | 'typescript' | 'python';

export const forms: readonly Form[] = ['bearer', 'header', 'basic'];

export const languages: readonly { id: Language; title: string }[] = [
  { id: 'curl', title: 'curl' },
  { id: 'typescript', title: 'TypeScript' },
  { id: 'python', title: 'Python' },
];

/** A complete program that calls the gateway, with the key from the environment. */
export function sampleFor(form: Form, language: Language, gatewayUrl: string): string {
  const url = `${gatewayUrl}v1/whoami`;
  switch (language) {
    case 'curl':
      return `curl ${url} \\\n  ${curlOptions[form]}`;
    case 'typescript':
      return `${typescriptSetup[form]}const response = await fetch('${url}', {
  headers: { ${typescriptHeaders[form]} },
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
    ${pythonOptions[form]},
    timeout=10,
)
if not response.ok:
    problem = response.json()
    raise RuntimeError(f"{problem['code']}: {problem['detail']}")
print(response.json())`;
  }
}

const curlOptions: Record<Form, string> = {
  bearer: '-H "Authorization: Bearer $LATCHKEY_TOKEN"',
  header: '-H "x-api-key: $LATCHKEY_TOKEN"',
  basic: '-u "$LATCHKEY_ACCESS_KEY:$LATCHKEY_SECRET_KEY"',
};

const typescriptSetup: Record<Form, string> = {
  bearer: '',
  header: '',
  basic: `const { LATCHKEY_ACCESS_KEY, LATCHKEY_SECRET_KEY } = process.env;
const credentials = btoa(\`\${LATCHKEY_ACCESS_KEY}:\${LATCHKEY_SECRET_KEY}\`);
`,
};

const typescriptHeaders: Record<Form, string> = {
  bearer: `authorization: \`Bearer \${process.env.LATCHKEY_TOKEN}\``,
  header: "'x-api-key': process.env.LATCHKEY_TOKEN ?? ''",
  basic: `authorization: \`Basic \${credentials}\``,
};

const pythonOptions: Record<Form, string> = {
  bearer: 'headers={"Authorization": f"Bearer {os.environ[\'LATCHKEY_TOKEN\']}"}',
  header: 'headers={"x-api-key": os.environ["LATCHKEY_TOKEN"]}',
  basic: 'auth=(os.environ["LATCHKEY_ACCESS_KEY"], os.environ["LATCHKEY_SECRET_KEY"])',
};
