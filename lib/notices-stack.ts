import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { environmentNames, formatList } from '../lambdas/adapters/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { mailBrand } from './mail-brand.ts';
import { addSenderIdentity } from './sender-identity.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { grantTable } from './table-grants.ts';
import { dueNoticesIndex } from './table-schema.ts';

export interface NoticesStackProps extends StackProps {
  settings: Settings;
  table: ITableV2;
  portalUrl: string;
}

/**
 * The expiry mails: a schedule, the notifier that it runs, the sender's identity in SES, and the events that
 * come back from SES. A separate stack that follows the portal's, because the mails link to the portal.
 */
export class NoticesStack extends Stack {
  readonly notifier: ServiceFunction;
  readonly mailEvents: ServiceFunction;
  /** The runs that could not be started. */
  readonly failures: Queue;
  /** The bounces and complaints that could not be recorded. */
  readonly lostMailEvents: Queue;

  constructor(scope: Construct, id: string, { settings, table, portalUrl, ...props }: NoticesStackProps) {
    super(scope, id, props);
    const configurationSet = new ConfigurationSet(this, 'Mails', { reputationMetrics: true });
    addSenderIdentity(this, settings, configurationSet);
    const failures = createDeadLetterQueue(this, 'FailedRuns');
    const notifier = this.#createNotifier({ settings, table, portalUrl, configurationSet });
    const scheduleRole = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    acknowledge(scheduleRole, {
      [`AwsSolutions-IAM5[Resource::<${this.getLogicalId(notifier.node.defaultChild as CfnFunction)}.Arn>:*]`]:
        'The schedule may invoke any version of the notifier, and nothing else.',
    });
    const schedule = new Schedule(this, 'EveryFewMinutes', {
      description: 'Sends due expiry notices',
      schedule: ScheduleExpression.rate(Duration.minutes(settings.noticeIntervalMinutes)),
      target: new LambdaInvoke(notifier, {
        role: scheduleRole,
        deadLetterQueue: failures,
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
    // The role with its policy: the first run must be allowed.
    schedule.node.addDependency(scheduleRole);
    const lostMailEvents = createDeadLetterQueue(this, 'LostMailEvents');
    this.notifier = notifier;
    this.mailEvents = this.#createMailEvents(settings, table, configurationSet, lostMailEvents);
    this.failures = failures;
    this.lostMailEvents = lostMailEvents;
  }

  #createNotifier(options: {
    settings: Settings;
    table: ITableV2;
    portalUrl: string;
    configurationSet: ConfigurationSet;
  }): ServiceFunction {
    const { settings, table, portalUrl, configurationSet } = options;
    const notifier = new ServiceFunction(this, 'Notifier', {
      entry: 'notifier',
      description: 'Sends due expiry notices',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.noticeLeadDays]: formatList(settings.noticeLeadDays),
        [environmentNames.senderEmail]: settings.senderEmail,
        [environmentNames.senderName]: settings.senderName ?? settings.brandName ?? 'API keys',
        [environmentNames.brandColor]: settings.brandColor,
        ...mailBrand(settings, portalUrl),
        ...(settings.replyToEmail && { [environmentNames.replyToEmail]: settings.replyToEmail }),
        [environmentNames.configurationSet]: configurationSet.configurationSetName,
        [environmentNames.mailsPerSecond]: String(settings.mailsPerSecond),
        [environmentNames.expiringMailsAtOnce]: String(settings.expiringMailsAtOnce),
        [environmentNames.expiringMailHours]: String(settings.expiringMailHours),
        [environmentNames.expiredMailsAtOnce]: String(settings.expiredMailsAtOnce),
        [environmentNames.expiredMailHours]: String(settings.expiredMailHours),
        [environmentNames.holderMailsPerDay]: String(settings.holderMailsPerDay),
        [environmentNames.recipientMailsPerDay]: String(settings.recipientMailsPerDay),
        [environmentNames.portalUrl]: portalUrl,
      },
      // Below the lease of an account (lambdas/handlers/notifier.ts).
      timeout: Duration.minutes(4),
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
      failuresAre: 'A run that fails loses nothing: the next one finds the same notices due.',
    });
    grantTable(notifier, table, ['GetItem', 'PutItem', 'Query', 'UpdateItem']);
    notifier.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [`${table.tableArn}/index/${dueNoticesIndex.indexName}`],
      }),
    );
    // SES checks the identity that verifies the sender (the address, its domain or a parent domain), and also
    // that of each recipient that is an identity of the account, as all are in the sandbox. Hence any
    // identity, with a condition on the sender.
    const identities = this.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
    const set = this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: configurationSet.configurationSetName,
    });
    notifier.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [identities, set],
        conditions: { StringEquals: { 'ses:FromAddress': settings.senderEmail } },
      }),
    );
    acknowledge(notifier, {
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]':
        'Recipients may also be identities of the account. The condition allows mail from one address only.',
    });
    return notifier;
  }

  /** SES reports bounces, complaints and what it accepted on the account's default event bus. */
  #createMailEvents(
    settings: Settings,
    table: ITableV2,
    configurationSet: ConfigurationSet,
    lost: Queue,
  ): ServiceFunction {
    configurationSet.addEventDestination('MailEvents', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.SEND],
    });
    const mailEvents = new ServiceFunction(this, 'MailEvents', {
      entry: 'mail-events',
      description: 'Records undeliverable addresses',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.noticeLeadDays]: formatList(settings.noticeLeadDays),
      },
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
      failuresAre: 'An event that fails goes to a queue, with an alarm.',
      onFailure: new SqsDestination(lost),
    });
    grantTable(mailEvents, table, ['GetItem', 'UpdateItem']);
    new Rule(this, 'MailDidNotArrive', {
      description: 'Bounces of, complaints about and acceptance of expiry notices',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received', 'Email Sent'],
        detail: { mail: { tags: { 'ses:configuration-set': [configurationSet.configurationSetName] } } },
      },
      targets: [new LambdaFunction(mailEvents, { deadLetterQueue: lost, retryAttempts: 10 })],
    });
    return mailEvents;
  }
}
