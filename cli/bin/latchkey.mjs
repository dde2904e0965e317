#!/usr/bin/env node
import { build, isStale, program } from '../build.mjs';

// Any Node from 20 on: `npm ci` builds the program, and a checkout whose source is newer builds it again.
if (isStale()) await build();
await import(program);
