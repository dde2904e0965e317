import { App } from 'aws-cdk-lib';
import { RotationStack } from './rotation-stack.ts';

new RotationStack(new App(), 'ApiKeyRotation', {
  secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-api-key-EXAMPL',
  gatewayUrl: 'https://api.example.com',
  everyDays: 30,
  email: 'you@example.com',
  env: { account: '111122223333', region: 'eu-west-1' },
});
