import type { Deployment } from './deployment.ts';
import {
  type CostItem,
  defaultUsage,
  estimateCalls,
  estimateCounting,
  estimateIdleMonth,
  sumOf,
  type Usage,
} from './estimate.ts';
import { type Price, prices, pricesAsOf } from './prices.ts';

/** What the product aims at, in dollars. */
const targets = { millionCalls: 4.1, idleMonth: 2.5 };

/** The part of docs/costs.md that figures are in, in Markdown. */
export function renderFigures(deployment: Deployment): string {
  const calls = estimateCalls(deployment, defaultUsage);
  const idle = estimateIdleMonth(deployment);
  return [
    '### A million authorized calls',
    renderTable(calls),
    judge(calls, targets.millionCalls, 'a million calls'),
    '### Counting the use of keys',
    renderCounting(deployment),
    '### An idle month',
    renderTable(idle),
    judge(idle, targets.idleMonth, 'an idle month'),
    '### List prices',
    `List prices of us-east-1 as of ${pricesAsOf}, without free tiers.`,
    renderPrices(),
  ].join('\n\n');
}

/** The same for the screen, with the usage that was asked for. */
export function renderEstimate(deployment: Deployment, usage: Usage): string {
  const calls = estimateCalls(deployment, usage);
  const idle = estimateIdleMonth(deployment);
  const total = sumOf(calls) + sumOf(idle);
  return [
    `${formatCount(usage.calls)} authorized calls in a month`,
    renderLines(calls),
    '',
    'The month itself, with nothing due',
    renderLines(idle),
    '',
    `Together ${formatDollars(total)} a month. List prices of us-east-1 as of ${pricesAsOf}, without free tiers.`,
  ].join('\n');
}

/** Of a million calls, by how they come. */
const spreads = [
  { title: 'one busy key: 100 calls in each batch of the log', callsPerBatch: 100, keysPerBatch: 1 },
  { title: '100 keys, each with 10 calls in a batch', callsPerBatch: 1000, keysPerBatch: 100 },
  { title: '10,000 keys, each with one call in a batch', callsPerBatch: 1000, keysPerBatch: 1000 },
  { title: 'the worst case: each call is a batch of its own', callsPerBatch: 1, keysPerBatch: 1 },
] as const;

function renderCounting(deployment: Deployment): string {
  const rows = spreads.map(({ title, ...spread }) => {
    const items = estimateCounting(deployment, { ...defaultUsage, ...spread });
    const writes = items.find(({ price }) => price === 'writeUnit')?.quantity ?? 0;
    return `| ${title} | ${formatCount(writes)} | ${formatDollars(sumOf(items))} |`;
  });
  return ['| a million calls | write units | cost |', '|---|--:|--:|', ...rows].join('\n');
}

function renderTable(items: readonly CostItem[]): string {
  const rows = items.map(({ item, quantity, price, dollars }) => {
    return `| ${item} | ${formatCount(quantity)} ${prices[price].short} | ${formatPrice(prices[price])} | ${formatDollars(dollars)} |`;
  });
  return [
    '| item | quantity | price | cost |',
    '|---|--:|---|--:|',
    ...rows,
    `| **in all** | | | **${formatDollars(sumOf(items))}** |`,
  ].join('\n');
}

function renderLines(items: readonly CostItem[]): string {
  const line = (name: string, dollars: number) =>
    `  ${name.padEnd(48)}${formatDollars(dollars).padStart(12)}`;
  return [...items.map(({ item, dollars }) => line(item, dollars)), line('in all', sumOf(items))].join('\n');
}

/** Whether the target is met, and if not, by what it is missed. */
function judge(items: readonly CostItem[], target: number, what: string): string {
  const sum = sumOf(items);
  // As precise as the target is.
  if (Math.round(sum * 10) <= Math.round(target * 10))
    return `The target is $${target.toFixed(2)} for ${what}: met.`;
  const excess = sum - target;
  const avoidable = items
    .filter(({ item, dollars }) => avoidableItems.includes(item) && dollars > 0)
    .toSorted((a, b) => b.dollars - a.dollars)
    .map(({ item, dollars }) => `${item} (${formatDollars(dollars)})`);
  return `The target is $${target.toFixed(2)} for ${what}: missed by ${formatDollars(excess)}. What could go: ${avoidable.join(', ') || 'nothing'}.`;
}

/** What a deployment can do without and still do all that it promises. */
const avoidableItems = [
  'X-Ray traces',
  'X-Ray traces of the notifier',
  'Metrics of each method',
  'START, END and REPORT lines of the authorizer',
];

function renderPrices(): string {
  const rows = Object.values<Price>(prices).map((price) => {
    return `| ${price.unit} | ${formatPrice(price)} | [${price.page}](https://${price.page}/) |`;
  });
  return ['| for | price | page |', '|---|---|---|', ...rows].join('\n');
}

function formatPrice({ dollars, per }: Price): string {
  const figure = `$${Math.round(dollars * 100) / 100 === dollars ? dollars.toFixed(2) : dollars}`;
  return per === 1 ? figure : `${figure} a million`;
}

/** Cents, and three figures of what is below. */
function formatDollars(dollars: number): string {
  return dollars !== 0 && dollars < 0.1 ? `$${dollars.toPrecision(2)}` : `$${dollars.toFixed(2)}`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US', {
    maximumSignificantDigits: count < 100 ? 3 : 21,
    maximumFractionDigits: 0,
  });
}
