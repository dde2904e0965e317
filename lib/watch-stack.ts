import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { createAlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { watchClientCertificate } from './client-certificate.ts';
import { addDashboard } from './dashboard.ts';
import { addNoticeAlarms } from './notice-alarms.ts';
import type { NoticesStack } from './notices-stack.ts';
import { addServiceAlarms } from './service-alarms.ts';
import type { ServiceStack } from './service-stack.ts';
import type { Settings } from './settings.ts';

export interface WatchStackProps extends StackProps {
  settings: Settings;
  table: ITableV2;
  service: ServiceStack;
  notices: NoticesStack;
}

/** Alarms about everything that the other stacks run, and a dashboard. Nothing depends on it. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, props: WatchStackProps) {
    const { settings, table, service, notices, ...stackProps } = props;
    super(scope, id, stackProps);
    const topic = createAlarmTopic(this, settings);
    const alarms = new Alarms(this, topic);
    const { gatewayApi, managementApi, operatorApi, authorizer, lostUse, gatewayLog } = service;
    addServiceAlarms(alarms, {
      gatewayApi,
      managementApi,
      operatorApi,
      authorizer,
      table,
      gatewayLatencySeconds: settings.gatewayLatencyAlarmSeconds,
    });
    const { notifier, mailEvents, failures, lostMailEvents } = notices;
    addNoticeAlarms(alarms, {
      notifier,
      mailEvents,
      failures,
      lostMailEvents,
      lostUse,
      intervalMinutes: settings.noticeIntervalMinutes,
    });
    watchClientCertificate(this, alarms, topic, settings);
    if (settings.dashboard) {
      addDashboard(this, {
        alarms: alarms.all,
        gatewayApi,
        managementApi,
        authorizer,
        notifier,
        table,
        gatewayLog,
      });
    }
    new CfnOutput(this, 'AlarmTopicArn', {
      value: topic.topicArn,
      description: 'Where alarms are published: subscribe a chat or a pager to it',
    });
  }
}
