import { createApp } from '../lib/create-app.ts';
import { addLatchkey } from '../lib/latchkey.ts';
import { requireWorkingRegion } from '../lib/regions.ts';
import { SettingsError } from '../lib/settings.ts';

try {
  // Where the CDK would deploy to.
  const region = process.env.CDK_DEFAULT_REGION;
  requireWorkingRegion(region);
  addLatchkey(createApp(), region);
} catch (error) {
  // An invalid setting is for the operator to fix: the message says how, and a stack trace would only bury
  // it.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
