import { writeFileSync } from 'node:fs';
import { describeManagementApi } from '../lambdas/contract/openapi-document.ts';

// `npm run render:openapi`: writes the OpenAPI document that the deployed function sends, to be run after a change of the contract.
const file = new URL('../lambdas/contract/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(describeManagementApi(), null, 2)}\n`);
console.log(file.pathname);
