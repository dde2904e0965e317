declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the store; in memory if absent. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports it so
  export default function dynalite(options?: DynaliteOptions): Server;
}
