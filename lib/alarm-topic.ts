import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** The one topic that all alarms go to. Others, such as a chat, can be subscribed to it by hand. */
export function createAlarmTopic(
  scope: Construct,
  { alarmEmail, alarmWebhook }: Pick<Settings, 'alarmEmail' | 'alarmWebhook'>,
): Topic {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  if (alarmEmail) topic.addSubscription(new EmailSubscription(alarmEmail));
  if (alarmWebhook) {
    topic.addSubscription(new UrlSubscription(alarmWebhook, { protocol: SubscriptionProtocol.HTTPS }));
  }
  // The policy that requires TLS replaces the default one, which lets the account's alarms publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  acknowledge(topic, {
    'Serverless-SNSRedrivePolicy':
      'SNS retries mails and webhooks itself, and the alarm stays in the console.',
  });
  return topic;
}
