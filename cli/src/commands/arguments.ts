import { Argument, Option } from 'commander';
import { readAccessKey, readAccountId } from '../input/ids.ts';

/** An argument that names an account. */
export const accountArgument = () =>
  new Argument('<account>', 'the id of the account, or an access key of it').argParser(readAccountId);

/** An argument that names a key: its account is part of the name. */
export const keyArgument = () => new Argument('<access-key>', 'the access key').argParser(readAccessKey);

/** What a key may do with the keys of its account. */
export const accessOption = () =>
  new Option(
    '--access <access>',
    'what a program that uses the key may do with the keys of the account',
  ).choices(['none', 'read', 'write']);
