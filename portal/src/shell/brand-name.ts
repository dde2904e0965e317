import { loadedConfig } from '../config.ts';
import { commonText } from '../texts/common.ts';

/** The operator's name for the product; the product's own where there is none, or before config.json is there. */
export function brandName(): string {
  return loadedConfig()?.brandName ?? commonText('product');
}
