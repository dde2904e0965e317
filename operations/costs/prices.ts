/** When the list prices were looked up. */
export const pricesAsOf = 'November 2026';

export interface Price {
  /** US dollars. */
  dollars: number;
  /** For how many units. */
  per: number;
  unit: string;
  /** The unit beside a quantity. */
  short: string;
  /** The page of AWS with the list price. */
  page: string;
}

/** List prices of us-east-1, without any free tier. */
export const prices = {
  restCall: {
    dollars: 3.5,
    per: 1e6,
    unit: 'calls of a REST API',
    short: 'calls',
    page: 'aws.amazon.com/api-gateway/pricing',
  },
  functionCall: {
    dollars: 0.2,
    per: 1e6,
    unit: 'calls of a function',
    short: 'calls',
    page: 'aws.amazon.com/lambda/pricing',
  },
  functionTime: {
    dollars: 13.3334,
    per: 1e6,
    unit: 'GB-seconds of a function on arm64',
    short: 'GB-seconds',
    page: 'aws.amazon.com/lambda/pricing',
  },
  readUnit: {
    dollars: 0.125,
    per: 1e6,
    unit: 'read request units',
    short: 'units',
    page: 'aws.amazon.com/dynamodb/pricing/on-demand',
  },
  writeUnit: {
    dollars: 0.625,
    per: 1e6,
    unit: 'write request units',
    short: 'units',
    page: 'aws.amazon.com/dynamodb/pricing/on-demand',
  },
  logGigabyte: {
    dollars: 0.5,
    per: 1,
    unit: 'GB of logs taken in',
    short: 'GB',
    page: 'aws.amazon.com/cloudwatch/pricing',
  },
  metric: {
    dollars: 0.3,
    per: 1,
    unit: 'custom metric a month',
    short: 'metrics',
    page: 'aws.amazon.com/cloudwatch/pricing',
  },
  alarm: {
    dollars: 0.1,
    per: 1,
    unit: 'alarm a month',
    short: 'alarms',
    page: 'aws.amazon.com/cloudwatch/pricing',
  },
  trace: {
    dollars: 5,
    per: 1e6,
    unit: 'traces recorded',
    short: 'traces',
    page: 'aws.amazon.com/xray/pricing',
  },
  schedule: {
    dollars: 1,
    per: 1e6,
    unit: 'runs of a schedule',
    short: 'runs',
    page: 'aws.amazon.com/eventbridge/pricing',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
